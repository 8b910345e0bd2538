import { rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemCaller } from "../../auth/system-caller.ts";
import { clock } from "../../core/clock.ts";
import { read } from "../../db/transaction.ts";
import { as, type SignedIn } from "../../testing/client.ts";
import { createPerson } from "../../testing/people.ts";
import { plansOf } from "../../testing/plans.ts";
import { asApp, asOwner, auditOf } from "../../testing/rows.ts";
import { configured, expectBad, OURS, offline, sealAll, sealsHome, tamper, verify } from "../../testing/seals.ts";
import { listAuditLogs } from "../queries.ts";
import { recordAudits } from "../record.ts";
import { type AuditLog, ListAuditLogsQuery } from "../schema.ts";
import { encodeEntries, entriesOf, hashOf, rootOf, signed } from "./format.ts";
import { sealKeys } from "./keys.ts";
import { lastSeal, recordsBetween } from "./store.ts";

let admin: SignedIn;
let auditId = "";
let sequence = 0;
let personId = "";

afterAll(() => rmSync(sealsHome().home, { recursive: true }));
beforeAll(async () => {
  configured(OURS());
  admin = await as("SuperAdmin");
  personId = (await createPerson("Auditor")).userId;
  const { headers } = await admin.client.patch(`/super-admin/users/${personId}/lock`, {
    isLocked: true,
    reason: "Shared the password with a friend",
  });
  const [row] = await auditOf(headers.get("x-request-id"));
  [auditId, sequence] = [row?.auditId ?? "", Number(row?.sequence)];
  await sealAll();
});
beforeEach(() => configured(OURS()));

const detail = async () => (await admin.client.get<AuditLog>(`/super-admin/audit-logs/${auditId}`)).response;
const FIELDS = ["after.email", "after.lockReason", "before.email", "ipAddress", "reason"];

describe("issue 6: personal values of audit records are salted commitments", () => {
  test("the record holds none of them, readers see all of them, and the value's person is named beside it", async () => {
    const [stored] = await asApp<Record<string, unknown>>("SELECT * FROM audit_events WHERE audit_id = $1", [auditId]);
    expect(stored).toMatchObject({ reason: null, ip_address: null, after: { email: null, lockReason: null } });
    expect(Object.keys(stored?.["commitments"] ?? {}).sort()).toEqual(FIELDS);
    const shown = await detail();
    expect(shown).toMatchObject({
      reason: "Shared the password with a friend",
      ipAddress: expect.stringMatching(/\.0\/24$/),
      before: { email: expect.stringMatching(/^.\*\*\*@/), lockReason: null },
      after: { status: "locked", lockReason: "Shared the password with a friend" },
    });
    expect(shown).not.toHaveProperty("erased");
    const { response } = await admin.client.get<{ items: AuditLog[] }>(`/super-admin/audit-logs?entityId=${personId}`);
    const { changes: _, ...same } = shown as AuditLog & { changes: unknown };
    expect(response.items).toContainEqual(same);
    const subjects = await asApp<{ field: string; subject_id: string }>(
      "SELECT field, subject_id FROM audit_personal_values WHERE audit_id = $1 ORDER BY field",
      [auditId],
    );
    expect(subjects).toEqual(
      FIELDS.map((field) => ({ field, subject_id: field === "ipAddress" ? admin.userId : personId })),
    );
  });

  test("a page reads the personal values of its own rows, by their index", async () => {
    const nodes = await plansOf((db) => listAuditLogs(db, ListAuditLogsQuery.parse({}), "global"));
    const reads = nodes.filter((node) => node["Relation Name"]?.startsWith("audit_personal_values"));
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter((node) => !/Index|Bitmap/.test(node["Node Type"]))).toEqual([]);
  });

  test("many rows in one go are kept alike, and a row of nobody has values of nobody", async () => {
    const caller = { ...systemCaller(), request: { ...systemCaller().request, ipAddress: "198.51.100.0/24" } };
    const about = { action: "AUTH_LOGIN_FAILED", entityType: "user", outcome: "failure", after: { why: "x" } } as const;
    const drafts = [personId, null].map((entityId) => ({ ...about, entityId }));
    await read((db) => recordAudits(db, caller, drafts, clock.now()));
    const kept = await asApp(
      "SELECT subject_id, field, value FROM audit_personal_values WHERE value = '\"198.51.100.0/24\"'",
    );
    const value = { field: "ipAddress", value: "198.51.100.0/24" };
    expect(kept).toEqual(
      expect.arrayContaining([
        { ...value, subject_id: personId },
        { ...value, subject_id: null },
      ]),
    );
    expect(kept).toHaveLength(2);
  });

  test.each([
    ["value", `value = '"somebody@else"'`, "value = value"],
    ["salt", "salt = set_byte(salt, 7, get_byte(salt, 7) # 1)", "salt = set_byte(salt, 7, get_byte(salt, 7) # 1)"],
  ])("a changed %s is found, by the endpoint and by the script", async (_name, change) => {
    const where = `WHERE audit_id = '${auditId}' AND field = 'after.email'`;
    const [before] = await asOwner<{ salt: string; value: string }>(
      `SELECT encode(salt, 'hex') AS salt, value::text AS value FROM audit_personal_values ${where}`,
    );
    await tamper("audit_personal_values", `UPDATE audit_personal_values SET ${change} ${where}`);
    await expectBad(sequence, /after\.email is not the value/);
    await tamper(
      "audit_personal_values",
      `UPDATE audit_personal_values SET salt = decode('${before?.salt}', 'hex'), value = '${before?.value}' ${where}`,
    );
    expect(await verify()).toMatchObject({ valid: true });
  });

  test("a changed commitment is found, also with a value that fits it", async () => {
    const where = `WHERE audit_id = '${auditId}'`;
    const set = (digits: string) =>
      tamper(
        "audit_events",
        `UPDATE audit_events SET commitments = jsonb_set(commitments, '{reason}', to_jsonb('${digits}'::text)) ${where}`,
      );
    const [kept] = await asApp<{ reason: string }>(
      `SELECT commitments ->> 'reason' AS reason FROM audit_events ${where}`,
    );
    await set("0".repeat(64));
    await expectBad(sequence, /changed/);
    await set(kept?.reason ?? "");
    expect(await verify()).toMatchObject({ valid: true });
  });

  test("an export whose value was changed is found by the script", async () => {
    const { code, said } = await offline([], (text) => text.replaceAll("with a friend", "with a fiend"));
    expect([code, said]).toEqual([1, expect.stringContaining(`First bad sequence: ${sequence}.`)]);
  });

  test("seals of the first format stay verifiable in one chain with later ones, and know no commitments", async () => {
    await sealAll();
    const [plain] = await asApp<{ sequence: string }>(
      `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, entity_id, request_id, ip_address, after)
       VALUES (gen_random_uuid(), now(), 'AUTH_LOGIN', 'success', 'user', 'x', 'first-format', '192.0.2.0/24', '{"email":"a***@example.com"}')
       RETURNING sequence`,
    );
    const own = Number(plain?.sequence);
    await expect(sealAsBefore(new Date().toISOString())).rejects.toThrow("audit_seals_format_check");
    await sealAsBefore("2026-01-01T00:00:00.000Z");
    await asApp(
      "INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id) VALUES (gen_random_uuid(), now(), 'AUTH_LOGIN', 'success', 'user', 'later')",
    );
    await sealAll();
    expect(await verify()).toMatchObject({ valid: true, unsealed: 0 });
    expect((await offline()).code).toBe(3);
    for (const change of [`ip_address = '192.0.3.0/24'`, `commitments = '{"ipAddress": "00"}'`]) {
      await tamper("audit_events", `UPDATE audit_events SET ${change} WHERE sequence = ${own}`);
      await expectBad(own, /changed/);
      await tamper(
        "audit_events",
        `UPDATE audit_events SET ip_address = '192.0.2.0/24', commitments = NULL WHERE sequence = ${own}`,
      );
    }
    expect(await verify()).toMatchObject({ valid: true });
  });

  test("values that are erased leave everything provable, are null, and are said to be erased", async () => {
    await asOwner(
      `BEGIN; SET LOCAL rookery.erased_subject = '${personId}'; DELETE FROM audit_personal_values WHERE subject_id = '${personId}'; COMMIT`,
    );
    expect(await verify()).toMatchObject({ valid: true, erased: expect.any(Number) });
    const { code, said } = await offline(["--to", String((await lastSeal())?.toSequence)]);
    expect([code, said]).toEqual([3, expect.stringMatching(/\d+ personal values are erased/)]);
    expect(await detail()).toMatchObject({
      reason: null,
      ipAddress: expect.stringMatching(/\.0\/24$/),
      before: { email: null },
      after: { email: null, status: "locked", lockReason: null },
      erased: FIELDS.filter((field) => field !== "ipAddress"),
    });
    const { text } = await admin.client.get(
      `/super-admin/audit-logs/export?format=csv&entityId=${personId}&action=USER_LOCKED`,
    );
    expect(text.split("\r\n")[1]).toMatch(/,after\.email after\.lockReason before\.email reason$/);
  });
});

describe("SRS §11.2 personal values are neither changed nor removed but with their person", () => {
  test.each([
    "UPDATE audit_personal_values SET value = 'null'",
    "DELETE FROM audit_personal_values",
    "TRUNCATE audit_personal_values",
  ])("%s", async (sql) => {
    await expect(asApp(sql)).rejects.toThrow(/permission denied/);
    await expect(asOwner(sql)).rejects.toThrow("audit records are immutable");
  });

  test("a month of them is made and expires with the log's", async () => {
    const tables = () =>
      asOwner<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relname LIKE 'audit%2001\\_05' ORDER BY 1");
    await asApp("SELECT ensure_audit_partition('2001-05-01')");
    expect((await tables()).map(({ name }) => name)).toEqual(["audit_events_2001_05", "audit_personal_values_2001_05"]);
    await asApp("SELECT drop_expired_audit_partitions('test')");
    expect(await tables()).toEqual([]);
  });
});

/** Seals as the release before did. */
async function sealAsBefore(sealedOn: string): Promise<void> {
  const last = await lastSeal();
  const keys = sealKeys();
  if (last === null || keys === null) {
    throw new Error("there is a seal before, and a key");
  }
  const from = last.toSequence + 1;
  const rows = await recordsBetween(from, 1e9, 1000);
  const entries = encodeEntries(await entriesOf(rows, 1));
  const [to, number] = [rows.at(-1)?.sequence ?? from, last.number + 1];
  const header = { format: 1, number, previous: last.hash, fromSequence: from, toSequence: to, records: rows.length };
  const seal = { ...header, root: rootOf(entries), sealedOn, keyId: keys.keyId };
  const bytes = (hex: string) => Buffer.from(hex, "hex");
  await asApp(
    `INSERT INTO audit_seals (number, format, previous, from_sequence, to_sequence, records, root, sealed_on, key_id, hash, signature, entries)
     VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[number, bytes(last.hash), from, to, rows.length, bytes(seal.root), sealedOn, keys.keyId],
      ...[bytes(hashOf(seal)), signed(seal, keys.signing), entries],
    ],
  );
}
