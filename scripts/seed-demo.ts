// Loads the demo data into the database of DATABASE_URL, unless it has tenants already.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { hashPassword } from "../lib/auth/password.ts";
import { demoAccounts } from "./demo-accounts.ts";
import { governDemo } from "./seed/demo/governance.ts";
import { loadLogins, loadTenants, loadUsers } from "./seed/demo/load.ts";
import { loadTrail } from "./seed/demo/load-trail.ts";
import { makeLogins } from "./seed/demo/logins.ts";
import type { DemoUser } from "./seed/demo/model.ts";
import { makePeople } from "./seed/demo/people.ts";
import { planDemo } from "./seed/demo/planning.ts";
import { closeDatabase, writeRules } from "./seed/demo/rules.ts";
import { decideStanding, makeAttacks } from "./seed/demo/standing.ts";
import { makeTenants } from "./seed/demo/tenants.ts";
import { makeTrail } from "./seed/demo/trail.ts";
import { Random } from "./seed/random.ts";

const USERS = 4000;
const SEED = 20_261_120;

const url = process.env["DATABASE_URL"];
if (!url) {
  console.error("DATABASE_URL is not set: it names the database that the demo data go to.");
  process.exit(1);
}
const client = new pg.Client({ connectionString: url });
await client.connect();
try {
  await client.query("BEGIN");
  // Two starts at once take turns; the second then finds tenants.
  await client.query("SELECT pg_advisory_xact_lock(hashtext('rookery-demo-data'))");
  const { rowCount } = await client.query("SELECT 1 FROM tenants LIMIT 1");
  console.log(rowCount ? "There are tenants already: nothing to do." : await load(client, Date.now()));
  await client.query("COMMIT");
  console.log(`Wrote ${await writeRules()} rules.`);
  console.log(await planDemo(Date.now()));
  console.log(await governDemo(Date.now()));
} finally {
  await client.end();
  await closeDatabase();
}

async function load(database: pg.Client, nowMs: number): Promise<string> {
  const random = new Random(SEED);
  const tenants = makeTenants(nowMs, random);
  const users = makePeople(tenants, demoAccounts, USERS, nowMs, random);
  const attacks = makeAttacks(users, nowMs, random);
  decideStanding(users, attacks, nowMs, random);
  const attempts = makeLogins(users, attacks, nowMs, random);
  const trail = makeTrail(tenants, users, attempts, nowMs, random);
  await loadTenants(database, tenants);
  await loadUsers(database, users, await hashesOf(users), random);
  await loadLogins(database, attempts, nowMs, random);
  await loadTrail(database, trail, random);
  return `Loaded ${tenants.length} tenants, ${users.length} users, ${attempts.length} sign-ins and ${trail.length} audit records.`;
}

/** Demo accounts have the password that is printed at the start; everybody else has one that nobody knows. */
async function hashesOf(users: readonly DemoUser[]): Promise<(user: DemoUser) => string | null> {
  const nobodys = await hashPassword(randomBytes(32).toString("base64url"));
  const known = await Promise.all(
    users.map(async ({ password }) => (password === null ? null : await hashPassword(password))),
  );
  const hashes = new Map(users.map((user, index) => [user, known[index] ?? nobodys]));
  return (user) => (user.status === "invited" ? null : (hashes.get(user) ?? null));
}
