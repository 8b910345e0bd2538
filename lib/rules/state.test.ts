import { describe, expect, test } from "vitest";
import { ruleState } from "./state.ts";

const now = new Date("2026-11-20T12:00:00Z");
const rule = {
  isEnabled: true,
  condition: "failed_logins_10m > 5",
  action: "SUSPEND_USER" as const,
  mode: "enforce" as const,
  updatedOn: "2026-11-20T09:00:00Z",
  archivedOn: null,
  lastExecution: null,
};
const run = (
  status: "succeeded" | "failed" | "partially_failed" | "awaiting_approval" | "cancelled",
  createdOn: string,
) => ({
  lastExecution: { status, total: 3, createdOn },
});

describe("how a rule stands", () => {
  test.each([
    ["normal", {}],
    ["archived", { archivedOn: "2026-11-20T10:00:00Z", isEnabled: false }],
    ["disabled", { isEnabled: false, condition: "no such thing" }],
    ["error", { condition: "failed_logns_10m > 5" }],
    ["error", run("failed", "2026-11-20T11:00:00Z")],
    ["error", run("partially_failed", "2026-11-20T11:00:00Z")],
    ["no_data", { condition: "bounce_rate_7d > 5.0", action: "SUSPEND_TENANT" as const }],
    ["observing", { mode: "observe" as const, ...run("succeeded", "2026-11-20T11:59:00Z") }],
    ["firing", run("succeeded", "2026-11-20T11:50:01Z")],
    ["firing", run("awaiting_approval", "2026-11-20T09:30:00Z")],
    ["normal", run("succeeded", "2026-11-20T11:50:00Z")],
    ["normal", run("cancelled", "2026-11-20T11:59:00Z")],
  ])("%s with %j", (state, change) => {
    expect(ruleState({ ...rule, ...change }, now)).toBe(state);
  });

  test("a run that failed before the rule was changed is no longer its error", () => {
    expect(ruleState({ ...rule, ...run("failed", "2026-11-20T08:59:59Z") }, now)).toBe("normal");
  });

  test("a run that hit nobody does not fire", () => {
    const lastExecution = { status: "succeeded" as const, total: 0, createdOn: "2026-11-20T11:59:00Z" };
    expect(ruleState({ ...rule, lastExecution }, now)).toBe("normal");
  });
});
