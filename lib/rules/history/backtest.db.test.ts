import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { read } from "../../db/transaction.ts";
import type { RuleAction } from "../catalogue.ts";
import { type Condition, compile } from "../condition/compile.ts";
import { holds } from "../condition/evaluate.ts";
import { conditionText } from "../condition/testing.ts";
import { bucketSec } from "../planning/bucket.ts";
import { type PlannedRule, plan } from "../planning/plan.ts";
import { createWorld, deliveriesOf, eventsInWorld, factsInWorld, type World } from "../world.ts";
import { backtest } from "./backtest.ts";
import { type Grid, stepAt, stepsOf } from "./replay.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld(new Date());
});

const HOUR_MS = 3_600_000;
const ruleOf = (condition: Condition, action: RuleAction, tenantId: string | null): PlannedRule => ({
  condition,
  action,
  tenantId,
  saved: null,
});
const conditionOf = (source: string, action: RuleAction): Condition => {
  const compiled = compile(source, action);
  if (!compiled.ok) {
    throw new Error(compiled.problem.message);
  }
  return compiled.condition;
};

/** Spans that end now, over minutes and over months, on and off the grid. */
const grids = fc
  .record({
    stepMs: fc.constantFrom(60_000, 7 * 60_000, HOUR_MS, 24 * HOUR_MS),
    steps: fc.integer({ min: 1, max: 9 }),
    rest: fc.constantFrom(0, 1, 59_999),
  })
  .map(
    ({ stepMs, steps, rest }): Grid => ({
      fromMs: world.now.getTime() - steps * stepMs - rest,
      toMs: world.now.getTime(),
      stepMs,
    }),
  );

const JOINED = [
  "failed_logins_10m > 2",
  "failed_logins_1h >= 3",
  "distinct_login_ips_2h > 1",
  "distinct_login_ips_30d == 3",
  "successful_logins_7d > 1",
  "locks_30d >= 1",
  "forced_logouts_90d > 1",
  'user.status == "active"',
  "user.days_since_last_login > 3",
  "tenant.is_active",
];
/** Conditions that need events, as most rules do. */
const eventful = fc
  .tuple(fc.subarray(JOINED, { minLength: 1, maxLength: 4 }), fc.constantFrom(" && ", " || "))
  .map(([parts, op]) => parts.join(op));

describe.each([
  { entity: "user" as const, action: "LOCK_USER" as const, conditions: fc.oneof(conditionText("user", 3), eventful) },
  { entity: "tenant" as const, action: "SUSPEND_TENANT" as const, conditions: conditionText("tenant", 3) },
])("issue 4: the time machine over $entity entities", ({ action, conditions }) => {
  test("finds at every step whom live planning finds at that moment, over random conditions and random pasts", async () => {
    const deliveries = deliveriesOf(world);
    const scopes = fc.constantFrom(null, null, world.tenants[1]?.id ?? null);
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        conditions,
        fc.constant(null).chain(() => grids),
        scopes,
        async (source, grid, tenantId) => {
          const compiled = compile(source, action);
          if (!compiled.ok) {
            return;
          }
          const rule = ruleOf(compiled.condition, action, tenantId);
          const { steps } = await read((db) => backtest(db, rule, grid, { limit: 10, deliveries }));
          expect(steps.length).toBe(stepsOf(grid));
          for (const [index, { atMs, matching }] of steps.entries()) {
            const { total } = await read((db) => plan(db, rule, new Date(atMs), 1, { deliveries, isPast: true }));
            expect([source, index, atMs, matching]).toEqual([source, index, stepAt(grid, index), total]);
            compared += total;
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(200);
  }, 180_000);

  test("its hits are those of an engine that looks at every step and at every event, once a bucket", async () => {
    const deliveries = deliveriesOf(world);
    await fc.assert(
      fc.asyncProperty(
        conditions,
        fc.constant(null).chain(() => grids),
        async (source, grid) => {
          const compiled = compile(source, action);
          if (!compiled.ok) {
            return;
          }
          const { condition } = compiled;
          const found = await read((db) =>
            backtest(db, ruleOf(condition, action, null), grid, { limit: 100_000, deliveries }),
          );
          const wanted = liveHits(condition, grid);
          expect([source, found.hits.map(({ entityId, atMs }) => `${atMs} ${entityId}`)]).toEqual([source, wanted]);
          expect(found.hitsTotal).toBe(wanted.length);
          expect(found.steps.reduce((sum, { hits }) => sum + hits, 0)).toBe(wanted.length);
          for (const { facts } of found.hits) {
            expect(holds(condition.tree, facts)).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 180_000);
});

/** The engine as plain loops: everybody at every moment at which anything happens, with one effect an entity and bucket. */
function liveHits(condition: Condition, grid: Grid): string[] {
  const steps = Array.from({ length: stepsOf(grid) }, (_, index) => stepAt(grid, index));
  const looks = new Map<number, Set<string> | null>(steps.map((atMs) => [atMs, null]));
  const read = new Set(condition.facts.flatMap((fact) => (fact.kind === "metric" ? [fact.metric.name] : [])));
  for (const { entityId, at, metrics } of eventsInWorld(world, condition.entity)) {
    const atMs = at.getTime();
    const isSeen = metrics.some((metric) => read.has(metric)) && atMs >= grid.fromMs && atMs <= grid.toMs;
    if (isSeen && looks.get(atMs) !== null) {
      looks.set(atMs, (looks.get(atMs) ?? new Set()).add(entityId));
    }
  }
  const done = new Set<string>();
  const hits: string[] = [];
  const bucketMs = bucketSec(condition) * 1000;
  for (const [atMs, whom] of [...looks].sort(([a], [b]) => a - b)) {
    const rows = factsInWorld(world, condition.entity, condition.facts, new Date(atMs), null);
    const matching = rows.filter(
      ({ entityId, facts }) => (whom === null || whom.has(entityId)) && holds(condition.tree, facts),
    );
    for (const entityId of [...new Set(matching.map((row) => row.entityId))].sort()) {
      const key = `${entityId} ${Math.floor(atMs / bucketMs)}`;
      if (!done.has(key)) {
        done.add(key);
        hits.push(`${atMs} ${entityId}`);
      }
    }
  }
  return hits;
}

describe("the cost of a replay is bounded", () => {
  const grid = (): Grid => ({ fromMs: world.now.getTime() - 24 * HOUR_MS, toMs: world.now.getTime(), stepMs: HOUR_MS });
  const run = (source: string, budget: { entities: number; events: number; hits: number }) =>
    read((db) =>
      backtest(db, ruleOf(conditionOf(source, "LOCK_USER"), "LOCK_USER", null), grid(), { limit: 1, budget }),
    );
  const ample = { entities: 1000, events: 1000, hits: 1000 };

  test.each([
    ["true", { entities: 3 }, /more than 3 entities/],
    ["failed_logins_90d > 0", { events: 3 }, /more than 3 events/],
    ["failed_logins_10m >= 0", { hits: 3 }, /more than 3 effects/],
  ])("%s with a budget of %j is refused on from", async (source, budget, message) => {
    await expect(run(source, { ...ample, ...budget })).rejects.toMatchObject({
      code: "VALIDATION",
      detail: { fields: { from: message } },
    });
  });

  test("entities without an event that the condition needs are not replayed at all", async () => {
    expect((await run("failed_logins_90d > 100000", ample)).evaluated).toBe(0);
  });
});
