import { beforeAll, describe, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { randomWord } from "../testing/random.ts";
import { asApp, auditOf } from "../testing/rows.ts";
import type { Rule } from "./schema.ts";
import { ruleInput } from "./testing.ts";

const RULES = "/super-admin/rules";
let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const create = async (change: object = {}): Promise<Rule> =>
  (await admin.client.post<Rule>(RULES, ruleInput(change))).response;

describe("SRS §10.1 create rule", () => {
  test("the specification's own body creates the rule, with its plain reading, and is audited", async () => {
    const body = ruleInput();
    const answer = await admin.client.post<Rule>(RULES, body);
    expect(answer.status).toBe(201);
    expect(answer.response).toMatchObject({
      ...body,
      entity: "user",
      mode: "enforce",
      version: 1,
      maxImpact: null,
      lastExecution: null,
    });
    expect(answer.response.reading).toMatch(/failed sign-ins in the last 10 minutes is more than 5/);
    const rows = await auditOf(answer.headers.get("x-request-id"));
    expect(rows).toMatchObject([
      {
        action: "RULE_CREATED",
        entityType: "rule",
        entityId: answer.response.ruleId,
        after: { condition: body.condition },
      },
    ]);
    const read = await admin.client.get<Rule>(`${RULES}/${answer.response.ruleId}`);
    expect(read.response).toEqual(answer.response);
    expect(read.headers.get("etag")).toBe(answer.headers.get("etag"));
  });

  test("its name is unique per scope in any letter case, whoever writes at the same time, and free in another scope", async () => {
    const name = randomWord("Auto-");
    const racers = await Promise.all(
      [name, name.toUpperCase(), name].map((same) => admin.client.post(RULES, ruleInput({ name: same }))),
    );
    expect(racers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(racers.find(({ status }) => status === 409)?.errors).toMatchObject({
      name: expect.stringMatching(/exists in this scope/),
    });
    const scope = `tenant:${await createTenantRow()}`;
    expect((await admin.client.post(RULES, ruleInput({ name, scope }))).status).toBe(201);
    expect((await admin.client.post(RULES, ruleInput({ name, scope }))).status).toBe(409);
  });

  test("decisions §9: a condition that does not compile is 400 on condition with position and hint, and nothing is saved", async () => {
    const body = ruleInput({ condition: "failed_logins_10m > 5 &&\n failed_login_1h > 3" });
    const answer = await admin.client.post(RULES, body);
    expect(answer.status).toBe(400);
    expect(answer.response).toEqual({
      errors: { condition: "Unknown variable failed_login_1h" },
      position: { line: 2, column: 2 },
      hint: "Did you mean failed_logins_1h?",
    });
    const { response } = await admin.client.get<{ items: Rule[] }>(`${RULES}?pageSize=100`);
    expect(response.items.map(({ name }) => name)).not.toContain(body.name);
  });

  test("an action outside the enum, an unknown key and the scope of no tenant are 400 by name", async () => {
    expect((await admin.client.post(RULES, ruleInput({ action: "DELETE_USER" }))).errors).toHaveProperty("action");
    expect((await admin.client.post(RULES, ruleInput({ colour: "red" }))).errors).toHaveProperty("colour");
    expect((await admin.client.post(RULES, ruleInput({ scope: "everything" }))).errors).toHaveProperty("scope");
    expect(
      (await admin.client.post(RULES, ruleInput({ scope: `tenant:${(await as("Auditor")).userId}` }))).errors,
    ).toHaveProperty("scope");
    const gone = await createTenantRow({ deletedOn: new Date() });
    expect((await admin.client.post(RULES, ruleInput({ scope: `tenant:${gone}` }))).errors).toHaveProperty("scope");
  });

  test("decisions §4: a repeated Idempotency-Key creates one rule, and a dry run none", async () => {
    const body = ruleInput();
    const key = { "idempotency-key": randomWord() };
    const first = await admin.client.post<Rule>(RULES, body, key);
    const again = await admin.client.post<Rule>(RULES, body, key);
    expect(again.response.ruleId).toBe(first.response.ruleId);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const rehearsed = await admin.client.post(`${RULES}?dryRun=true`, ruleInput({ name: "Never saved" }));
    expect(rehearsed.response).toMatchObject({ dryRun: true, before: null, after: { name: "Never saved" } });
    expect(await asApp("SELECT 1 FROM rules WHERE name = 'Never saved'")).toEqual([]);
  });
});

describe("SRS §10.3 enable and disable", () => {
  test("changes the state with a reason, on record, and is 412 on a stale If-Match", async () => {
    const { ruleId } = await create({ isEnabled: false });
    const on = await admin.client.patch<Rule>(`${RULES}/${ruleId}/status`, { isEnabled: true });
    expect(on.response).toMatchObject({ isEnabled: true, version: 1 });
    expect(await auditOf(on.headers.get("x-request-id"))).toMatchObject([
      { action: "RULE_ENABLED", before: { isEnabled: false }, after: { isEnabled: true } },
    ]);
    const stale = { "if-match": '"1"' };
    expect((await admin.client.patch(`${RULES}/${ruleId}/status`, { isEnabled: false }, stale)).status).toBe(412);
    const off = await admin.client.patch<Rule>(`${RULES}/${ruleId}/status`, {
      isEnabled: false,
      reason: "Under review",
    });
    expect(await auditOf(off.headers.get("x-request-id"))).toMatchObject([
      { action: "RULE_DISABLED", reason: "Under review" },
    ]);
    expect((await admin.client.patch(`${RULES}/${ruleId}/status`, {})).errors).toHaveProperty("isEnabled");
  });
});

describe("decisions §5 versions", () => {
  test("an edit is a new version; a restore is a newer one still; no version is ever changed", async () => {
    const { ruleId, name } = await create();
    const edited = await admin.client.put<Rule>(`${RULES}/${ruleId}`, {
      name,
      condition: "locks_1d > 2",
      action: "LOCK_USER",
    });
    expect(edited.response).toMatchObject({
      version: 2,
      condition: "locks_1d > 2",
      action: "LOCK_USER",
      description: /Suspend/.source && expect.any(String),
    });
    expect(await auditOf(edited.headers.get("x-request-id"))).toMatchObject([
      { action: "RULE_UPDATED", before: { version: 1 }, after: { version: 2 } },
    ]);
    const restored = await admin.client.post<Rule>(`${RULES}/${ruleId}/versions/1/restore`);
    expect(restored.response).toMatchObject({ version: 3, condition: "failed_logins_10m > 5", action: "SUSPEND_USER" });
    const { response } = await admin.client.get<{
      items: { version: number; restoredFrom: number | null; createdBy: string }[];
      totalItems: number;
    }>(`${RULES}/${ruleId}/versions`);
    expect(response.items).toMatchObject([
      { version: 3, restoredFrom: 1, createdBy: admin.userId },
      { version: 2, restoredFrom: null },
      { version: 1, restoredFrom: null },
    ]);
    expect(response.totalItems).toBe(3);
    expect((await admin.client.post(`${RULES}/${ruleId}/versions/3/restore`)).status).toBe(409);
    expect((await admin.client.post(`${RULES}/${ruleId}/versions/9/restore`)).status).toBe(404);
    await expect(asApp("UPDATE rule_versions SET condition = 'true'")).rejects.toThrow(/permission denied/);
  });

  test("the scope is immutable, the state has its own endpoint, and a taken name is 409", async () => {
    const [rule, other] = [await create(), await create()];
    const body = { name: rule.name, condition: rule.condition, action: rule.action };
    const put = (change: object) => admin.client.put(`${RULES}/${rule.ruleId}`, { ...body, ...change });
    expect((await put({ scope: `tenant:${await createTenantRow()}` })).errors).toHaveProperty("scope");
    expect((await put({ isEnabled: false })).errors).toHaveProperty("isEnabled");
    expect((await put({ name: other.name.toUpperCase() })).status).toBe(409);
    expect((await put({ condition: "nonsense" })).errors).toHaveProperty("condition");
    expect((await put({ scope: "global", isEnabled: true })).response).toMatchObject({ version: 2 });
  });
});

describe("decisions §5 archive", () => {
  test("retires the rule for good, keeps its history and gives its name free", async () => {
    const { ruleId, name, condition, action } = await create();
    const answer = await admin.client.del(`${RULES}/${ruleId}`, { reason: "Replaced" });
    expect(answer.response).toMatchObject({ ruleId, name });
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "RULE_ARCHIVED", reason: "Replaced", after: { isEnabled: false } },
    ]);
    expect((await admin.client.get<Rule>(`${RULES}/${ruleId}`)).response).toMatchObject({
      isEnabled: false,
      archivedOn: expect.any(String),
    });
    const writes = await Promise.all([
      admin.client.put(`${RULES}/${ruleId}`, { name, condition, action }),
      admin.client.patch(`${RULES}/${ruleId}/status`, { isEnabled: true }),
      admin.client.del(`${RULES}/${ruleId}`),
      admin.client.post(`${RULES}/${ruleId}/versions/1/restore`),
    ]);
    expect(writes.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect((await admin.client.post(RULES, ruleInput({ name }))).status).toBe(201);
  });
});

describe("decisions §5 validate and catalogue", () => {
  test("validate checks without saving: 200 with the reading, 400 on condition with position and hint", async () => {
    const good = await admin.client.post(`${RULES}/validate`, {
      condition: "bounce_rate_7d > 5.0",
      action: "SUSPEND_TENANT",
      scope: "global",
    });
    expect([good.status, good.response]).toMatchObject([
      200,
      {
        isValid: true,
        entity: "tenant",
        looksAtAll: false,
        bucketSeconds: 604_800,
        reads: [{ name: "bounce_rate_7d", type: "double", isAvailable: true }],
      },
    ]);
    const all = await admin.client.post(`${RULES}/validate`, {
      condition: "failed_logins_1h < 1",
      action: "RAISE_ALERT",
    });
    expect(all.response).toMatchObject({ entity: "user", looksAtAll: true });
    const bad = await admin.client.post(`${RULES}/validate`, {
      condition: "bounce_rate_7d > ",
      action: "SUSPEND_TENANT",
    });
    expect([bad.status, bad.response]).toMatchObject([
      400,
      { errors: { condition: expect.any(String) }, position: { line: 1, column: 18 }, hint: expect.any(String) },
    ]);
    expect((await admin.client.post(`${RULES}/validate`, { action: "SUSPEND_TENANT" })).errors).toHaveProperty(
      "condition",
    );
  });

  test("decisions §6: the catalogue lists every metric and variable, and says which have no source", async () => {
    const { response } = await admin.client.get<{
      items: { name: string; entities: string[]; isAvailable: boolean; example: string }[];
    }>(`${RULES}/metrics`);
    expect(response.items.map(({ name }) => name)).toEqual(
      "failed_logins successful_logins distinct_login_ips forced_logouts locks sent bounced complained bounce_rate complaint_rate delivery_rate active_users user.role user.status user.mfa_enabled user.days_since_last_login user.age_days tenant.code tenant.plan tenant.segment tenant.is_active tenant.age_days".split(
        " ",
      ),
    );
    expect(response.items.find(({ name }) => name === "sent")).toMatchObject({
      entities: ["tenant"],
      isAvailable: true,
    });
    for (const { entities, example } of response.items) {
      const action = entities.includes("user") ? "LOCK_USER" : "SUSPEND_TENANT";
      expect([example, (await admin.client.post(`${RULES}/validate`, { condition: example, action })).status]).toEqual([
        example,
        200,
      ]);
    }
    const ofTenants = await admin.client.get<{ totalItems: number }>(`${RULES}/metrics?entity=tenant&pageSize=2`);
    expect(ofTenants.response).toMatchObject({ totalItems: 13, totalPages: 7 });
  });
});
