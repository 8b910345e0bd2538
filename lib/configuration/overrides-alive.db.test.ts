import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { as, type SignedIn, signIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createPerson, createTenantRow, PASSWORD } from "../testing/people.ts";
import { plansOf } from "../testing/plans.ts";
import { randomEmail } from "../testing/random.ts";
import { asApp, asOwner } from "../testing/rows.ts";
import { addWebhook, deliveriesOf, runJobs } from "../webhooks/testing.ts";
import { DEFAULT_CONFIGURATION } from "./definitions.ts";
import { tenantConfigurations, userConfiguration } from "./effective.ts";
import type { TenantOverrides } from "./schema.ts";

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
const put = (overrides: object, id = tenantId, headers?: Record<string, string>) =>
  admin.client.put<TenantOverrides>(path(id), { overrides }, headers);
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
