import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { appRole, ownerRole } from "../../scripts/postgres/roles.ts";

// Setup file of the `db` project: each test file gets a migrated database of its own, which the application's modules find
// in their environment. TEST_OWNER_URL is the same database as the role that owns its tables.

// A world built yesterday is not the one that today's assertions describe: no file begins in the last minutes of a day.
const DAY_MS = 86_400_000;
const LAST_MINUTES_MS = 150_000;
const untilMidnight = DAY_MS - (Date.now() % DAY_MS);
if (untilMidnight < LAST_MINUTES_MS) await delay(untilMidnight + 1000);

const { superuserUrl, template, passwords, secrets } = inject("testServer");
const database = `${template}_${randomUUID().slice(0, 8)}`;
const server = new pg.Client({ connectionString: superuserUrl });
await server.connect();
await server.query(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY OWNER ${ownerRole}`);

Object.assign(process.env, {
  ...secrets,
  DATABASE_URL: urlFor(appRole, passwords.app),
  TEST_OWNER_URL: urlFor(ownerRole, passwords.owner),
  LOG_LEVEL: "silent",
  CHAOS_SWITCH: "on",
  POSTMARK_WEBHOOK_USER: "postmark",
  POSTMARK_WEBHOOK_PASSWORD: randomUUID(),
  MAILGUN_SIGNING_KEY: randomUUID(),
  STRIPE_WEBHOOK_SECRET: `whsec_${randomUUID()}`,
});

afterAll(async () => {
  await server.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await server.end();
});

function urlFor(user: string, password: string): string {
  const url = new URL(superuserUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}
