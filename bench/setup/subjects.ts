import { randomBytes } from "node:crypto";
import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { hashPassword } from "../../lib/auth/password.ts";
import { DEFAULT_CONFIGURATION } from "../../lib/configuration/definitions.ts";
import { SYSTEM_ROLES } from "../../lib/policy/roles.ts";
import type { BenchDatabase } from "./databases.ts";

/** Accounts made for a run. */
export interface Subjects {
  readonly emails: readonly string[];
  readonly password: string;
}

/** One for each client of the crowds. */
const SUBJECTS = 32;
const DOMAIN = "bench.example";
const RATE_LIMIT = 100_000;
/** How the names of the benchmark's rules begin. */
export const RULE_NAME = "Bench rule";

/** Makes SuperAdmins to sign in as, and raises the limits to their ceilings, before the application starts. */
export async function prepareSubjects({ ownerUrl }: BenchDatabase): Promise<Subjects> {
  const password = `A1-${randomBytes(18).toString("base64url")}`;
  const emails = Array.from({ length: SUBJECTS }, (_, n) => `subject-${n + 1}@${DOMAIN}`);
  const hash = await hashPassword(password);
  await withClient(ownerUrl, async (client) => {
    await removeTraces(client);
    for (const email of emails) {
      await client.query(
        "INSERT INTO users (id, email, name, role_id, status, password_hash, password_changed_on) VALUES ($1, $2, $3, $4, 'active', $5, now())",
        [uuidv7(), email, "Bench Subject", SYSTEM_ROLES.SuperAdmin.id, hash],
      );
    }
    const values = {
      ...DEFAULT_CONFIGURATION,
      "rateLimits.superAdminPerMinute": RATE_LIMIT,
      "rateLimits.ruleExecutionPerMinute": RATE_LIMIT,
      // The rule that is measured acts on everybody of its tenant, with nobody there to approve.
      "rules.maxImpactPercent": 100,
    };
    await client.query(
      "INSERT INTO configuration_versions (version, values) SELECT coalesce(max(version), 0) + 1, $1 FROM configuration_versions",
      [JSON.stringify(values)],
    );
  });
  return { emails, password };
}

/** Takes away what a run has made, but for audit rows: everything, or only the tenants while it goes on. */
export async function cleanUp(
  { ownerUrl }: BenchDatabase,
  what: "everything" | "tenants" = "everything",
): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await (what === "tenants" ? removeTenants(client) : removeTraces(client));
    await client.query("VACUUM (ANALYZE) tenants, users, row_counts");
  });
}

async function removeTraces(client: pg.Client): Promise<void> {
  await removeRules(client);
  await client.query("DELETE FROM users WHERE email LIKE $1", [`%@${DOMAIN}`]);
  await removeTenants(client);
  await client.query("TRUNCATE rate_limits");
}

async function removeRules(client: pg.Client): Promise<void> {
  await client.query(
    "CREATE TEMPORARY TABLE bench_rules AS SELECT DISTINCT rule_id FROM rule_versions WHERE name LIKE $1",
    [`${RULE_NAME} %`],
  );
  for (const table of ["rule_effects", "rule_executions", "rule_versions"]) {
    await client.query(`DELETE FROM ${table} WHERE rule_id IN (SELECT rule_id FROM bench_rules)`);
  }
  await client.query("DELETE FROM rules WHERE id IN (SELECT rule_id FROM bench_rules)");
  await client.query("DROP TABLE bench_rules");
}

async function removeTenants(client: pg.Client): Promise<void> {
  await client.query("DELETE FROM jobs WHERE tenant_id IN (SELECT id FROM tenants WHERE code LIKE 'BENCH-%')");
  await client.query("DELETE FROM provisioning_intents WHERE code LIKE 'BENCH-%'");
  await client.query("DELETE FROM tenants WHERE code LIKE 'BENCH-%'");
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
