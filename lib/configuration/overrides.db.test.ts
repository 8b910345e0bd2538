import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, as, type SignedIn, signIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createPerson, createTenantRow, PASSWORD } from "../testing/people.ts";
import { plansOf } from "../testing/plans.ts";
import { randomEmail } from "../testing/random.ts";
import { asApp, asOwner, auditOf } from "../testing/rows.ts";
import { addWebhook, deliveriesOf, runJobs } from "../webhooks/testing.ts";
import { CONFIGURATION_KEYS, DEFAULT_CONFIGURATION } from "./definitions.ts";
import { tenantConfigurations, userConfiguration } from "./effective.ts";
import type { HistoryItem, TenantOverrides } from "./schema.ts";

const NOBODY = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c099";
const POLICY = DEFAULT_CONFIGURATION["auth.passwordPolicy"];
let admin: SignedIn;
let tenantId: string;

beforeAll(async () => {
  admin = await as("SuperAdmin");
});
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
});

describe("decisions §3: who may", () => {
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

describe("every overridable key holds for the tenant, and at once", () => {
  const createUser = (password: string, tenantIds = [tenantId]) =>
    admin.client.post("/super-admin/users", {
      email: randomEmail(),
      name: "New",
      role: "PoolAdmin",
      tenantIds,
      password,
    });

  test("auth.passwordPolicy: for a new member", async () => {
    await put({ "auth.passwordPolicy": { ...POLICY, minLength: 30 } });
    expect((await createUser(PASSWORD)).errors).toMatchObject({ password: "Needs at least 30 characters" });
    expect((await createUser(PASSWORD, [await createTenantRow()])).status).toBe(201);
    await put({ "auth.passwordPolicy": { ...POLICY, minLength: 8, requireUpper: false } });
    expect((await createUser("shorter 7")).status).toBe(201);
  });

  test("auth.passwordPolicy: for a member who changes the password", async () => {
    const who = await as("PoolAdmin", { tenantIds: [tenantId] });
    await put({ "auth.passwordPolicy": { ...POLICY, requireSymbol: true } });
    const body = { currentPassword: PASSWORD, newPassword: "Another horse 8 staple" };
    expect((await who.client.post("/auth/password", body)).errors).toMatchObject({ newPassword: "Needs a symbol" });
    expect((await who.client.post("/auth/password", { ...body, newPassword: "Another horse 8 st@ple" })).status).toBe(
      200,
    );
  });

  test("auth.passwordPolicy: of several tenants the strictest, member by member", async () => {
    const second = await createTenantRow();
    await put({ "auth.passwordPolicy": { ...POLICY, minLength: 30, requireUpper: false } });
    await put({ "auth.passwordPolicy": { ...POLICY, minLength: 8, requireSymbol: true } }, second);
    expect((await createUser("lower case 7", [tenantId, second])).errors).toMatchObject({
      password: "Needs at least 30 characters, an upper-case letter, and a symbol",
    });
  });

  test("a tenant without overrides counts with the global values", async () => {
    await put({ "auth.sessionTimeoutMinutes": 1440 });
    const timeout = async (tenants: string[], role = "PoolAdmin") =>
      (await userConfiguration({ role, tenants }))["auth.sessionTimeoutMinutes"];
    expect(await timeout([tenantId])).toBe(1440);
    expect(await timeout([tenantId, await createTenantRow()])).toBe(720);
    expect(await timeout([])).toBe(720);
  });

  test("no tenant can loosen what holds for a SuperAdmin, but it can tighten it", async () => {
    await put({ "auth.sessionTimeoutMinutes": 1440 });
    const superAdmin = { role: "SuperAdmin", tenants: [tenantId] };
    expect((await userConfiguration(superAdmin))["auth.sessionTimeoutMinutes"]).toBe(720);
    await put({ "auth.sessionTimeoutMinutes": 30 });
    expect((await userConfiguration(superAdmin))["auth.sessionTimeoutMinutes"]).toBe(30);
  });

  test("auth.sessionTimeoutMinutes: an idle session of a member ends, for calls and for the refresh", async () => {
    await put({ "auth.sessionTimeoutMinutes": 5 });
    const idle = async (tenantIds: string[]) => {
      const who = await signIn(await createPerson("PoolAdmin", { tenantIds }));
      await asApp("UPDATE sessions SET last_seen_on = now() - interval '10 minutes' WHERE user_id = $1", [who.userId]);
      const called = await who.client.get("/auth/me");
      const refreshed = await who.client.with().post("/auth/refresh", { refreshToken: who.pair.refreshToken });
      return [called.status, refreshed.status];
    };
    expect(await idle([tenantId])).toEqual([401, 401]);
    expect(await idle([await createTenantRow()])).toEqual([200, 200]);
  });

  describe("features.webhooks", () => {
    const hook = () => addWebhook(tenantId, "https://hooks.example.com/rookery");
    const rename = () =>
      admin.client.put(`/super-admin/tenants/${tenantId}`, { name: "Renamed", timezone: "UTC", currency: "USD" });

    test("off for one tenant: nothing is edited or tested there, everything is elsewhere", async () => {
      const { webhookId } = await hook();
      await put({ "features.webhooks": false });
      const at = `/super-admin/tenants/${tenantId}/webhooks`;
      for (const answer of [
        await admin.client.post(at, { url: "https://hooks.example.com/x" }),
        await admin.client.put(`${at}/${webhookId}`, { description: "x" }),
        await admin.client.post(`${at}/${webhookId}/test`),
        await admin.client.post(`${at}/${webhookId}/rotate-secret`),
      ]) {
        expect([answer.status, Object.keys(answer.errors)]).toEqual([409, ["features.webhooks"]]);
      }
      expect((await admin.client.get(at)).status).toBe(200);
      expect((await admin.client.del(`${at}/${webhookId}`)).status).toBe(200);
    });

    test("off: no event is queued", async () => {
      const { webhookId } = await hook();
      await put({ "features.webhooks": false });
      await rename();
      expect(await deliveriesOf(webhookId)).toEqual([]);
      await put({});
      await rename();
      expect(await deliveriesOf(webhookId)).toHaveLength(1);
    });

    test("switched off while something waits: it is not sent", async () => {
      const { webhookId } = await hook();
      await rename();
      await put({ "features.webhooks": false });
      await runJobs();
      expect(await deliveriesOf(webhookId)).toMatchObject([{ status: "cancelled", attempts: 0 }]);
    });

    test("off for everybody and on for one tenant", async () => {
      const { webhookId } = await hook();
      await configure({ "features.webhooks": false });
      const at = `/super-admin/tenants/${tenantId}/webhooks/${webhookId}/test`;
      expect((await admin.client.post(at)).status).toBe(409);
      await put({ "features.webhooks": true });
      expect((await admin.client.post(at)).status).toBe(202);
    });
  });
});

describe("with 10 000 tenants that have overrides", () => {
  beforeAll(async () => {
    await asOwner(`
      INSERT INTO tenants (id, code, name, timezone, currency)
        SELECT gen_random_uuid(), 'BIG-' || n, 'Tenant ' || n, 'UTC', 'USD' FROM generate_series(1, 10000) n`);
    await asOwner(`
      INSERT INTO tenant_override_versions (tenant_id, version, overrides)
        SELECT id, v, jsonb_build_object('auth.sessionTimeoutMinutes', 60 + v) FROM tenants, generate_series(1, 3) v WHERE code LIKE 'BIG-%'`);
    await asOwner("ANALYZE tenant_override_versions");
  });

  test("a look-up reads one index row a tenant, and nothing when asked again", async () => {
    const ids = (await asApp<{ id: string }>("SELECT id FROM tenants WHERE code IN ('BIG-1', 'BIG-5000')")).map(
      ({ id }) => id,
    );
    let found: unknown[] = [];
    const plans = await plansOf(async (db) => {
      found = (await tenantConfigurations(ids, db)).map((values) => values["auth.sessionTimeoutMinutes"]);
    });
    expect(found).toEqual([63, 63]);
    const reads = plans.filter((node) => node["Relation Name"] === "tenant_override_versions");
    expect(reads.map((node) => node["Index Name"])).toEqual(["tenant_override_versions_pkey"]);
    expect(await plansOf((db) => tenantConfigurations(ids, db))).toEqual([]);
  });

  test("the signal of one tenant makes that one be read again, and no other", async () => {
    const [first, second] = [await createTenantRow(), await createTenantRow()];
    await tenantConfigurations([first, second]);
    await put({ "auth.sessionTimeoutMinutes": 7 }, first);
    expect(await plansOf((db) => tenantConfigurations([second], db))).toEqual([]);
    expect((await tenantConfigurations([first]))[0]?.["auth.sessionTimeoutMinutes"]).toBe(7);
  });
});
