import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readMigrations } from "../migrations.ts";
import { loopbackUrl } from "../postgres/roles.ts";
import { prepareExternalDatabase } from "./external-database.ts";

const ownerUrl = process.env["TEST_OWNER_URL"] ?? "";
const appUrl = process.env["DATABASE_URL"] ?? "";
const { superuserUrl } = inject("testServer");
const name = new URL(ownerUrl).pathname.slice(1);
const empty = `${name}_empty`;
const server = new pg.Client({ connectionString: superuserUrl });

beforeAll(async () => {
  await server.connect();
  await server.query(`CREATE DATABASE ${empty} OWNER rookery_owner TEMPLATE template0`);
  await server.query(`CREATE ROLE ${name}_stranger LOGIN PASSWORD 'stranger'`);
});
afterAll(async () => {
  await server.query(`DROP DATABASE IF EXISTS ${empty} WITH (FORCE)`);
  await server.query(`DROP ROLE ${name}_stranger`);
  await server.end();
});

describe("a given database", () => {
  test("is migrated by its owner, and the application steps down to its own role", async () => {
    const owner = on(ownerUrl, empty);
    const prepared = await prepareExternalDatabase(owner);
    expect(prepared.migrations?.applied).toEqual(readMigrations().map((migration) => migration.name));
    expect(await ask(prepared.appUrl, "SELECT current_user, session_user")).toEqual({
      current_user: "rookery_app",
      session_user: "rookery_owner",
    });
    await expect(ask(prepared.appUrl, "CREATE TABLE nests ()")).rejects.toThrow(/permission denied/);
    expect((await prepareExternalDatabase(owner)).migrations?.applied).toEqual([]);
  });

  test("is taken as it is when the role may not migrate and nothing is pending", async () => {
    expect(await prepareExternalDatabase(appUrl)).toEqual({ appUrl, migrations: null });
  });

  test("is refused when the role may not migrate and something is pending", async () => {
    const bare = `${name}_bare`;
    await server.query(`CREATE DATABASE ${bare} OWNER rookery_owner TEMPLATE template0`);
    await expect(prepareExternalDatabase(on(appUrl, bare))).rejects.toThrow(/lacks \d+ migration.*npm run db:migrate/s);
    await server.query(`DROP DATABASE ${bare} WITH (FORCE)`);
  });

  test("is refused when the role has nothing to do with it", async () => {
    const { port } = new URL(superuserUrl);
    const stranger = loopbackUrl(Number(port), `${name}_stranger`, "stranger", name);
    await expect(prepareExternalDatabase(stranger)).rejects.toThrow(/_stranger of DATABASE_URL/);
  });

  test("is refused without its password being told when it cannot be reached", async () => {
    const refused = prepareExternalDatabase("postgresql://u:hunter2@127.0.0.1:1/rookery");
    await expect(refused).rejects.toThrow(/127\.0\.0\.1:1\) cannot be reached/);
    await expect(refused).rejects.not.toThrow(/hunter2/);
  });
});

function on(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}
