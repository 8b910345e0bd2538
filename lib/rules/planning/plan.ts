import type { Db } from "../../db/client.ts";
import { PLANNED_ANEW } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Fact, RuleAction } from "../catalogue.ts";
import type { Condition } from "../condition/compile.ts";
import type { Facts } from "../condition/evaluate.ts";
import { isApplied } from "./applied.ts";
import { columnOf, figuresOf } from "./columns.ts";
import { connectedDeliveries } from "./deliveries.ts";
import { holdsWithoutEvents, usedClasses } from "./driver.ts";
import { hitsOf, type Search } from "./hits.ts";
import { labelColumn } from "./labels.ts";

/** A rule's version as the planner needs it. */
export interface PlannedRule {
  readonly condition: Condition;
  readonly action: RuleAction;
  readonly tenantId: string | null;
  /** The rule whose effects count as applied already; null for a draft. */
  readonly saved: { readonly ruleId: string; readonly version: number; readonly bucket: Date } | null;
}

/** An entity that the rule would act on, with the values that made the condition true. */
export interface Impacted {
  readonly entityId: string;
  /** E-mail address of a user, name and code of a tenant: for the reader, never to be kept. */
  readonly label: string;
  readonly metrics: Facts;
  readonly alreadyApplied: boolean;
}

export interface Plan {
  readonly impacted: readonly Impacted[];
  readonly total: number;
}

export type PlanOptions = Partial<Pick<Search, "deliveries">> & { readonly isPast?: boolean };

/** Whom the rule hits at a moment: all of them counted, the first `limit`, at least one, by id in full. One statement, whatever the population. */
export async function plan(
  db: Db,
  rule: PlannedRule,
  asOf: Date,
  limit: number,
  options: PlanOptions = {},
): Promise<Plan> {
  const { condition } = rule;
  const search = searchOf(rule, asOf, null, options);
  const { entity } = condition;
  const rows = await db.$queryRaw<(Omit<Impacted, "metrics"> & { metrics: Facts; total: number })[]>`
    ${PLANNED_ANEW} WITH ${hitsOf(search)}
    SELECT (SELECT count(*) FROM hits)::float8 AS total, h.id AS "entityId", ${objectOf(condition)} AS metrics,
      ${labelColumn(entity)} AS label,
      ${isApplied(rule)} AS "alreadyApplied"
    FROM (SELECT * FROM hits ORDER BY id LIMIT ${limit}) h
    JOIN ${entity === "user" ? Prisma.sql`users u ON u.id = h.id` : Prisma.sql`tenants t ON t.id = h.id`}
    ORDER BY h.id`;
  const total = rows[0]?.total ?? 0;
  return { impacted: rows.map(({ total: _, ...impacted }) => impacted), total };
}

/** Where the effects of a run are written down, and how they begin. */
export interface EffectsOf {
  readonly executionId: string;
  readonly status: "pending" | "observed";
  /** Only these entities: those that an event is about. */
  readonly within?: readonly string[];
}

/**
 * Writes down an effect for everybody whom the rule hits and to whom it is still to be done, in one statement. Whom this version has
 * hit in this window bucket already is left out: the primary key decides, whoever else plans at the same time. Returns how many.
 */
export async function planEffects(
  db: Db,
  rule: PlannedRule,
  asOf: Date,
  { executionId, status, within }: EffectsOf,
): Promise<number> {
  const { condition, action, saved } = rule;
  if (!saved) {
    throw new Error("a draft has no effects");
  }
  const search = { ...searchOf(rule, asOf, null, {}), ...(within && { within }) };
  const isUser = condition.entity === "user";
  return db.$executeRaw`
    ${PLANNED_ANEW} WITH ${hitsOf(search)}
    INSERT INTO rule_effects (rule_id, rule_version, entity_id, bucket, execution_id, action, status, metrics, entity_version)
    SELECT ${saved.ruleId}::uuid, ${saved.version}::int, h.id, ${saved.bucket}::timestamptz, ${executionId}::uuid, ${action}, ${status},
      ${objectOf(condition)}, ${isUser ? Prisma.sql`u.version` : Prisma.sql`t.version`}
    FROM hits h JOIN ${isUser ? Prisma.sql`users u ON u.id = h.id` : Prisma.sql`tenants t ON t.id = h.id`}
    WHERE NOT ${isApplied(rule)} ORDER BY h.id ON CONFLICT DO NOTHING`;
}

/** The facts of one entity, or of one of its memberships, at a moment. */
export interface EntityFacts {
  readonly entityId: string;
  readonly facts: Facts;
}

/** What is known of some entities that the rule may act on, for evaluation in memory: one row each, or one a membership. */
export async function factsOf(
  db: Db,
  rule: PlannedRule,
  asOf: Date,
  entityIds: readonly string[],
  options: PlanOptions = {},
): Promise<EntityFacts[]> {
  const search = searchOf(rule, asOf, entityIds, options);
  return db.$queryRaw<EntityFacts[]>`
    ${PLANNED_ANEW} WITH ${hitsOf(search)} SELECT h.id AS "entityId", ${objectOf(rule.condition)} AS facts FROM hits h ORDER BY h.id`;
}

/** Whether planning has to look at every entity of the population, since the condition may be true of one without events. */
export const looksAtAll = (condition: Condition): boolean =>
  holdsWithoutEvents(
    condition,
    usedClasses(condition, figuresOf(condition, new Date(0)), { deliveries: connectedDeliveries(), isPast: false }),
  );

const searchOf = (
  { condition, tenantId }: PlannedRule,
  asOf: Date,
  only: readonly string[] | null,
  { deliveries = connectedDeliveries(), isPast = false }: PlanOptions,
): Search => ({ condition, tenantId, moment: { asOf, isPast }, deliveries, only });

/** The facts of a hit as a JSON object; their names are parameters. */
function objectOf(condition: Condition): Prisma.Sql {
  const pair = (fact: Fact) => Prisma.sql`${fact.name}::text, h.${columnOf(condition, fact)}`;
  return condition.facts.length === 0
    ? Prisma.sql`'{}'::jsonb`
    : Prisma.sql`jsonb_build_object(${Prisma.join(condition.facts.map(pair))})`;
}
