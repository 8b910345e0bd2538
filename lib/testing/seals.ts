import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { publishCheckpoints } from "../audit/seals/publish.ts";
import { sealAudit } from "../audit/seals/seal.ts";
import { type Verification, verifyAudit } from "../audit/seals/verify.ts";
import { singleton } from "../core/singleton.ts";
import { resetEnv } from "../env.ts";
import { as } from "./client.ts";
import { asApp, asOwner } from "./rows.ts";

/** A new value of AUDIT_SEAL_KEY. */
export const newKey = (): string => JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));

/** Where the test file's checkpoints and exports lie, and the key that it seals with. */
export const sealsHome = () =>
  singleton("sealsHome", () => {
    const home = mkdtempSync(join(tmpdir(), "rookery-seals-"));
    return { home, checkpoints: join(home, "checkpoints"), exported: join(home, "export.ndjson"), key: newKey() };
  });

/** The application's variables of sealing: these and no others. */
export function configured(variables: Readonly<Record<string, string>>): void {
  for (const name of ["AUDIT_SEAL_KEY", "AUDIT_CHECKPOINT_DIR", "AUDIT_CHECKPOINT_URL"]) {
    delete process.env[name];
  }
  Object.assign(process.env, variables);
  resetEnv();
}

/** The variables of an installation that seals and publishes. */
export const OURS = () => {
  const { key, checkpoints } = sealsHome();
  return { AUDIT_SEAL_KEY: key, AUDIT_CHECKPOINT_DIR: checkpoints };
};

/** Writes as many records as asked; returns their sequence numbers. */
export async function record(count: number, occurredOn = new Date().toISOString()): Promise<number[]> {
  const rows = await asApp<{ sequence: string }>(
    `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id, reason, after)
     SELECT gen_random_uuid(), $2::timestamptz, 'TENANT_UPDATED', 'success', 'tenant', 'seal-test', 'A reason – “quoted”',
       jsonb_build_object('n', n, 'half', n / 2.0, 'zeta', jsonb_build_object('b', 1, 'a', NULL, '10', '[]'::jsonb))
     FROM generate_series(1, $1::int) n RETURNING sequence`,
    [count, occurredOn],
  );
  return rows.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b);
}

/** Seals what is complete and publishes it. */
export async function sealAll(): Promise<void> {
  await sealAudit();
  await publishCheckpoints();
}

/** Verifies all. */
export const verify = (): Promise<Verification> => verifyAudit({ fromSequence: 1 }, new Date());

/** Runs the script of auditors on an export of now, changed where asked; returns its exit code and what it said. */
export async function offline(more: readonly string[] = [], change = (text: string): string => text) {
  const { exported, checkpoints } = sealsHome();
  const admin = (await as("SuperAdmin")).client;
  writeFileSync(exported, change((await admin.get("/super-admin/audit-logs/export?format=ndjson")).text));
  const args = ["scripts/audit-verify.mjs", "--export", exported, "--checkpoints", checkpoints, ...more];
  return new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, args, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: out + err }),
    );
  });
}

/** What only the owner of the tables can do, and only on purpose. */
export const tamper = (table: "audit_events" | "audit_seals" | "audit_personal_values", sql: string) =>
  asOwner(`ALTER TABLE ${table} DISABLE TRIGGER USER; ${sql}; ALTER TABLE ${table} ENABLE TRIGGER USER`);

/** Both the endpoint and the script name the sequence number and the problem. */
export async function expectBad(sequence: number, problem: RegExp): Promise<void> {
  expect(await verify()).toMatchObject({
    valid: false,
    firstBadSequence: sequence,
    problem: expect.stringMatching(problem),
  });
  const { code, said } = await offline();
  expect(said).toContain(`First bad sequence: ${sequence}.`);
  expect(code).toBe(1);
}
