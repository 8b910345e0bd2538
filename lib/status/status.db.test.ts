import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { HOUSEKEEPING } from "../jobs/housekeeping.ts";
import { DURATION_BUCKETS, measure } from "../observability/metrics.ts";
import { everyFamily } from "../super-admin-api.ts";
import { as } from "../testing/client.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { asOwner } from "../testing/rows.ts";
import { budgets } from "./budgets.ts";
import { instances, report, startReporting } from "./report.ts";
import type { Status } from "./schema.ts";
import { quantileMs, shareWithin, type Tally } from "./tally.ts";

const other = (said: { startedOn: Date; ageSec: number; tallies: readonly Tally[] }) =>
  asOwner(
    "INSERT INTO instance_reports (instance_id, started_on, reported_on, report) VALUES ($1, $2, now() - make_interval(secs => $3), $4)",
    [
      randomUUID(),
      said.startedOn,
      said.ageSec,
      JSON.stringify({ memoryBytes: 1, pool: { max: 12, busy: 1, idle: 1, waiting: 0 }, tallies: said.tallies }),
    ],
  );

/** `fast` calls of 0.7 ms and `slow` ones of 700 ms. */
const tally = (operation: string, fast: number, slow: number, errors = 0): Tally => ({
  family: "super-admin",
  operation,
  calls: fast + slow,
  errors,
  within: DURATION_BUCKETS.map((bound) => (bound < 1 ? fast : fast + slow)),
});

const read = async () => {
  const { client } = await as("SuperAdmin");
  return (await client.get<Status>("/super-admin/status")).response;
};

afterEach(() => asOwner("DELETE FROM instance_reports"));

describe("SRS §15 times against their budgets, over all instances", () => {
  test("what two instances counted is one; the worst come first; few calls are not judged", async () => {
    const startedOn = new Date("2026-01-02T03:04:05.000Z");
    await other({ startedOn, ageSec: 1, tallies: [tally("of.slow", 90, 10, 2), tally("of.few", 0, 19)] });
    await other({ startedOn: new Date(), ageSec: 1, tallies: [tally("of.slow", 90, 10), tally("of.fast", 96, 4)] });
    const status = await read();
    expect(status.countedSince).toBe(startedOn.toISOString());
    expect(status.instances).toHaveLength(3);
    expect(status.operations[0]).toMatchObject({
      operation: "of.slow",
      calls: 200,
      errors: 2,
      budgetMs: 500,
      withinBudget: 0.9,
      standing: "missed",
    });
    const standing = (name: string) => status.operations.find(({ operation }) => operation === name)?.standing;
    expect([standing("of.fast"), standing("of.few")]).toEqual(["met", "few"]);
    expect(status.errors).toBeGreaterThanOrEqual(2);
  });

  test("an instance that has been silent is no longer counted, and upkeep forgets it", async () => {
    await other({ startedOn: new Date(), ageSec: 7200, tallies: [tally("of.dead", 100, 0)] });
    expect((await read()).instances).toHaveLength(1);
    const tasks = HOUSEKEEPING.filter(({ name }) => name === "instance-reports");
    expect(await runMaintenance(tasks)).toEqual({ "instance-reports": 1 });
  });

  test("an instance tells of itself, once, and is gone when it stops", async () => {
    measure("super-admin", "of.test", 503, performance.now());
    await report();
    await report();
    const rows = await asOwner<{ report: { tallies: Tally[] } }>("SELECT report FROM instance_reports");
    expect(rows).toHaveLength(1);
    expect(rows[0]?.report.tallies).toContainEqual(
      expect.objectContaining({ operation: "of.test", calls: 1, errors: 1 }),
    );
    expect(await instances(prisma())).toHaveLength(1);
    await startReporting()();
    expect(await asOwner("SELECT FROM instance_reports")).toHaveLength(0);
  });

  test("reads of the figures have 200 ms, all else 500 ms, streams none; each budget is a bound of the histogram", () => {
    const budgetOf = budgets(everyFamily());
    expect(budgetOf("system", "getSystemOverview")).toBe(200);
    expect(budgetOf("super-admin", "createTenant")).toBe(500);
    expect(budgetOf("admin", "exportAuditLogs")).toBeNull();
    expect(shareWithin(tally("x", 1, 1), 200)).toBe(0.5);
    expect(shareWithin(tally("x", 1, 1), 500)).toBe(0.5);
    expect(() => shareWithin(tally("x", 1, 1), 300)).toThrow("no bound");
  });

  test("quantiles are estimated within their bucket; past the last bound they are unknown", () => {
    expect(quantileMs(tally("x", 100, 0), 0.5)).toBe(0.5);
    expect(quantileMs(tally("x", 50, 50), 0.95)).toBe(950);
    expect(quantileMs({ ...tally("x", 0, 0), calls: 10 }, 0.5)).toBeNull();
    expect(quantileMs(tally("x", 0, 0), 0.5)).toBeNull();
  });
});
