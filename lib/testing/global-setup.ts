import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { newSecrets } from "../../scripts/launch/secrets.ts";
import { applyMigrations } from "../../scripts/migrations.ts";
import { ownerRole, prepareDatabase, type RolePasswords } from "../../scripts/postgres/roles.ts";
import { startServer } from "../../scripts/postgres/server.ts";
import { postgresHome } from "./postgres-home.ts";

/** What test files need to make databases of their own; all of it is strings, since it crosses processes. */
export type TestServer = {
  superuserUrl: string;
  template: string;
  passwords: RolePasswords;
  secrets: { NEXTAUTH_SECRET: string; JWT_SIGNING_KEYS: string };
};

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

// Nothing of a test database has to survive anything.
const FAST = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: 0,
};

/** Starts a PostgreSQL, or uses that of TEST_DATABASE_URL, and migrates the template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_DATABASE_URL"];
  const server = given ? { superuserUrl: given, stop: async () => undefined } : await startTestServer();
  try {
    const template = `rookery_test_${randomUUID().slice(0, 8)}`;
    const passwords = passwordsFor(server.superuserUrl);
    await prepareDatabase(server.superuserUrl, template, passwords);
    await applyMigrations(urlOf(server.superuserUrl, template, passwords.owner));
    const { NEXTAUTH_SECRET, JWT_SIGNING_KEYS } = newSecrets();
    const secrets = { NEXTAUTH_SECRET, JWT_SIGNING_KEYS: JSON.stringify(JWT_SIGNING_KEYS) };
    project.provide("testServer", { superuserUrl: server.superuserUrl, template, passwords, secrets });
    return async () => {
      if (given) await dropDatabase(given, template);
      await server.stop();
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function startTestServer(): Promise<{ superuserUrl: string; stop: () => Promise<void> }> {
  const { options, superuserUrl, remove } = await postgresHome(FAST);
  const server = await startServer(options);
  return {
    superuserUrl,
    async stop() {
      await server.stop();
      remove();
    },
  };
}

/** The same for every run on one server, because the roles are the server's: two runs at once must not lock each other out. */
function passwordsFor(superuserUrl: string): RolePasswords {
  const derive = (role: string) => createHash("sha256").update(`${role}:${superuserUrl}`).digest("base64url");
  return { owner: derive("owner"), app: derive("app") };
}

function urlOf(superuserUrl: string, database: string, ownerPassword: string): string {
  const url = new URL(superuserUrl);
  url.username = ownerRole;
  url.password = ownerPassword;
  url.pathname = `/${database}`;
  return url.href;
}

async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  await client.end();
}
