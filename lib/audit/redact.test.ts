import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENTITY_TYPES } from "./actions.ts";
import { redact } from "./redact.ts";

describe("decisions §5 PII policy", () => {
  test("of a user an audit row keeps ids and a masked address, no name", () => {
    const user = { userId: "u1", email: "ann.lee@example.com", name: "Ann Lee", role: "Auditor", tenantIds: ["t1"] };
    expect(redact("user", user)).toEqual({
      userId: "u1",
      email: "a***@example.com",
      role: "Auditor",
      tenantIds: ["t1"],
    });
  });

  test("names of tenants and roles may stand", () => {
    expect(redact("tenant", { name: "Acme" })).toEqual({ name: "Acme" });
    expect(redact("role", { name: "Helpers" })).toEqual({ name: "Helpers" });
  });

  test("secrets and tokens never stand, in lists and deeper down neither", () => {
    const value = {
      password: "hunter2",
      passwordHash: "$argon2id$…",
      refreshToken: "abc",
      totp: "123456",
      recoveryCodes: ["one", "two"],
      tokens: { access: "abc", list: ["abc"] },
      webhook: { secret: "whsec_1" },
      kept: 1,
    };
    expect(redact("webhook", value)).toEqual({ recoveryCodes: [], tokens: { list: [] }, webhook: {}, kept: 1 });
  });

  test("what only sounds secret stays: versions, policies, lifetimes, times", () => {
    const value = {
      tokenVersion: 3,
      passwordChangedOn: "2026-11-20T09:30:00.000Z",
      "auth.passwordPolicy": { minLength: 12, requireUpper: true },
      "auth.accessTokenTtlMinutes": 60,
    };
    expect(redact("configuration", value)).toEqual(value);
  });

  test("addresses are masked wherever they stand", () => {
    expect(redact("job", { to: "ann@example.com", cc: ["bo@example.com"], note: "asked by cy@example.com" })).toEqual({
      to: "a***@example.com",
      cc: ["b***@example.com"],
      note: "asked by c***@example.com",
    });
  });

  test("nothing is null, and dates are their ISO text", () => {
    expect(redact("user", null)).toBeNull();
    expect(redact("user", undefined)).toBeNull();
    expect(redact("user", { lastLoginOn: new Date(0) })).toEqual({ lastLoginOn: "1970-01-01T00:00:00.000Z" });
  });

  test("the value itself is left as it was", () => {
    const value = { user: { name: "Ann", email: "ann@example.com" } };
    redact("user", value);
    expect(value).toEqual({ user: { name: "Ann", email: "ann@example.com" } });
  });
});

const SECRET = "planted-secret";
const NAME = "Planted Name";
const EMAIL = "planted.person@example.com";

/** Any JSON with a secret, a name and an address planted in it, each under a key that says so, at any depth. */
const { planted } = fc.letrec((tie) => ({
  planted: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant(`mail ${EMAIL} today`)),
    fc.array(tie("planted"), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie("planted"), { maxKeys: 3 }),
    fc.record({ name: fc.oneof(fc.constant(NAME), fc.constant({ first: NAME }), fc.constant([NAME])) }),
    fc.record({ workEmail: fc.oneof(fc.constant(EMAIL), fc.constant([EMAIL]), fc.constant({ home: EMAIL })) }),
    fc.dictionary(
      fc.constantFrom("password", "newPassword", "password_hash", "accessToken", "token", "clientSecret", "totpSecret"),
      fc.oneof(fc.constant(SECRET), fc.constant([SECRET]), fc.constant({ value: SECRET, deeper: [{ at: SECRET }] })),
      { maxKeys: 3 },
    ),
  ),
}));

describe("whatever is recorded", () => {
  test("no secret and no full address comes through", () => {
    fc.assert(
      fc.property(planted, fc.constantFrom(...ENTITY_TYPES), (value, entityType) => {
        const stored = JSON.stringify(redact(entityType, { value }));
        expect(stored).not.toContain(SECRET);
        expect(stored).not.toContain(EMAIL);
      }),
      { numRuns: 1000 },
    );
  });

  test("no person's name comes through", () => {
    fc.assert(
      fc.property(planted, fc.constantFrom("user" as const, "session" as const), (value, entityType) => {
        expect(JSON.stringify(redact(entityType, { value }))).not.toContain(NAME);
      }),
      { numRuns: 1000 },
    );
  });

  test("what is clean already stays as it is", () => {
    fc.assert(
      fc.property(planted, fc.constantFrom(...ENTITY_TYPES), (value, entityType) => {
        const once = redact(entityType, { value });
        expect(redact(entityType, once)).toEqual(once);
      }),
    );
  });
});
