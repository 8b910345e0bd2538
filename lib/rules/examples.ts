import type { Rule } from "./schema.ts";

/** A rule for the documentation; it satisfies its schema, which the conformance test checks. */
export const example: Rule = {
  ruleId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c030",
  name: "AutoSuspendRule",
  description: "Suspend user after 5 failed logins in 10 minutes",
  scope: "global",
  isEnabled: true,
  condition: "failed_logins_10m > 5",
  reading: "Users for whom the number of failed sign-ins in the last 10 minutes is more than 5.",
  action: "SUSPEND_USER",
  entity: "user",
  mode: "enforce",
  state: "normal",
  version: 1,
  maxImpact: 100,
  lastExecution: null,
  createdOn: "2026-11-20T09:30:00.000Z",
  updatedOn: "2026-11-20T09:30:00.000Z",
  archivedOn: null,
};
/** Its place in a path. */
export const path = { ruleId: example.ruleId };
