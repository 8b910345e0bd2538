import { describe, expect, it } from "vitest";
import { AUDIT_ACTIONS, type AuditAction, ENTITY_TYPES, type EntityType } from "./actions.ts";
import { deedParts, deedOf as sentence, sentenceOf } from "./sentence.ts";
import { actionLabel, shortId } from "./wording.ts";

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
    expect(sentence(record({ action: "TENANT_UPDATED", before, after }))).toBe("Changed 5 fields of tenant B");
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

  it("names menus' entries", () => {
    expect(actionLabel("API_KEY_CREATED")).toBe("API key created");
  });
});

/** What the actions of a family are about. */
const ABOUT: Readonly<Record<string, EntityType>> = {
  AUTH: "session",
  TENANT: "tenant",
  USER: "user",
  ROLE: "role",
  CONFIG: "configuration",
  OVERRIDES: "override",
  RULE: "rule",
  DEAD: "job",
  WEBHOOK: "webhook",
  API: "apiKey",
  ACCESS: "user",
  SYSTEM: "snapshot",
  SNAPSHOT: "snapshot",
  EXPORT: "export",
  SAVED: "savedView",
  BULK: "bulkOperation",
  EVENTS: "notification",
  NOTIFICATION: "notification",
  BILLING: "configuration",
  NOTIFICATIONS: "notification",
};
const aboutOf = (action: AuditAction): EntityType => ABOUT[action.split("_")[0] ?? ""] ?? "job";

describe("issue, anchors §1.7: one human sentence per event", () => {
  it.each(["success", "denied", "failure"] as const)("tells every action from every other: %s", (outcome) => {
    // A creation that fails has an action of its own, which says the same.
    const actions = AUDIT_ACTIONS.filter((action) => outcome === "success" || action !== "TENANT_CREATE_FAILED");
    const told = actions.map((action) => sentence(record({ action, entityType: aboutOf(action), outcome })));
    expect(told.filter((text, n) => told.indexOf(text) !== n)).toEqual([]);
    for (const [n, text] of told.entries()) {
      expect(text).not.toMatch(/[{}]|undefined|null|_/);
      expect(text).not.toContain(actions[n]);
      expect(text).toMatch(/^[A-Z][a-z]+ /);
    }
  });

  it("has words for every kind of thing, with and without an id", () => {
    for (const entityType of ENTITY_TYPES) {
      for (const entityId of [id, null]) {
        const text = sentence(
          record({ action: "EXPORT_CREATED", outcome: "failure", entityType, entityId, after: {} }),
        );
        expect(text).not.toMatch(/[{}]|undefined|null/);
      }
    }
  });

  it("has its subject: the role at that time, never a name", () => {
    const told = { ...record({ after: { name: "Acme" } }), actorRole: "SuperAdmin" };
    expect(sentenceOf(told)).toBe("Super admin suspended tenant Acme");
    expect(sentenceOf({ ...told, actorRole: null })).toBe("Somebody who was not signed in suspended tenant Acme");
  });

  it("says which thing a piece of it stands for", () => {
    const ended = record({
      action: "AUTH_REVOKED",
      entityType: "session",
      after: { userId: "01930d5e-7a10-7c3e-9b1f-aaaa64d0c00a" },
    });
    expect(deedParts(ended)).toEqual([
      { text: "Ended " },
      { text: "session …64d0c002", about: { kind: "session", id } },
      { text: " of " },
      { text: "user …64d0c00a", about: { kind: "user", id: "01930d5e-7a10-7c3e-9b1f-aaaa64d0c00a" } },
    ]);
  });

  it.each([
    [
      "USER_UPDATED",
      "user",
      { role: "Support", email: "a***@example.com" },
      { role: "Auditor", email: "a***@example.com" },
      "Changed role of user a***@example.com from Support to Auditor",
    ],
    ["USER_UPDATED", "user", null, { invitedAgainOn: "x" }, "Invited user …64d0c002 again"],
    ["USER_UPDATED", "user", null, { passwordResetOn: "x" }, "Let user …64d0c002 choose a new password"],
    ["USER_UPDATED", "user", {}, { mfaSetupStartedOn: "x" }, "Began to set up a second factor for user …64d0c002"],
    ["USER_UPDATED", "user", {}, { recoveryCodesRenewedOn: "x" }, "Renewed the recovery codes of user …64d0c002"],
    ["USER_UPDATED", "user", { mfaEnabled: false }, { mfaEnabled: true }, "Set up a second factor of user …64d0c002"],
    [
      "USER_UPDATED",
      "user",
      { mfaEnabled: true },
      { mfaEnabled: false },
      "Removed the second factor of user …64d0c002",
    ],
    ["USER_UPDATED", "user", { name: 1 }, { name: 1, updatedOn: 2 }, "Saved user …64d0c002 without a change"],
    [
      "USER_FORCE_LOGOUT",
      "user",
      null,
      { revokedSessions: 1 },
      "Signed user …64d0c002 out everywhere, ending 1 session",
    ],
    [
      "ROLE_UPDATED",
      "role",
      { name: "Desk", permissions: ["A", "B"] },
      { name: "Desk", permissions: ["B", "C"] },
      "Gave role Desk the permission C and took the permission A",
    ],
    [
      "ROLE_UPDATED",
      "role",
      { name: "Desk", permissions: ["A"] },
      { name: "Desk", permissions: [] },
      "Took the permission A from role Desk",
    ],
    [
      "ROLE_UPDATED",
      "role",
      { name: "Desk", permissions: [] },
      { name: "Desk", permissions: ["A", "B", "C", "D"] },
      "Gave role Desk 4 permissions",
    ],
    [
      "CONFIG_UPDATED",
      "configuration",
      { "auth.sessionTimeoutMinutes": 30 },
      { "auth.sessionTimeoutMinutes": 15 },
      "Changed auth.sessionTimeoutMinutes of the configuration from 30 to 15",
    ],
    [
      "CONFIG_UPDATED",
      "configuration",
      { values: { a: { x: 1 } } },
      { values: { a: { x: 2 } } },
      "Changed a of the configuration",
    ],
    [
      "OVERRIDES_UPDATED",
      "override",
      { overrides: {} },
      { overrides: { "features.a": true } },
      "Changed features.a of the overrides of tenant …64d0c002 from nothing to true",
    ],
    [
      "WEBHOOK_UPDATED",
      "webhook",
      {},
      { url: "https://a.example/…", rotatedOn: "x" },
      "Replaced the signing secret of webhook https://a.example/…",
    ],
    ["WEBHOOK_TESTED", "webhook", null, { redeliveryOf: "x" }, "Sent an event to webhook …64d0c002 again"],
    [
      "WEBHOOK_DISABLED",
      "webhook",
      { isEnabled: true },
      { isEnabled: false, disabledReason: "failures", failuresInRow: 20 },
      "Disabled webhook …64d0c002 after 20 failures in a row",
    ],
    [
      "TENANT_UPDATED",
      "tenant",
      { name: "A", plan: "{it}" },
      { name: "A", plan: "{user}" },
      "Changed plan of tenant A",
    ],
    [
      "SAVED_VIEW_UPDATED",
      "savedView",
      { list: "users", defaultView: null },
      { list: "users", defaultView: id },
      "Chose the view that the list of users opens with",
    ],
  ] as const)("%s of a %s: %j → %j", (action, entityType, before, after, text) => {
    expect(sentence(record({ action, entityType, before, after }))).toBe(text);
  });

  it("an export tells how far it came", () => {
    const exported = (over: object, outcome: "success" | "failure" = "success") =>
      sentence(
        record({
          action: "EXPORT_CREATED",
          entityType: "export",
          outcome,
          after: { subject: "audit-log", format: "csv", filters: { sort: "-occurredOn", actorId: id }, ...over },
        }),
      );
    expect(exported({ state: "started" })).toBe("Began to export the audit log as CSV, narrowed by 1 filter");
    expect(exported({ state: "complete", rows: 5_000_000 })).toBe("Exported 5,000,000 rows of the audit log as CSV");
    expect(exported({ state: "left", rows: 1000 }, "failure")).toBe(
      "Broke off an export of the audit log as CSV after 1,000 rows: the reader left",
    );
  });

  it("a denial says what decided, and a read of figures which", () => {
    const denied = (after: object) =>
      sentence(record({ action: "ACCESS_DENIED", entityType: "user", outcome: "denied", after: after as never }));
    expect(
      denied({
        operation: "listTenants",
        family: "super-admin",
        decidedBy: "role",
        explanation: "It is for SuperAdmin",
      }),
    ).toBe("Was refused “list tenants” of the super-admin API: it is for SuperAdmin");
    expect(denied({ why: "stale-credentials" })).toBe("Was refused access with a token that was no longer valid");
    const viewed = (entityId: string) =>
      sentence(record({ action: "SYSTEM_VIEWED", entityType: "snapshot", entityId }));
    expect([viewed("getOverview"), viewed(id)]).toEqual([
      "Read the executive overview",
      "Read the executive figures of tenant …64d0c002",
    ]);
  });
});

describe("shortId", () => {
  it("keeps what is short already", () => {
    expect([shortId("global"), shortId(id)]).toEqual(["global", "…64d0c002"]);
  });
});
