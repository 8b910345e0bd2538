import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { HOUSEKEEPING } from "../jobs/housekeeping.ts";
import { as } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { asApp, asOwner } from "../testing/rows.ts";

/** The first of a month, counted from this one, in UTC. */
const monthsAgo = (months: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString();
};
const partOf = (months: number) => `audit_events_${monthsAgo(months).slice(0, 7).replace("-", "_")}`;
const exists = async (months: number) =>
  (await asApp<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [partOf(months)]))[0]?.found;
const tasks = HOUSEKEEPING.filter(({ name }) => name === "audit-retention");
const maintain = async () => (await runMaintenance(tasks))["audit-retention"];
const removals = () =>
  asApp<{ after: Record<string, unknown>; actor_role: string; entity_id: string }>(
    "SELECT after, actor_role, entity_id FROM audit_events WHERE action = 'AUDIT_EXPIRED' ORDER BY sequence",
  );

async function fill(months: number, records: number): Promise<void> {
  await asApp("SELECT ensure_audit_partition($1::date)", [monthsAgo(months)]);
  await asApp(
    `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id)
     SELECT gen_random_uuid(), $1::timestamptz + make_interval(days => n), 'AUTH_LOGIN', 'success', 'session', 'r' FROM generate_series(0, $2 - 1) n`,
    [monthsAgo(months), records],
  );
}

describe("decisions §5 audit.retentionMonths", () => {
  beforeEach(() => configure({ "audit.retentionMonths": 24 }));
  afterAll(() => configure({}));

  test("whole months past it go, each on record; the last that is kept stays whole", async () => {
    await fill(26, 5);
    await fill(25, 3);
    await fill(24, 2);
    expect(await maintain()).toBe(2);
    expect([await exists(26), await exists(25), await exists(24)]).toEqual([false, false, true]);
    expect(await removals()).toMatchObject([
      {
        actor_role: "system",
        entity_id: "audit.retentionMonths",
        after: { month: monthsAgo(26).slice(0, 7), records: 5, retentionMonths: 24, firstSequence: expect.any(Number) },
      },
      { after: { month: monthsAgo(25).slice(0, 7), records: 3 } },
    ]);
    expect(await maintain()).toBe(0);
  });

  test("the exact total of all records follows", async () => {
    await fill(30, 7);
    await maintain();
    const { client } = await as("SuperAdmin");
    const { response } = await client.get("/super-admin/audit-logs");
    const [row] = await asOwner<{ n: number }>("SELECT count(*)::int AS n FROM audit_events");
    expect(response["totalItems"]).toBe(row?.n);
  });

  test("a change of the key is followed at the next run", async () => {
    await fill(20, 1);
    await maintain();
    expect(await exists(20)).toBe(true);
    await configure({ "audit.retentionMonths": 19 });
    await maintain();
    expect(await exists(20)).toBe(false);
  });

  test("before anybody has saved anything the default holds, and no value removes the latest twelve months", async () => {
    await fill(85, 1);
    await fill(84, 1);
    await fill(12, 1);
    await asOwner("DELETE FROM configuration_versions");
    expect(await maintain()).toBe(1);
    expect([await exists(85), await exists(84)]).toEqual([false, true]);
    await asOwner(`INSERT INTO configuration_versions (version, values) VALUES (1, '{"audit.retentionMonths": 1}')`);
    await maintain();
    expect([await exists(84), await exists(12)]).toEqual([false, true]);
    await asOwner("DELETE FROM configuration_versions");
  });

  test("SRS §11.2: records of months that are kept stay immutable, whoever asks", async () => {
    await expect(asApp("DELETE FROM audit_events")).rejects.toThrow(/permission denied/);
    await expect(asOwner("DELETE FROM audit_events")).rejects.toThrow(/immutable/);
    await expect(asApp(`DROP TABLE ${partOf(0)}`)).rejects.toThrow(/must be owner/);
  });
});
