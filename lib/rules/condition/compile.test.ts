import { describe, expect, test } from "vitest";
import { compile, SOURCE_MAX } from "./compile.ts";
import { holds } from "./evaluate.ts";
import { readingOf } from "./reading.ts";

const problem = (source: string, action = "SUSPEND_USER") => {
  const compiled = compile(source, action);
  return compiled.ok ? null : compiled.problem;
};
const condition = (source: string, action = "SUSPEND_USER") => {
  const compiled = compile(source, action);
  if (!compiled.ok) {
    throw new Error(`${source}: ${compiled.problem.message}`);
  }
  return compiled.condition;
};

describe("SRS §10.1 the condition language is compiled before saving", () => {
  test("the specification's own condition compiles and fires on the sixth failed login", () => {
    const { tree, entity, facts } = condition("failed_logins_10m > 5");
    expect(entity).toBe("user");
    expect(facts).toMatchObject([{ name: "failed_logins_10m", windowSec: 600 }]);
    expect(holds(tree, { failed_logins_10m: 5 })).toBe(false);
    expect(holds(tree, { failed_logins_10m: 6 })).toBe(true);
  });

  test.each([
    ["failed_login_10m > 5", 1, 1, /Unknown variable/, /Did you mean failed_logins_10m\?/],
    ["true &&\n  user.rol == 'x'", 2, 3, /Unknown variable user.rol/, /user.role/],
    ["user == 'x'", 1, 1, /several properties/, /user.role/],
    ["failed_logins > 5", 1, 1, /needs a window/, /failed_logins_10m/],
    ["failed_logins_0m > 5", 1, 1, /out of range/, /90 days/],
    ["failed_logins_91d > 5", 1, 1, /out of range/, /90 days/],
    ["failed_logins_010m > 5", 1, 1, /out of range/, /leading zeros/],
    ["sent_1d > 5", 1, 1, /tenants only/, /acts on users/],
    ["zzz > 5", 1, 1, /Unknown variable zzz/, /catalogue/],
    ["failed_logins_10m >", 1, 20, /the end/, /missing at the end/],
    ["(failed_logins_10m > 5", 1, 23, /Expected \), got the end/, /missing at the end/],
    ["failed_logins_10m = 5", 1, 19, /Unexpected/, /Use ==/],
    ["true and false", 1, 6, /Unexpected/, /Use &&/],
    ["true & false", 1, 6, /Unexpected/, /Use &&/],
    ["true or false", 1, 6, /Unexpected/, /Use \|\|/],
    ["user.role == “x”", 1, 14, /Unexpected/, /straight quotes/],
    ["failed_logins_10m", 1, 1, /whole number/, /compare/],
    ["failed_logins_10m > 'five'", 1, 1, /./, /one type/],
    ["user.role < 'x'", 1, 1, /does not compare/, /order/],
    ["user.status == 'lockd'", 1, 16, /never "lockd"/, /"locked"/],
    ["user.status in ['active', 'x']", 1, 27, /never "x"/, /One of active/],
    ["size(user.role) > 1", 1, 1, /no function size/, /has/],
    ["user.role.startsWith('a')", 1, 1, /not allowed/, /Functions/],
    ["[1].exists(x, x > 1)", 1, 1, /not allowed/, /Functions/],
    ["{1: 2} == {1: 2}", 1, 1, /not allowed/, /Maps/],
    ["user['role'] == 'a'", 1, 1, /not allowed/, /brackets/],
    ["user.role == null", 1, 1, /./, /./],
    ["failed_logins_10m > 5u", 1, 21, /not allowed/, /./],
    ["failed_logins_10m > 99999999999999999999", 1, 21, /out of range/, /2\^53/],
    ["failed_logins_10m * failed_logins_1h > 5", 1, 1, /too large/, /factors/],
    ["user.role == '\\u0000'", 1, 14, /Control/, /./],
    ["user.role in []", 1, 14, /list/, /PoolAdmin/],
    ["has(failed_logins_10m)", 1, 1, /property/, /has\(user/],
    ["failed_logins_10m in [5, tenant.age_days]", 1, 26, /plain values/, /./],
    ["if > 1", 1, 1, /Reserved/, /reserved/],
    ["", 1, 1, /the end/, /missing/],
  ])("decisions §9 %j is refused at its place with a hint", (source, line, column, message, hint) => {
    const found = problem(source);
    expect(found?.message).toMatch(message);
    expect(found?.hint).toMatch(hint);
    expect(found?.position).toEqual({ line, column });
  });

  test("costs are limited: length, size, nesting, metrics", () => {
    expect(problem(`true${" ".repeat(SOURCE_MAX)}`)?.message).toMatch(/too long/);
    expect(problem(Array(100).fill("true").join("&&"))?.message).toMatch(/maxAstNodes/);
    expect(problem(`${"(".repeat(40)}true${")".repeat(40)}`)?.message).toMatch(/maxDepth/);
    expect(problem(`${"!".repeat(900)}true`)?.message).toMatch(/maxAstNodes/);
    const nine = Array.from({ length: 9 }, (_, n) => `failed_logins_${n + 1}m > 1`).join(" || ");
    expect(problem(nine)?.message).toMatch(/Too many metrics/);
    expect(problem(nine.split(" || ").slice(1).join(" || "))).toBeNull();
  });
});

describe("decisions §6 the entity is what the action acts on", () => {
  test.each([
    ["SUSPEND_USER", "failed_logins_1h > 5 && tenant.plan == 'free'", "user"],
    ["SUSPEND_TENANT", "failed_logins_1h > 5", "tenant"],
    ["DISABLE_WEBHOOKS", "bounce_rate_1d > 5", "tenant"],
    ["RAISE_ALERT", "failed_logins_1h > 5", "user"],
    ["RAISE_ALERT", "tenant.plan == 'free' && !tenant.is_active", "tenant"],
    ["RAISE_ALERT", "sent_1d > 10 && failed_logins_1d > 5", "tenant"],
    ["RAISE_ALERT", "failed_logins_1d > 5 && tenant.plan == 'free'", "user"],
  ])("%s of %j acts on a %s", (action, source, entity) => {
    expect(condition(source, action).entity).toBe(entity);
  });

  test("a rule on tenants reads nothing of a user", () => {
    expect(problem("user.role == 'x'", "SUSPEND_TENANT")?.message).toMatch(/not known of a tenant/);
    expect(problem("locks_1d > 1", "SUSPEND_TENANT")?.message).toMatch(/users only/);
  });
});

describe("unknown facts", () => {
  test.each([
    ["user.days_since_last_login > 90", {}, false],
    ["!(user.days_since_last_login > 90)", {}, false],
    ["user.days_since_last_login > 90 || user.mfa_enabled", { "user.mfa_enabled": true }, true],
    ["!has(user.days_since_last_login)", {}, true],
    ["has(user.days_since_last_login)", { "user.days_since_last_login": 0 }, true],
    ["(user.days_since_last_login > 90 ? true : true)", {}, false],
    ["failed_logins_1h / failed_logins_1d > 0", { failed_logins_1h: 1, failed_logins_1d: 0 }, false],
    ["failed_logins_1h % failed_logins_1d == 1", { failed_logins_1h: 7, failed_logins_1d: 3 }, true],
    ["-7 / 2 == -3", {}, true],
    ["tenant.plan in ['free', 'starter']", { "tenant.plan": "starter" }, true],
    ["tenant.plan != 'free'", { "tenant.plan": null }, false],
  ])("%j of %j is %s", (source, facts, expected) => {
    expect(holds(condition(source).tree, facts)).toBe(expected);
  });
});

describe("the plain-language reading", () => {
  test.each([
    [
      "failed_logins_10m > 5",
      "SUSPEND_USER",
      "Users for whom the number of failed sign-ins in the last 10 minutes is more than 5.",
    ],
    [
      "bounce_rate_7d >= 5.5 && (tenant.plan == 'free' || !tenant.is_active)",
      "SUSPEND_TENANT",
      "Tenants for which the share of sent messages that bounced in the last 7 days is at least 5.5 % and (the tenant's plan is “free” or it is not so that the tenant is active).",
    ],
    [
      "!has(user.days_since_last_login) || failed_logins_1d * 2 > locks_24h + 1",
      "LOCK_USER",
      "Users for whom it is not so that the user has signed in before or the number of failed sign-ins in the last 1 day times 2 is more than the number of locks in the last 1 day plus 1.",
    ],
  ])("%j reads in words", (source, action, reading) => {
    expect(readingOf(condition(source, action))).toBe(reading);
  });
});
