import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { apis } from "../apis.ts";
import { consoleLogin } from "../auth/sign-in-operations.ts";
import { prisma } from "../db/client.ts";
import type { Api } from "../operation/api.ts";
import { type AnyOperation, erase } from "../operation/operation.ts";
import { addProposal } from "../proposals/testing.ts";
import { addRule } from "../rules/testing.ts";
import { callByExample } from "../testing/by-example.ts";
import { type Answer, anonymous, as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { type ExampleInput, WRITE_FIXTURES } from "../testing/write-fixtures.ts";
import { AUDIT_ACTIONS, type AuditAction } from "./actions.ts";

// What is on record and by whom: each declared action of each operation is brought about, and each action has somebody who does it.

/** Each operation once, at the first family that publishes it. */
const published = new Map<string, { api: Api; op: AnyOperation }>(
  [...apis].reverse().flatMap((api) => api.operations.map((op) => [op.name, { api, op }])),
);
const pairs = [...published.values()].flatMap(({ api, op }) =>
  (op.audit ?? []).map((action, n) => ({ label: `${op.name} ${action}`, api, op, action, isFirst: n === 0 })),
);

/** Brings about what an operation declares beside its first action. An operation with more than one adds a line for each further. */
const FURTHER: Readonly<Record<string, (caller: SignedIn) => Promise<Answer>>> = {
  "login AUTH_LOGIN_FAILED": async () => {
    const { email } = await createPerson("Auditor");
    return anonymous().post("/auth/login", { email, password: "not the password" });
  },
  "stepUp AUTH_STEP_UP_FAILED": ({ client }) => client.post("/auth/step-up", { password: "not the password" }),
  "refresh AUTH_REFRESH_REUSED": async ({ client, pair }) => {
    await client.post("/auth/refresh", { refreshToken: pair.refreshToken });
    return client.post("/auth/refresh", { refreshToken: pair.refreshToken });
  },
  "setTenantStatus TENANT_SUSPENDED": async ({ client }) =>
    client.patch(`/super-admin/tenants/${await createTenantRow()}/status`, { isActive: false, reason: "On hold" }),
  "setTenantStatus TENANT_ACTIVATED": async ({ client }) =>
    client.patch(`/super-admin/tenants/${await createTenantRow({ isActive: false })}/status`, {
      isActive: true,
      reason: "Hold lifted",
    }),
  "setRuleStatus RULE_ENABLED": async ({ client }) =>
    client.patch(`/super-admin/rules/${await addRule()}/status`, { isEnabled: true }),
  "setRuleStatus RULE_DISABLED": async ({ client }) =>
    client.patch(`/super-admin/rules/${await addRule({ isEnabled: true })}/status`, { isEnabled: false }),
  "executeRule RULE_DRY_RUN": async ({ client }) =>
    client.post(`/super-admin/rules/${await addRule()}/execute?dryRun=true`),
  "setUserLock USER_UNLOCKED": async ({ client }) => {
    const { userId } = await createPerson("Auditor", { status: "locked" });
    return client.patch(`/super-admin/users/${userId}/lock`, { isLocked: false, reason: "Checked" });
  },
  "approveProposal PROPOSAL_FAILED": async ({ client }) => {
    const tenantId = await createTenantRow();
    const proposalId = await addProposal(undefined, tenantId);
    await prisma().tenant.update({ where: { id: tenantId }, data: { version: 7 } });
    return client.post(`/super-admin/proposals/${proposalId}/approve`);
  },
  "approveProposal PROPOSAL_EXPIRED": async ({ client }) => {
    const id = await addProposal();
    await prisma().proposal.update({ where: { id }, data: { expiresOn: new Date(0) } });
    return client.post(`/super-admin/proposals/${id}/approve`);
  },
};

async function byExample(api: Api, op: AnyOperation, caller: SignedIn): Promise<Answer> {
  const changed = await WRITE_FIXTURES[op.name]?.(op.example.input as ExampleInput, caller);
  return callByExample(op.policy.access === "public" ? anonymous() : caller.client, api, op, changed);
}

describe("SRS §11.1, §18: every operation records exactly what it declares", () => {
  test.each(pairs)("$label", async ({ api, op, action, label, isFirst }) => {
    const caller = await as("SuperAdmin");
    const further = FURTHER[label];
    expect(isFirst || further !== undefined, `FURTHER has a line for ${label}`).toBe(true);
    const { headers } = await (further?.(caller) ?? byExample(api, op, caller));
    const all = await auditOf(headers.get("x-request-id"));
    // What was approved leaves its own row beside that of the approval.
    const rows = op.name === "approveProposal" ? all.filter(({ entityType }) => entityType === op.entityType) : all;
    // An export is on record when it begins and when it ends.
    expect(rows.map((row) => row.action)).toEqual(op.streams ? [action, action] : [action]);
    const isOfNobody = action === "AUTH_LOGIN_FAILED" || action === "AUTH_REFRESH_REUSED";
    expect(rows.map(({ actorId }) => actorId === null)).toEqual(rows.map(() => isOfNobody));
    expect(isOfNobody || rows.every(({ entityType }) => entityType === op.entityType)).toBe(true);
  });

  test("nothing is brought about that is no longer declared", () => {
    const labels = pairs.map(({ label }) => label);
    expect(Object.keys(FURTHER).filter((label) => !labels.includes(label))).toEqual([]);
  });
});

/** Recorded by the spine or by a job, and where that is tested. */
const OUTSIDE_OPERATIONS: Readonly<Partial<Record<AuditAction, string>>> = {
  ACCESS_DENIED: "lib/operation/conformance.db.test.ts",
  SYSTEM_VIEWED: "lib/operation/conformance.db.test.ts",
  TENANT_CREATE_FAILED: "lib/tenants/provisioning.db.test.ts",
  WEBHOOK_DISABLED: "lib/webhooks/delivery.db.test.ts",
  AUDIT_EXPIRED: "lib/audit/retention.db.test.ts",
  BULK_OPERATION_FINISHED: "lib/bulk/bulk.db.test.ts",
  RULE_ACTION_APPLIED: "lib/rules/execution/execution.db.test.ts",
  PROPOSAL_CREATED: "lib/proposals/policy.db.test.ts",
  DEAD_LETTER_CREATED: "lib/jobs/retries.db.test.ts",
  USER_ERASED: "lib/users/erase.db.test.ts",
};

/** decisions §5 and §9, with the families of webhooks and API keys spelled out. */
const DECIDED = `AUTH_LOGIN AUTH_LOGIN_FAILED AUTH_LOGOUT AUTH_REFRESH AUTH_REFRESH_REUSED AUTH_REVOKED TENANT_CREATED
  TENANT_CREATE_FAILED TENANT_UPDATED TENANT_SUSPENDED TENANT_ACTIVATED TENANT_DELETED USER_CREATED USER_UPDATED USER_LOCKED
  USER_UNLOCKED USER_FORCE_LOGOUT USER_SUSPENDED ROLE_CREATED ROLE_UPDATED ROLE_DELETED CONFIG_UPDATED CONFIG_ROLLED_BACK
  OVERRIDES_UPDATED RULE_CREATED RULE_UPDATED RULE_ENABLED RULE_DISABLED RULE_ARCHIVED RULE_EXECUTED RULE_DRY_RUN
  RULE_ACTION_APPLIED RULE_EXECUTION_APPROVED DEAD_LETTER_RETRIED WEBHOOK_CREATED WEBHOOK_UPDATED WEBHOOK_DELETED WEBHOOK_TESTED
  WEBHOOK_DISABLED API_KEY_CREATED API_KEY_REVOKED ACCESS_DENIED SYSTEM_VIEWED SNAPSHOT_CAPTURED EXPORT_CREATED`.split(
  /\s+/,
);

const declared = new Set<string>([...pairs.map(({ action }) => action), ...(erase(consoleLogin).audit ?? [])]);
const isOnRecord = (action: string) => declared.has(action) || Object.hasOwn(OUTSIDE_OPERATIONS, action);

describe("decisions §5 audit actions", () => {
  test("every decided action exists", () => {
    expect(DECIDED.filter((action) => !(AUDIT_ACTIONS as readonly string[]).includes(action))).toEqual([]);
  });

  test.each(AUDIT_ACTIONS)("%s is recorded by somebody", (action) => {
    expect(isOnRecord(action)).toBe(true);
  });

  test.each(Object.entries(OUTSIDE_OPERATIONS))("%s, which no operation declares, is tested in %s", (action, file) => {
    expect(readFileSync(file, "utf8")).toContain(action.startsWith("SYSTEM") ? "op.viewed" : action);
  });

  test("nothing is recorded under an action that is not declared where it is done", () => {
    const sources = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter(
      (file) =>
        file.endsWith(".ts") &&
        !/\.test\.ts$|^(testing|db\/generated)\/|^audit\/(actions|wording|sentence)\.ts$/.test(file),
    );
    const named = sources.flatMap((file) => [
      ...readFileSync(`lib/${file}`, "utf8").matchAll(/"([A-Z]+(?:_[A-Z]+)+)"/g),
    ]);
    const actions = new Set(
      named.map(([, name]) => name ?? "").filter((name) => AUDIT_ACTIONS.some((a) => a === name)),
    );
    expect([...actions].filter((action) => !isOnRecord(action))).toEqual([]);
  });
});

describe("SRS §11.1 Audit event coverage (minimum)", () => {
  test.each([
    ["login / logout / refresh / revoke", ["login", "logout", "refresh", "revokeSession", "endUserSession"]],
    ["tenant create / update / status / delete", ["createTenant", "updateTenant", "setTenantStatus", "deleteTenant"]],
    ["role / permission changes", ["createRole", "updateRole", "deleteRole"]],
    [
      "config changes",
      [
        "replaceGlobalConfiguration",
        "patchGlobalConfiguration",
        "rollBackGlobalConfiguration",
        "replaceTenantOverrides",
      ],
    ],
    ["rule create / update / status", ["createRule", "updateRule", "setRuleStatus", "archiveRule"]],
    ["user lock / unlock / force logout", ["setUserLock", "forceLogout"]],
  ])("%s", (_clause, names) => {
    for (const name of names) {
      expect([name, published.get(name)?.op.audit]).toEqual([name, expect.arrayContaining([expect.any(String)])]);
    }
  });
});
