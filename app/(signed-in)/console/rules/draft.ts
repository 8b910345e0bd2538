import { BACKTEST_SPANS } from "#components/rules/wording";
import type { Caller } from "#lib/operation/operation";
import type { RuleAction } from "#lib/rules/catalogue";
import { tenantIdsOf } from "../users/assignable.ts";

/** The form's fields that a version of a rule keeps. */
export const VERSION_FIELDS = ["name", "description", "condition", "action", "mode", "maxImpact"] as const;

type Values = Readonly<Record<string, string>>;

/** What a version says, as the operations take it; a number that is none is theirs to refuse. */
export const contentOf = ({ name = "", description = "", condition = "", action = "", mode, maxImpact }: Values) => ({
  name,
  description,
  condition,
  action: action as RuleAction,
  mode: mode as "enforce" | "observe",
  maxImpact: maxImpact?.trim() ? Number(maxImpact) : null,
});

/** The scope that the code of a tenant names, or everybody's. */
export async function scopeOf(tenant: string, caller: Caller): Promise<string> {
  const [tenantId] = await tenantIdsOf(tenant, caller);
  return tenantId === undefined ? "global" : `tenant:${tenantId}`;
}

/** The stretch of the past that a form names, which ends now. */
export function spanOf(name: string) {
  const { hours, stepMinutes } = BACKTEST_SPANS[name] ?? { hours: 24, stepMinutes: 60 };
  const now = Date.now();
  return { from: new Date(now - hours * 3_600_000).toISOString(), to: new Date(now).toISOString(), stepMinutes };
}
