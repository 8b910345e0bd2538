import { v7 as uuidv7 } from "uuid";
import { clock } from "../core/clock.ts";
import { invalid } from "../core/errors.ts";
import { read } from "../db/transaction.ts";
import { operation } from "../operation/operation.ts";
import { aboutRule } from "./audit.ts";
import { example, path } from "./examples.ts";
import { backtest, type EntityHit } from "./history/backtest.ts";
import { existingRule } from "./operations.ts";
import { draftRule, plannedRule } from "./planned.ts";
import { bucketSec } from "./planning/bucket.ts";
import { labelsOf } from "./planning/labels.ts";
import type { PlannedRule } from "./planning/plan.ts";
import { RULE_RUNNERS } from "./policies.ts";
import { RulePath } from "./schema.ts";
import { tenantOf } from "./service.ts";
import { BacktestInput, DraftBacktestInput, RuleBacktest } from "./trial-schema.ts";

const at = "2026-11-19T08:06:00.000Z";
const output: RuleBacktest = {
  backtestId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c040",
  ruleVersion: 1,
  from: "2026-11-19T00:00:00.000Z",
  to: "2026-11-20T00:00:00.000Z",
  stepMinutes: 720,
  bucketSeconds: 600,
  evaluated: 3,
  eventsRead: 14,
  steps: [
    { at: "2026-11-19T00:00:00.000Z", matching: 0, hits: 0 },
    { at: "2026-11-19T12:00:00.000Z", matching: 0, hits: 1 },
    { at: "2026-11-20T00:00:00.000Z", matching: 0, hits: 0 },
  ],
  hits: [
    {
      entityType: "user",
      entityId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c007",
      label: "ann.lee@example.com",
      metrics: { failed_logins_10m: 6 },
      plannedAction: "SUSPEND_USER",
      at,
      trippedBy: { kind: "failed_login", eventId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c041", occurredOn: at },
    },
  ],
  hitsTotal: 1,
  entitiesTotal: 1,
};
const span = { from: "2026-11-19T00:00:00Z", to: "2026-11-20T00:00:00Z", stepMinutes: 720 };

/** Replays the rule outside any transaction: it may take seconds. Throws VALIDATION on a span that ends in the future or costs too much. */
async function replayed(
  rule: PlannedRule,
  { from, to, stepMinutes, limit }: BacktestInput,
): Promise<Omit<RuleBacktest, "backtestId" | "ruleVersion">> {
  if (to > clock.now()) {
    throw invalid("to", "Must not lie in the future");
  }
  const grid = { fromMs: from.getTime(), toMs: to.getTime(), stepMs: stepMinutes * 60_000 };
  const { entity } = rule.condition;
  const found = await read((db) => backtest(db, rule, grid, { limit }));
  const labels = await read((db) =>
    labelsOf(
      db,
      entity,
      found.hits.map(({ entityId }) => entityId),
    ),
  );
  const instant = (atMs: number) => new Date(atMs).toISOString();
  const shown = ({ entityId, atMs, facts, trippedBy }: EntityHit) => ({
    entityType: entity,
    entityId,
    label: labels.get(entityId) ?? entityId,
    metrics: { ...facts },
    plannedAction: rule.action,
    at: instant(atMs),
    trippedBy: trippedBy && { kind: trippedBy.kind, eventId: trippedBy.id, occurredOn: instant(trippedBy.atMs) },
  });
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    stepMinutes,
    bucketSeconds: bucketSec(rule.condition),
    evaluated: found.evaluated,
    eventsRead: found.eventsRead,
    steps: found.steps.map(({ atMs, ...totals }) => ({ at: instant(atMs), ...totals })),
    hits: found.hits.map(shown),
    hitsTotal: found.hitsTotal,
    entitiesTotal: found.entitiesTotal,
  };
}

/** What a back-test leaves on record: what was asked and how much was found, nobody by name. */
const trace = ({
  from,
  to,
  stepMinutes,
  hitsTotal,
  entitiesTotal,
}: Omit<RuleBacktest, "backtestId" | "ruleVersion">) => ({
  backtest: { from, to, stepMinutes, hitsTotal, entitiesTotal },
});

export const backtestRule = operation({
  name: "backtestRule",
  summary: "Replay stored events: whom a rule would have hit, when, and by which event",
  http: { method: "POST", path: "/rules/{ruleId}/backtest", message: "Replayed: nothing was changed" },
  policy: RULE_RUNNERS,
  limit: "ruleExecution",
  audit: ["RULE_DRY_RUN"],
  entityType: "rule",
  idempotent: true,
  input: { path: RulePath, body: BacktestInput },
  output: RuleBacktest,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: { input: { path, body: span }, output },
  async prepare({ actor }, { path: { ruleId }, body }) {
    const row = await read((db) => existingRule({ db, actor }, ruleId));
    return { row, found: await replayed(plannedRule(row, clock.now()), body) };
  },
  async run(ctx, { path: { ruleId }, body }, prepared) {
    const row = prepared?.row ?? (await existingRule(ctx, ruleId));
    const found = prepared?.found ?? (await replayed(plannedRule(row, ctx.now), body));
    return {
      data: { backtestId: uuidv7(), ruleVersion: row.version, ...found },
      audit: {
        ...aboutRule(row),
        action: "RULE_DRY_RUN" as const,
        after: { ruleVersion: row.version, ...trace(found) },
      },
    };
  },
});

export const backtestDraft = operation({
  name: "backtestDraft",
  summary: "Replay stored events for a rule that is not saved",
  http: { method: "POST", path: "/rules/backtest", message: "Replayed: nothing was changed" },
  policy: RULE_RUNNERS,
  limit: "ruleExecution",
  audit: ["RULE_DRY_RUN"],
  entityType: "rule",
  idempotent: true,
  input: { body: DraftBacktestInput },
  output: RuleBacktest,
  errors: [],
  example: {
    input: { body: { ...span, condition: example.condition, action: example.action, scope: example.scope } },
    output: { ...output, ruleVersion: null },
  },
  async prepare(_caller, { body }) {
    const tenantId = await read((db) => tenantOf({ db }, body.scope));
    return { tenantId, found: await replayed(draftRule(body.condition, body.action, tenantId), body) };
  },
  async run(ctx, { body }, prepared) {
    const backtestId = uuidv7();
    const tenantId = prepared ? prepared.tenantId : await tenantOf(ctx, body.scope);
    const found = prepared?.found ?? (await replayed(draftRule(body.condition, body.action, tenantId), body));
    const { condition, action, scope } = body;
    return {
      data: { backtestId, ruleVersion: null, ...found },
      audit: {
        ...aboutRule({ ruleId: backtestId, tenantId }),
        action: "RULE_DRY_RUN" as const,
        after: { draft: { condition, action, scope }, ...trace(found) },
      },
    };
  },
});
