import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resetEnv } from "../env.ts";
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

const NEEDED = { DATABASE_URL: "postgresql://unused", NEXTAUTH_SECRET: "x".repeat(32), JWT_SIGNING_KEYS: "[]" };

beforeEach(() => {
  Object.assign(process.env, NEEDED);
  setMailSource(undefined);
});
afterEach(() => setMailSource(undefined));

function setMailSource(key: string | undefined): void {
  delete process.env["MAILGUN_SIGNING_KEY"];
  Object.assign(process.env, key !== undefined && { MAILGUN_SIGNING_KEY: key });
  resetEnv();
}

describe("how a rule stands", () => {
  test.each([
    ["normal", {}],
    ["archived", { archivedOn: "2026-11-20T10:00:00Z", isEnabled: false }],
    ["disabled", { isEnabled: false, condition: "no such thing" }],
    ["error", { condition: "failed_logns_10m > 5" }],
    ["error", run("failed", "2026-11-20T11:00:00Z")],
    ["error", run("partially_failed", "2026-11-20T11:00:00Z")],
    ["observing", { mode: "observe" as const, ...run("succeeded", "2026-11-20T11:59:00Z") }],
    ["firing", run("succeeded", "2026-11-20T11:50:01Z")],
    ["firing", run("awaiting_approval", "2026-11-20T09:30:00Z")],
    ["normal", run("succeeded", "2026-11-20T11:50:00Z")],
    ["normal", run("cancelled", "2026-11-20T11:59:00Z")],
  ])("%s with %j", (state, change) => {
    expect(ruleState({ ...rule, ...change }, now)).toBe(state);
  });

  test("no_data while no source of mail is set up that its condition could be told by", () => {
    const ofMail = { ...rule, condition: "bounce_rate_7d > 5.0", action: "SUSPEND_TENANT" as const };
    expect(ruleState(ofMail, now)).toBe("no_data");
    setMailSource("a-signing-key");
    expect(ruleState(ofMail, now)).toBe("normal");
  });

  test("a run that failed before the rule was changed is no longer its error", () => {
    expect(ruleState({ ...rule, ...run("failed", "2026-11-20T08:59:59Z") }, now)).toBe("normal");
  });

  test("a run that hit nobody does not fire", () => {
    const lastExecution = { status: "succeeded" as const, total: 0, createdOn: "2026-11-20T11:59:00Z" };
    expect(ruleState({ ...rule, lastExecution }, now)).toBe("normal");
  });
});
