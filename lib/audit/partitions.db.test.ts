import { describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { as } from "../testing/client.ts";
import { asApp, asOwner } from "../testing/rows.ts";

const insertAt = async (moment: string) => {
  const [row] = await asApp<{ part: string }>(
    `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id)
     VALUES (gen_random_uuid(), $1, 'AUTH_LOGIN', 'success', 'session', 'r') RETURNING tableoid::regclass::text AS part`,
    [moment],
  );
  return row?.part;
};
const ensure = async (month: string) =>
  (await asApp<{ done: boolean }>("SELECT ensure_audit_partition($1) AS done", [month]))[0]?.done;
const partOf = (month: string) => `audit_events_${month.slice(0, 7).replace("-", "_")}`;
const monthsFromNow = (months: number, now = new Date()) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString();

describe("month partitions of the audit log", () => {
  test("the past year, this month and three to come are there from the start", async () => {
    const [migrated] = await asOwner<{ at: Date }>("SELECT min(finished_at) AS at FROM _prisma_migrations");
    for (const months of [-12, -1, 0, 1, 3]) {
      const month = monthsFromNow(months, migrated?.at);
      expect(await insertAt(month)).toBe(partOf(month));
    }
  });

  test("a record lies in the month of its time in UTC, to the millisecond", async () => {
    const first = monthsFromNow(0);
    const before = new Date(Date.parse(first) - 1).toISOString();
    expect(await insertAt(first)).toBe(partOf(first));
    expect(await insertAt(before)).toBe(partOf(before));
    expect(await insertAt(first.replace("Z", "+05:00"))).toBe(partOf(before));
  });

  test("what falls outside is kept in the default partition: no record is ever refused", async () => {
    expect(await insertAt("1999-01-01T00:00:00Z")).toBe("audit_events_default");
    expect(await insertAt("2045-01-01T00:00:00Z")).toBe("audit_events_default");
  });

  test("ensure_audit_partition makes a month once, on behalf of the application's role", async () => {
    expect(await ensure("2040-02-29")).toBe(true);
    expect(await ensure("2040-02-01")).toBe(false);
    expect(await insertAt("2040-02-29T23:59:59.999Z")).toBe("audit_events_2040_02");
    expect(await insertAt("2040-03-01T00:00:00Z")).toBe("audit_events_default");
  });

  test("of several callers at once one makes the month and none fails", async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => ensure("2043-06-01")));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await insertAt("2043-06-15T00:00:00Z")).toBe("audit_events_2043_06");
  });

  test("a month that already has records in the default partition stays there; nothing is moved and nobody is refused", async () => {
    await insertAt("2047-05-05T00:00:00Z");
    expect(await ensure("2047-05-01")).toBe(false);
    expect(await insertAt("2047-05-06T00:00:00Z")).toBe("audit_events_default");
  });

  test("a new partition has every index of the table", async () => {
    await ensure("2042-01-01");
    const columnsOf = async (table: string) =>
      (
        await asOwner<{ columns: string }>(
          `SELECT regexp_replace(indexdef, '^.* USING ', '') AS columns FROM pg_indexes WHERE tablename = $1 ORDER BY 1`,
          [table],
        )
      ).map(({ columns }) => columns);
    expect(await columnsOf("audit_events_2042_01")).toEqual(await columnsOf("audit_events"));
  });

  test("the counter of all records counts them whatever partition they lie in", async () => {
    const { client } = await as("SuperAdmin");
    const { response } = await client.get("/super-admin/audit-logs");
    const [row] = await asOwner<{ n: number }>("SELECT count(*)::int AS n FROM audit_events");
    expect(response["totalItems"]).toBe(row?.n);
  });

  test("a query between two dates does not touch the partitions outside them", async () => {
    const [from, to] = [monthsFromNow(-1), monthsFromNow(0)];
    const plan = await read(
      (db) => db.$queryRaw<object[]>`
        EXPLAIN SELECT 1 FROM audit_events WHERE occurred_on >= ${new Date(from)} AND occurred_on < ${new Date(to)}`,
    );
    const parts = new Set(JSON.stringify(plan).match(/audit_events_(\d{4}_\d\d|default)(?![\w])/g));
    expect(parts.has(partOf(from))).toBe(true);
    expect([...parts].filter((part) => part !== partOf(from) && part !== "audit_events_default")).toEqual([]);
  });
});
