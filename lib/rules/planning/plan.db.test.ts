import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { read } from "../../db/transaction.ts";
import type { RuleAction } from "../catalogue.ts";
import { type Condition, compile } from "../condition/compile.ts";
import { holds } from "../condition/evaluate.ts";
import { conditionText } from "../condition/testing.ts";
import { createWorld, deliveriesOf, factsInWorld, type World } from "../world.ts";
import { factsOf, type PlannedRule, plan } from "./plan.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld(new Date());
});

const ruleOf = (condition: Condition, action: RuleAction, tenantId: string | null = null): PlannedRule => ({
  condition,
  action,
  tenantId,
  saved: null,
});

/** Whom the world's own loops find. */
function expected(condition: Condition, asOf: Date, tenantId: string | null): string[] {
  const rows = factsInWorld(world, condition.entity, condition.facts, asOf, tenantId);
  return [...new Set(rows.filter(({ facts }) => holds(condition.tree, facts)).map(({ entityId }) => entityId))].sort();
}

describe.each([
  { entity: "user" as const, action: "SUSPEND_USER" as const },
  { entity: "tenant" as const, action: "SUSPEND_TENANT" as const },
])("issue 4: one statement plans a rule over all $entity entities", ({ entity, action }) => {
  test("and finds those whom plain loops over the raw events find, now and at past moments, globally and in one tenant", async () => {
    const deliveries = deliveriesOf(world);
    const moments = fc.constantFrom(0, 1, 599_999, 600_000, 3_600_000, 86_400_000, 30 * 86_400_000);
    const scopes = fc.constantFrom(null, null, world.tenants[1]?.id ?? null);
    let found = 0;
    await fc.assert(
      fc.asyncProperty(conditionText(entity, 3), moments, scopes, async (source, ago, tenantId) => {
        const compiled = compile(source, action);
        if (!compiled.ok) {
          return;
        }
        const { condition } = compiled;
        const asOf = new Date(world.now.getTime() - ago);
        const options = { deliveries, isPast: ago > 0 };
        const rule = ruleOf(condition, action, tenantId);
        const { impacted, total } = await read((db) => plan(db, rule, asOf, 1000, options));
        const wanted = expected(condition, asOf, tenantId);
        expect([source, ago, impacted.map(({ entityId }) => entityId).sort()]).toEqual([source, ago, wanted]);
        expect(total).toBe(wanted.length);
        for (const { entityId, metrics } of impacted) {
          expect([entityId, holds(condition.tree, metrics)]).toEqual([entityId, true]);
        }
        found += total;
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(200);
  }, 120_000);

  test("and the facts of single entities, read for evaluation in memory, are those of the loops", async () => {
    const deliveries = deliveriesOf(world);
    await fc.assert(
      fc.asyncProperty(conditionText(entity, 3), fc.constantFrom(0, 3_600_000), async (source, ago) => {
        const compiled = compile(source, action);
        if (!compiled.ok) {
          return;
        }
        const asOf = new Date(world.now.getTime() - ago);
        const { condition } = compiled;
        const wanted = factsInWorld(world, entity, condition.facts, asOf, null);
        const ids = [...new Set(wanted.map(({ entityId }) => entityId))].slice(0, 5);
        const options = { deliveries, isPast: ago > 0 };
        const rows = await read((db) => factsOf(db, ruleOf(condition, action), asOf, ids, options));
        const inOrder = (facts: readonly object[]) => facts.map((row) => JSON.stringify(row)).sort();
        const sorted = (facts: object) =>
          Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
        expect(inOrder(rows.map(({ entityId, facts }) => ({ entityId, facts: sorted(facts) })))).toEqual(
          inOrder(
            wanted
              .filter(({ entityId }) => ids.includes(entityId))
              .map(({ entityId, facts }) => ({ entityId, facts: sorted(facts) })),
          ),
        );
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

const conditionOf = (source: string, action: RuleAction): Condition => {
  const compiled = compile(source, action);
  if (!compiled.ok) {
    throw new Error(compiled.problem.message);
  }
  return compiled.condition;
};

test("a metric whose source is not connected is unknown, never zero", async () => {
  for (const source of ["sent_90d >= 0", "sent_90d == 0", "bounce_rate_90d < 100.0", "!(bounced_90d > 0)"]) {
    const condition = conditionOf(source, "SUSPEND_TENANT");
    expect([
      source,
      await read((db) => plan(db, ruleOf(condition, "SUSPEND_TENANT"), world.now, 10, { deliveries: null })),
    ]).toEqual([source, { impacted: [], total: 0 }]);
  }
});

test("decisions §6: a SuperAdmin is never a target", async () => {
  const { impacted } = await read((db) =>
    plan(db, ruleOf(conditionOf("true", "LOCK_USER"), "LOCK_USER"), world.now, 1000),
  );
  const supers = world.users.filter(({ now }) => now.role === "SuperAdmin").map(({ id }) => id);
  expect(impacted.filter(({ entityId }) => supers.includes(entityId))).toEqual([]);
  expect(impacted.length).toBe(world.users.length - supers.length);
});
