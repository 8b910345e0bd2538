import { isAvailable } from "./catalogue-entries.ts";
import { compile } from "./condition/compile.ts";
import { bucketSec } from "./planning/bucket.ts";
import type { RULE_STATES, Rule } from "./schema.ts";

/** How a rule stands. */
export type RuleState = (typeof RULE_STATES)[number];

/** What decides how a rule stands; moments as the database or the wire has them. */
type Standing = Pick<Rule, "isEnabled" | "condition" | "action" | "mode"> & {
  readonly updatedOn: Date | string;
  readonly archivedOn: Date | string | null;
  readonly lastExecution: Readonly<
    Pick<NonNullable<Rule["lastExecution"]>, "status" | "total"> & { createdOn: Date | string }
  > | null;
};

/**
 * How a rule stands at a moment, the first that is so: archived, disabled, error (it no longer compiles, or its last run since it was
 * changed has failed), no_data (it reads what nobody counts), observing, firing (it hit somebody within its window), normal.
 */
export function ruleState(rule: Standing, now: Date): RuleState {
  if (rule.archivedOn !== null) {
    return "archived";
  }
  if (!rule.isEnabled) {
    return "disabled";
  }
  const told = toldOf(rule.condition, rule.action);
  if (!told.compiles || hasFailed(rule)) {
    return "error";
  }
  if (!told.hasData) {
    return "no_data";
  }
  if (rule.mode === "observe") {
    return "observing";
  }
  return isFiring(rule, told.bucketSec, now) ? "firing" : "normal";
}

/** What a condition alone tells of how its rule stands; `bucketSec` is 0 for one that does not compile. */
export interface Told {
  readonly compiles: boolean;
  /** Whether all that it reads is counted by somebody. */
  readonly hasData: boolean;
  readonly bucketSec: number;
}

/** What a condition alone tells of how its rule stands. */
export function toldOf(source: string, action: string): Told {
  const compiled = compile(source, action);
  if (!compiled.ok) {
    return { compiles: false, hasData: false, bucketSec: 0 };
  }
  const { condition } = compiled;
  const hasData = condition.facts.every((fact) => fact.kind !== "metric" || isAvailable(fact.metric));
  return { compiles: true, hasData, bucketSec: bucketSec(condition) };
}

const hasFailed = ({ lastExecution: last, updatedOn }: Standing): boolean =>
  last !== null &&
  (last.status === "failed" || last.status === "partially_failed") &&
  new Date(last.createdOn) >= new Date(updatedOn);

const UNDER_WAY: ReadonlySet<string> = new Set(["queued", "running", "awaiting_approval"]);

function isFiring({ lastExecution: last }: Standing, windowSec: number, now: Date): boolean {
  if (last === null || last.total === 0 || last.status === "cancelled") {
    return false;
  }
  return UNDER_WAY.has(last.status) || now.getTime() - new Date(last.createdOn).getTime() < windowSec * 1000;
}
