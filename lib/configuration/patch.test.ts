import { describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { DEFAULT_CONFIGURATION } from "./definitions.ts";
import { patched } from "./patch.ts";
import { JsonPatch } from "./schema.ts";

const apply = (...steps: object[]) => patched(DEFAULT_CONFIGURATION, JsonPatch.parse(steps));
const refusal = (...steps: object[]) => {
  try {
    apply(...steps);
    return null;
  } catch (thrown) {
    return thrown instanceof AppError ? [thrown.code, Object.keys(thrown.detail.fields ?? {})] : thrown;
  }
};
const at = (path: string, value: unknown, op = "replace") => ({ op, path, value });

describe("decisions §5 PATCH: RFC 6902 on the values", () => {
  test("replaces a key, and a member of one", () => {
    expect(apply(at("/auth.sessionTimeoutMinutes", 60), at("/auth.passwordPolicy/minLength", 20))).toEqual({
      ...DEFAULT_CONFIGURATION,
      "auth.sessionTimeoutMinutes": 60,
      "auth.passwordPolicy": { ...DEFAULT_CONFIGURATION["auth.passwordPolicy"], minLength: 20 },
    });
  });

  test("knows add, remove, move, copy and test, in order", () => {
    const roles = "/auth.mfaRequiredRoles";
    expect(
      apply(
        at(`${roles}/-`, "Auditor", "add"),
        at(`${roles}/0`, "SuperAdmin", "add"),
        at(`${roles}/1`, "Auditor", "test"),
        { op: "remove", path: `${roles}/1` },
        { op: "copy", from: "/auth.refreshTokenTtlDays", path: "/auth.accessTokenTtlMinutes" },
      ),
    ).toMatchObject({ "auth.mfaRequiredRoles": ["SuperAdmin"], "auth.accessTokenTtlMinutes": 30 });
  });

  test("a pointer may start at /values, as GET shows it", () => {
    expect(apply(at("/values/features.webhooks", false))).toEqual(apply(at("/features.webhooks", false)));
    expect(apply(at("/values", { only: 1 }))).toEqual({ only: 1 });
    expect(apply(at("", { only: 1 }))).toEqual({ only: 1 });
  });

  test("leaves the values in force alone", () => {
    apply(at("/auth.passwordPolicy/minLength", 99));
    expect(DEFAULT_CONFIGURATION["auth.passwordPolicy"].minLength).toBe(12);
  });

  test("a failed test is a conflict on its key", () => {
    expect(refusal(at("/auth.sessionTimeoutMinutes", 1, "test"))).toEqual(["CONFLICT", ["auth.sessionTimeoutMinutes"]]);
  });

  test.each([
    ["a key that is not there", at("/auth.nothing", 1), ["auth.nothing"]],
    ["a member of a plain value", at("/auth.sessionTimeoutMinutes/x", 1, "add"), ["auth.sessionTimeoutMinutes"]],
    ["a position past the end", at("/auth.mfaRequiredRoles/7", "Auditor", "add"), ["auth.mfaRequiredRoles"]],
    ["the prototype", at("/__proto__/polluted", true, "add"), ["0.path"]],
    ["the prototype of a value", at("/auth.passwordPolicy/constructor/prototype/x", true, "add"), ["0.path"]],
  ])("%s leads nowhere", (_what, step, fields) => {
    expect(refusal(step)).toEqual(["VALIDATION", fields]);
    expect("polluted" in {}).toBe(false);
  });

  test.each([
    [{ op: "replace", path: "auth.sessionTimeoutMinutes", value: 5 }],
    [{ op: "replace", path: "/auth.sessionTimeoutMinutes" }],
    [{ op: "merge", path: "/auth.sessionTimeoutMinutes", value: 5 }],
    [{ op: "move", path: "/auth.sessionTimeoutMinutes" }],
    [{ op: "replace", path: "/a~2", value: 5 }],
    [{ op: "replace", path: "/auth.sessionTimeoutMinutes", value: 5, extra: 1 }],
  ])("%j is no operation", (step) => {
    expect(JsonPatch.safeParse([step]).success).toBe(false);
  });
});
