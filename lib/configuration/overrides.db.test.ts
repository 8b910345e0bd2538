import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { CONFIGURATION_KEYS, DEFAULT_CONFIGURATION } from "./definitions.ts";
import { tenantConfigurations } from "./effective.ts";
import type { HistoryItem, TenantOverrides } from "./schema.ts";

const NOBODY = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c099";
let admin: SignedIn;
let tenantId: string;

/** Each part has a minute's allowance of its own. */
const signInAnew = async () => {
  admin = await as("SuperAdmin");
};
beforeEach(async () => {
  await configure({});
  tenantId = await createTenantRow();
});

const path = (id = tenantId) => `/super-admin/configurations/tenants/${id}`;
const get = (id = tenantId) => admin.client.get<TenantOverrides>(path(id));
const put = (overrides: object, id = tenantId, headers?: Record<string, string>) =>
  admin.client.put<TenantOverrides>(path(id), { overrides }, headers);
const rowsOf = ({ headers }: Pick<Answer, "headers">) => auditOf(headers.get("x-request-id"));

describe("SRS §9.2, decisions §5 GET /configurations/tenants/{tenantId}", () => {
  beforeAll(signInAnew);
  test("of a tenant without overrides: everything is inherited", async () => {
    const { status, response, headers } = await get();
    expect(status).toBe(200);
    expect(response).toMatchObject({ tenantId, version: 0, overrides: {}, effective: DEFAULT_CONFIGURATION });
    expect(Object.keys(response.details)).toEqual(CONFIGURATION_KEYS);
    expect(new Set(Object.values(response.details).map(({ source }) => source))).toEqual(new Set(["default"]));
    expect(headers.get("etag")).toBe('"0"');
  });

  test("says of each value whose it is", async () => {
    await configure({ "auth.accessTokenTtlMinutes": 30, "auth.sessionTimeoutMinutes": 600 });
    await put({ "auth.sessionTimeoutMinutes": 60 });
    const { response } = await get();
    expect(response.effective).toEqual({
      ...DEFAULT_CONFIGURATION,
      "auth.accessTokenTtlMinutes": 30,
      "auth.sessionTimeoutMinutes": 60,
    });
    expect(response.details).toMatchObject({
      "auth.sessionTimeoutMinutes": { value: 60, source: "tenant", global: 600, default: 720, overridable: true },
      "auth.accessTokenTtlMinutes": { value: 30, source: "global", global: 30, default: 60, overridable: false },
      "features.webhooks": { value: true, source: "default", global: true, default: true, overridable: true },
    });
  });

  test("of no tenant it is 404, of a deleted one it can still be read", async () => {
    expect((await get(NOBODY)).status).toBe(404);
    expect((await get("not-an-id")).status).toBe(404);
    const deleted = await createTenantRow({ deletedOn: new Date(), isActive: false });
    expect((await get(deleted)).status).toBe(200);
    expect((await put({}, deleted)).status).toBe(409);
  });
});

describe("SRS §9.2, decisions §5 PUT replaces all overrides", () => {
  beforeAll(signInAnew);
  test("as a new version, on the record of the tenant", async () => {
    expect((await put({ "features.webhooks": false })).response).toMatchObject({ version: 1 });
    const answer = await admin.client.put<TenantOverrides>(path(), {
      overrides: { "auth.sessionTimeoutMinutes": 60 },
      reason: "The tenant asked",
    });
    expect(answer.status).toBe(200);
    expect(answer.response).toEqual((await get()).response);
    expect(answer.response).toMatchObject({ version: 2, overrides: { "auth.sessionTimeoutMinutes": 60 } });
    expect(answer.headers.get("etag")).toBe('"2"');
    expect(await rowsOf(answer)).toMatchObject([
      {
        action: "OVERRIDES_UPDATED",
        entityType: "override",
        entityId: tenantId,
        tenantId,
        reason: "The tenant asked",
        before: { version: 1, "features.webhooks": false },
        after: { version: 2, "auth.sessionTimeoutMinutes": 60 },
      },
    ]);
  });

  test("a key that is not overridable is 400 on that key; so are unknown and ill-typed ones", async () => {
    const { status, errors } = await put({
      "rateLimits.configPerMinute": 50,
      "auth.nonsense": 1,
      "auth.sessionTimeoutMinutes": 1,
      "auth.passwordPolicy": { minLength: 10 },
      "features.webhooks": null,
    });
    expect(status).toBe(400);
    expect(errors).toMatchObject({
      "rateLimits.configPerMinute": "Is the same for every tenant",
      "auth.nonsense": "Unknown field",
      "auth.sessionTimeoutMinutes": expect.stringContaining("5"),
      "auth.passwordPolicy.requireUpper": "Required",
      "features.webhooks": "Must be a boolean",
    });
    expect((await get()).response.version).toBe(0);
  });

  test.each(CONFIGURATION_KEYS)(
    "decisions §5: %s may be overridden exactly when its definition says so",
    async (key) => {
      const { details } = (await get()).response;
      const { status } = await put({ [key]: DEFAULT_CONFIGURATION[key] });
      expect(status).toBe(details[key]?.overridable ? 200 : 400);
    },
  );

  test("a stale If-Match is 412; of eight writers at once with one ETag one wins", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        put({ "auth.sessionTimeoutMinutes": 60 + n }, tenantId, { "if-match": '"0"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
    expect((await get()).response.version).toBe(1);
  });

  test("a dry run answers the diff and changes nothing", async () => {
    const { response } = await admin.client.put(`${path()}?dryRun=true`, { overrides: { "features.webhooks": false } });
    expect(response).toMatchObject({
      dryRun: true,
      before: { version: 0 },
      after: { "features.webhooks": false },
      cascade: { changedKeys: 1 },
      audit: [{ action: "OVERRIDES_UPDATED", entityType: "override", entityId: tenantId }],
    });
    expect((await get()).response.version).toBe(0);
    expect((await tenantConfigurations([tenantId]))[0]?.["features.webhooks"]).toBe(true);
  });
});

describe("SRS §9.2, decisions §5 what overrides mean to a global change, and their versions", () => {
  beforeAll(signInAnew);

  test("the preview of a global change counts the tenants that it leaves alone", async () => {
    await put({ "auth.sessionTimeoutMinutes": 60 });
    const values = { ...DEFAULT_CONFIGURATION, "auth.sessionTimeoutMinutes": 100 };
    const dry = () => admin.client.put("/super-admin/configurations/global?dryRun=true", { values });
    const before = (await dry()).response["cascade"] as { tenantsWithOverride: number };
    expect(before.tenantsWithOverride).toBeGreaterThan(0);
    await put({});
    expect((await dry()).response["cascade"]).toEqual({
      changedKeys: 1,
      tenantsWithOverride: before.tenantsWithOverride - 1,
    });
  });

  test("the versions can be read, newest first", async () => {
    await put({ "auth.sessionTimeoutMinutes": 60 });
    await put({ "features.webhooks": false });
    const { response } = await admin.client.get<{ items: HistoryItem[]; totalItems: number }>(`${path()}/history`);
    expect(response.totalItems).toBe(2);
    expect(response.items).toMatchObject([
      {
        version: 2,
        changedBy: admin.userId,
        changes: [
          { key: "auth.sessionTimeoutMinutes", before: 60, after: null },
          { key: "features.webhooks", before: null, after: false },
        ],
      },
      { version: 1, changes: [{ key: "auth.sessionTimeoutMinutes", before: null, after: 60 }] },
    ]);
    expect((await admin.client.get(`${path(NOBODY)}/history`)).status).toBe(404);
  });

  test("a version leads to its audit record; of one key only the versions that changed it", async () => {
    const answers = [
      await put({ "auth.sessionTimeoutMinutes": 60 }),
      await put({ "auth.sessionTimeoutMinutes": 60, "features.webhooks": false }),
      await put({ "features.webhooks": false }),
    ];
    const [first, , third] = (await Promise.all(answers.map(rowsOf))).flat();
    const { response } = await admin.client.get<{ items: HistoryItem[]; totalItems: number }>(
      `${path()}/history?key=auth.sessionTimeoutMinutes`,
    );
    expect(response).toMatchObject({
      totalItems: 2,
      items: [
        { version: 3, auditId: third?.auditId },
        { version: 1, auditId: first?.auditId },
      ],
    });
  });
});

describe("decisions §3: who may", () => {
  beforeAll(signInAnew);
  const at = (id: string) => `/admin/configurations/tenants/${id}`;

  test("a PoolAdmin manages the overrides of the assigned tenants; another tenant is 404 to every call", async () => {
    const { client } = await as("PoolAdmin", { tenantIds: [tenantId] });
    expect((await client.get(at(tenantId))).status).toBe(200);
    expect((await client.put(at(tenantId), { overrides: { "features.webhooks": false } })).status).toBe(200);
    const foreign = await createTenantRow();
    const none = await client.get(at(NOBODY));
    for (const answer of [
      await client.get(at(foreign)),
      await client.get(`${at(foreign)}/history`),
      await client.put(at(foreign), { overrides: {} }),
      await client.put(`${at(foreign)}?dryRun=true`, { overrides: {} }),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, none.body]);
    }
  });

  test("in the history a PoolAdmin is not told of people outside the tenants", async () => {
    await put({ "features.webhooks": false });
    const pool = await as("PoolAdmin", { tenantIds: [tenantId] });
    await pool.client.put(at(tenantId), { overrides: {} });
    const { response } = await pool.client.get<{ items: HistoryItem[] }>(`${at(tenantId)}/history`);
    expect(response.items.map(({ changedBy }) => changedBy)).toEqual([pool.userId, null]);
  });

  test("an Auditor reads and cannot write; Support sees nothing of it", async () => {
    const auditor = await as("Auditor");
    expect((await auditor.client.get(at(tenantId))).status).toBe(200);
    expect((await auditor.client.put(at(tenantId), { overrides: {} })).status).toBe(403);
    expect((await (await as("Support")).client.get(at(tenantId))).status).toBe(403);
  });
});
