import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { anonymous, as } from "../../lib/testing/client.ts";
import { createPerson, PASSWORD } from "../../lib/testing/people.ts";
import { startInstance } from "../../lib/testing/second-instance.ts";
import { inProject } from "../project.ts";
import { readManifest } from "./manifest.ts";

const run = promisify(execFile);
const ownerUrl = process.env["TEST_OWNER_URL"] ?? "";
const appUrl = process.env["DATABASE_URL"] ?? "";
const { superuserUrl } = inject("testServer");
const target = `${new URL(ownerUrl).pathname.slice(1)}_restored`;
const home = mkdtempSync(join(tmpdir(), "rookery-backup-"));
const backup = join(home, "backup");
const server = new pg.Client({ connectionString: superuserUrl });

const on = (url: string, database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;
const command = (script: string, url: string, ...args: string[]) =>
  run(process.execPath, [inProject("scripts", script), ...args], { env: { ...process.env, DATABASE_URL: url } });
const empty = async (): Promise<void> => {
  await server.query(`DROP DATABASE IF EXISTS ${target} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${target} OWNER rookery_owner TEMPLATE template0`);
};

async function digests(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found: Record<string, string> = {};
    for (const { name } of readManifest(backup).tables) {
      const { rows } = await client.query<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C")), '') AS digest FROM "${name}" t`,
      );
      found[name] = rows[0]?.digest ?? "";
    }
    return found;
  } finally {
    await client.end();
  }
}

beforeAll(() => server.connect());
afterAll(async () => {
  await server.query(`DROP DATABASE IF EXISTS ${target} WITH (FORCE)`);
  await server.end();
  rmSync(home, { recursive: true, force: true });
});

describe("a backup is good when it has been restored", () => {
  test("every row of every table comes back, triggers and keys with it, and people sign in", async () => {
    const { client } = await as("SuperAdmin");
    const name = '"Quotes", back\\slash, ünï';
    const tenant = { name, code: "BACKUP1", timezone: "UTC", currency: "USD" };
    expect((await client.post("/super-admin/tenants", tenant)).status).toBe(201);
    const person = await createPerson("SuperAdmin");

    const { stdout } = await command("backup.ts", ownerUrl, "--out", backup);
    expect(stdout).toMatch(/^\d+ rows of \d+ tables as of .*Z are in /);
    const files = [backup, join(backup, "manifest.json"), join(backup, "users.copy.gz")];
    expect(files.map((file) => statSync(file).mode & 0o077)).toEqual([0, 0, 0]);
    const before = await digests(ownerUrl);
    await empty();
    await command("restore.ts", on(ownerUrl, target), "--from", backup);
    expect(await digests(on(ownerUrl, target))).toEqual(before);

    const instance = await startInstance({ DATABASE_URL: on(appUrl, target) });
    const restored = anonymous().at(instance.transport);
    const { response } = await restored.post<{ accessToken: string }>("/auth/login", {
      email: person.email,
      password: PASSWORD,
    });
    const signedIn = restored.with(response.accessToken).at(instance.transport);
    // Constraints, sequences, row counts and the audit log work on.
    expect((await signedIn.post("/super-admin/tenants", tenant)).status).toBe(409);
    expect((await signedIn.post("/super-admin/tenants", { ...tenant, code: "BACKUP2" })).status).toBe(201);
    const audited = await signedIn.get<{ items: { action: string }[] }>("/super-admin/audit-logs?pageSize=100");
    expect(audited.response.items.map(({ action }) => action)).toContain("TENANT_CREATED");
    await instance.stop();
  }, 120_000);

  test("is refused where there is something already, and where a backup is", async () => {
    await expect(command("restore.ts", ownerUrl, "--from", backup)).rejects.toThrow(/has users already/);
    await expect(command("backup.ts", ownerUrl, "--out", backup)).rejects.toThrow(/is not empty/);
  });

  test("a byte that was changed, a file that was cut and a backup of a newer release are found before anything is written", async () => {
    await empty();
    const file = join(backup, "tenants.copy.gz");
    const good = readFileSync(file);
    const restore = () => command("restore.ts", on(ownerUrl, target), "--from", backup);
    writeFileSync(file, gzipSync(gunzipSync(good).toString("utf8").replace("BACKUP1", "BACKUP9")));
    await expect(restore()).rejects.toThrow(/tenants\.copy\.gz is damaged/);
    writeFileSync(file, good.subarray(0, good.length - 20));
    await expect(restore()).rejects.toThrow(/tenants\.copy\.gz cannot be read/);
    writeFileSync(file, good);
    const manifest = readManifest(backup);
    const path = join(backup, "manifest.json");
    writeFileSync(path, JSON.stringify({ ...manifest, migrations: [...manifest.migrations, "29990101000000_later"] }));
    await expect(restore()).rejects.toThrow(/newer release: 29990101000000_later/);
    const { rows } = await new Promise<pg.QueryResult>((resolve, reject) => {
      const client = new pg.Client({ connectionString: on(ownerUrl, target) });
      client
        .connect()
        .then(() => client.query("SELECT FROM pg_class WHERE relname = 'users'"))
        .then(resolve, reject)
        .finally(() => client.end());
    });
    expect(rows).toEqual([]);
  });

  test("without a directory they say how they are called", async () => {
    await expect(command("backup.ts", ownerUrl)).rejects.toThrow(/Usage: npm run backup/);
    await expect(command("restore.ts", ownerUrl)).rejects.toThrow(/Usage: npm run restore/);
  });
});
