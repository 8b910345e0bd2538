import { randomUUID } from "node:crypto";
import pg from "pg";
import { connect } from "./adapter.mjs";

/** What the engine opens its connections through: the database itself, and a throw-away shadow of it. */
export function adapterFactory({ url, shadowDatabaseUrl }) {
  return {
    provider: "postgres",
    adapterName: "rookery-schema-engine",
    connect: () => connect(url),
    connectToShadowDb: () => (shadowDatabaseUrl ? wipedShadow(shadowDatabaseUrl) : newShadow(url)),
  };
}

/** Creates the database that an address names; returns its name. */
export async function createDatabase(url) {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  await administer(url, `CREATE DATABASE ${quoted(name)}`);
  return name;
}

async function newShadow(url) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  await administer(url, `CREATE DATABASE ${quoted(name)} TEMPLATE template0`);
  const shadow = await connect(otherDatabase(url, name));
  return {
    ...shadow,
    async dispose() {
      await shadow.dispose();
      await administer(url, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
    },
  };
}

async function wipedShadow(url) {
  const shadow = await connect(url);
  // A database that migrations run on is never a shadow, whatever alias its address goes by: wiping it would lose data.
  const { rows } = await shadow.queryRaw({
    sql: "SELECT to_regclass('public._prisma_migrations') IS NOT NULL",
    args: [],
  });
  if (rows[0][0]) {
    await shadow.dispose();
    throw new Error("shadowDatabaseUrl points at a migrated database; it is not wiped");
  }
  await shadow.executeScript("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;");
  return shadow;
}

async function administer(url, sql) {
  const client = new pg.Client({ connectionString: otherDatabase(url, "postgres") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function otherDatabase(url, name) {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

function quoted(name) {
  return `"${name.replaceAll('"', '""')}"`;
}
