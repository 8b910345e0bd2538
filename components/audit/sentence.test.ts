import { describe, expect, it } from "vitest";
import { AUDIT_ACTIONS } from "#lib/audit/actions";
import { actionLabel, PHRASES } from "./phrases.tsx";
import { sentence, shortId } from "./sentence.tsx";

const id = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002";
const record = (over: Partial<Parameters<typeof sentence>[0]>) => ({
  action: "TENANT_SUSPENDED",
  outcome: "success" as const,
  entityType: "tenant",
  entityId: id,
  before: null,
  after: null,
  ...over,
});

describe("sentence", () => {
  it("names a tenant as the record does", () => {
    expect(sentence(record({ after: { name: "Acme", code: "ACME" } }))).toBe("Suspended tenant Acme");
  });

  it("knows users by their masked address only", () => {
    const after = { email: "a***@example.com", role: "Auditor", status: "invited" };
    expect(sentence(record({ action: "USER_CREATED", entityType: "user", after }))).toBe(
      "Invited user a***@example.com",
    );
  });

  it("falls back to the end of the id", () => {
    expect(sentence(record({ action: "USER_FORCE_LOGOUT", entityType: "user" }))).toBe(
      "Signed user …64d0c002 out everywhere",
    );
    expect(sentence(record({ action: "API_KEY_REVOKED", entityType: "apiKey" }))).toBe("Revoked API key …64d0c002");
  });

  it("says which fields an update changed", () => {
    const before = { name: "Acme", plan: "starter", timezone: "UTC", updatedOn: "1" };
    const after = { name: "Acme", plan: "professional", timezone: "Europe/Paris", updatedOn: "2" };
    expect(sentence(record({ action: "TENANT_UPDATED", before, after }))).toBe(
      "Changed plan and timezone of tenant Acme",
    );
  });

  it("leaves long lists of fields to the diff", () => {
    const before = { name: "A", plan: 1, timezone: 1, currency: 1, segment: 1 };
    const after = { name: "B", plan: 2, timezone: 2, currency: 2, segment: 2 };
    expect(sentence(record({ action: "TENANT_UPDATED", before, after }))).toBe("Changed tenant B");
  });

  it("tells failures and refusals from deeds", () => {
    const failed = record({
      action: "TENANT_CREATED",
      outcome: "failure",
      entityId: null,
      after: { code: "INTERNAL", operation: "createTenant" },
    });
    expect(sentence(failed)).toBe("Failed to create a tenant: internal error");
    const refused = record({ action: "ACCESS_DENIED", outcome: "denied", after: { operation: "createUser" } });
    expect(sentence(refused)).toBe("Was refused “create user”");
    const signIn = record({
      action: "AUTH_LOGIN_FAILED",
      entityType: "user",
      outcome: "failure",
      after: { why: "wrong-password" },
    });
    expect(sentence(signIn)).toBe("Failed to sign in as user …64d0c002: wrong password");
    expect(sentence({ ...signIn, entityId: null, after: { why: "unknown-account" } })).toBe(
      "Failed to sign in: unknown account",
    );
  });

  it("has words for every action", () => {
    for (const action of AUDIT_ACTIONS) {
      expect(PHRASES[action].join()).not.toBe("");
      expect(sentence(record({ action }))).not.toContain("{it}");
    }
    expect(actionLabel("API_KEY_CREATED")).toBe("API key created");
  });
});

describe("shortId", () => {
  it("keeps what is short already", () => {
    expect([shortId("global"), shortId(id)]).toEqual(["global", "…64d0c002"]);
  });
});
