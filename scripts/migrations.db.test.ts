import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { applyMigrations, pendingMigrations, readMigrations } from "./migrations.ts";
import { prismaCommand, prismaEnvironment } from "./prisma-cli.ts";
import { runCommand } from "./run-command.ts";

const ownerUrl = process.env["TEST_OWNER_URL"] ?? "";
const { superuserUrl } = inject("testServer");
const database = `${new URL(ownerUrl).pathname.slice(1)}_empty`;
const url = ownerUrl.replace(/\/[^/]*$/, `/${database}`);
const server = new pg.Client({ connectionString: superuserUrl });

const table = { name: "1_table", sql: "CREATE TABLE birds (id int);" };
const rows = { name: "2_rows", sql: "INSERT INTO birds VALUES (1); INSERT INTO birds VALUES (2);" };
const broken = { name: "3_broken", sql: "INSERT INTO birds VALUES (3); INSERT INTO eggs VALUES (1);" };

beforeAll(async () => {
  await server.connect();
});
beforeEach(async () => {
  await server.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${database} OWNER rookery_owner TEMPLATE template0`);
});
afterAll(async () => {
  await server.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await server.end();
});

describe("the migration runner", () => {
  test("applies what is pending, in order, once", async () => {
    expect(await applyMigrations(url, [table])).toEqual({ applied: ["1_table"], edited: [] });
    expect(await applyMigrations(url, [table, rows])).toEqual({ applied: ["2_rows"], edited: [] });
    expect(await applyMigrations(url, [table, rows])).toEqual({ applied: [], edited: [] });
    expect(await query("SELECT id FROM birds")).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test("says which migrations were changed after they were applied", async () => {
    await applyMigrations(url, [table]);
    const edited = { ...table, sql: "CREATE TABLE birds (id bigint);" };
    expect(await applyMigrations(url, [edited])).toEqual({ applied: [], edited: ["1_table"] });
  });

  test("leaves nothing of a failing migration, and refuses to go on until it is resolved", async () => {
    await expect(applyMigrations(url, [table, rows, broken])).rejects.toThrow(/3_broken failed.*"eggs"/);
    expect(await query("SELECT id FROM birds")).toEqual([{ id: 1 }, { id: 2 }]);
    await expect(applyMigrations(url, [table, rows, broken])).rejects.toThrow(/failed on this database earlier/);
    expect(await query("SELECT logs FROM _prisma_migrations WHERE finished_at IS NULL")).toEqual([
      { logs: 'relation "eggs" does not exist' },
    ]);

    await query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL");
    const repaired = { ...broken, sql: "INSERT INTO birds VALUES (3);" };
    expect(await applyMigrations(url, [table, rows, repaired])).toMatchObject({ applied: ["3_broken"] });
  });

  test("runs statements that refuse a transaction", async () => {
    const index = { name: "2_index", sql: "CREATE INDEX CONCURRENTLY birds_id ON birds (id)" };
    expect(await applyMigrations(url, [table, index])).toMatchObject({ applied: ["1_table", "2_index"] });
  });

  test("takes turns when several start at once", async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(url, [table, rows])));
    expect(runs.flatMap(({ applied }) => applied).toSorted()).toEqual(["1_table", "2_rows"]);
    expect(await query("SELECT count(*)::int AS n FROM birds")).toEqual([{ n: 2 }]);
  });

  test("tells what a database lacks, an empty one included", async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    expect(await pendingMigrations(client, [table, rows])).toEqual(["1_table", "2_rows"]);
    await applyMigrations(url, [table]);
    expect(await pendingMigrations(client, [table, rows])).toEqual(["2_rows"]);
    await client.end();
  });
});

describe("the Prisma command line on our schema engine", () => {
  test("finds nothing to migrate after the runner", async () => {
    await applyMigrations(url);
    expect(await prisma(url, "migrate", "status")).toMatch(/up to date/);
    expect(await prisma(url, "migrate", "deploy")).toMatch(/No pending migrations/);
  });

  test("finds no drift between the migrated database and prisma/schema.prisma", async () => {
    const diff = await prisma(ownerUrl, "migrate", "diff", "--from-config-datasource", ...TO_SCHEMA);
    expect(diff).toMatch(/No difference/);
  });

  test("replays the migrations on a shadow database without drift, as `migrate dev` does", async () => {
    const diff = await prisma(superuserUrl, "migrate", "diff", "--from-migrations", "prisma/migrations", ...TO_SCHEMA);
    expect(diff).toMatch(/No difference/);
  });

  test("applies the same migrations as the runner, under the same names and checksums", async () => {
    await prisma(url, "migrate", "deploy");
    expect(await applyMigrations(url)).toEqual({ applied: [], edited: [] });
    const recorded = await query("SELECT migration_name AS name FROM _prisma_migrations ORDER BY name");
    expect(recorded).toEqual(readMigrations().map(({ name }) => ({ name })));
  });
});

const TO_SCHEMA = ["--to-schema", "prisma/schema.prisma", "--exit-code"];

function prisma(databaseUrl: string, ...args: string[]): Promise<string> {
  return runCommand(...prismaCommand(args), { env: { ...prismaEnvironment(), DATABASE_URL: databaseUrl } });
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
