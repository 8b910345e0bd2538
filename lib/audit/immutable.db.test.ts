import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as } from "../testing/client.ts";
import { asApp, asOwner } from "../testing/rows.ts";

const thisMonth = `audit_events_${new Date().toISOString().slice(0, 7).replace("-", "_")}`;
const TABLES = ["audit_events", thisMonth, "audit_events_default"];

beforeAll(async () => {
  await as("Auditor");
  await asOwner(
    `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id)
     VALUES (gen_random_uuid(), '1999-05-05T00:00:00Z', 'AUTH_LOGIN', 'success', 'session', 'long-ago')`,
  );
});

const CHANGES = TABLES.flatMap((table) => [
  `UPDATE ${table} SET reason = 'changed'`,
  `UPDATE ${table} SET occurred_on = occurred_on + interval '1 year'`,
  `DELETE FROM ${table}`,
  `TRUNCATE ${table}`,
  `TRUNCATE ${table} CASCADE`,
]);

const everything = async () => JSON.stringify(await asOwner("SELECT * FROM audit_events ORDER BY sequence"));

describe("SRS §11.2 immutable records: the application's database role may not change them", () => {
  test.each([
    ...CHANGES,
    `INSERT INTO audit_events SELECT * FROM audit_events ON CONFLICT (occurred_on, audit_id) DO UPDATE SET reason = 'x'`,
    `MERGE INTO audit_events a USING (SELECT 1) b ON true WHEN MATCHED THEN DELETE`,
    "DROP TABLE audit_events",
    `ALTER TABLE audit_events DETACH PARTITION ${thisMonth}`,
    "ALTER TABLE audit_events DISABLE TRIGGER audit_events_immutable",
    "DROP TRIGGER audit_events_immutable ON audit_events",
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "SELECT setval('audit_events_sequence_seq', 1)",
    "SELECT * FROM audit_events FOR UPDATE",
    "SET ROLE rookery_owner",
    "SET session_replication_role = replica",
    "UPDATE row_counts SET total = 0",
  ])("%s", async (sql) => {
    const before = await everything();
    await expect(asApp(sql)).rejects.toThrow(/permission denied|must be owner/);
    expect(await everything()).toBe(before);
  });

  test("it may read and insert", async () => {
    const [row] = await asApp<{ n: number }>("SELECT count(*)::int AS n FROM audit_events");
    expect(row?.n).toBeGreaterThan(0);
  });

  test("it may not write to a partition past the table", async () => {
    await expect(asApp(`INSERT INTO ${thisMonth} SELECT * FROM ${thisMonth}`)).rejects.toThrow(/permission denied/);
  });

  test("nor change versions of the configuration", async () => {
    for (const sql of ["UPDATE configuration_versions SET version = 9", "DELETE FROM configuration_versions"]) {
      await expect(asApp(sql)).rejects.toThrow(/permission denied/);
    }
  });
});

describe("SRS §11.2 immutable records: the role that owns the tables is stopped by triggers, partitions included", () => {
  test.each(CHANGES)("%s", async (sql) => {
    const before = await everything();
    await expect(asOwner(sql)).rejects.toThrow("audit records are immutable");
    expect(await everything()).toBe(before);
  });

  test("a partition made later is guarded alike", async () => {
    const [made] = await asApp<{ done: boolean }>("SELECT ensure_audit_partition('2031-07-15') AS done");
    expect(made?.done).toBe(true);
    await asOwner(
      `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id)
       VALUES (gen_random_uuid(), '2031-07-31T23:59:59.999Z', 'AUTH_LOGIN', 'success', 'session', 'later')`,
    );
    for (const verb of ["UPDATE audit_events_2031_07 SET reason = 'x'", "DELETE FROM audit_events_2031_07"]) {
      await expect(asOwner(verb)).rejects.toThrow("audit records are immutable");
    }
    await expect(asOwner("TRUNCATE audit_events_2031_07")).rejects.toThrow("audit records are immutable");
  });

  test("the sequence grows with every record", async () => {
    const rows = await prisma().auditEvent.findMany({ orderBy: { sequence: "asc" }, select: { sequence: true } });
    expect(new Set(rows.map(({ sequence }) => sequence)).size).toBe(rows.length);
  });
});
