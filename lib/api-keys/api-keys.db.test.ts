import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { QUEUE_EVENT_EXAMPLE } from "../queue/examples.ts";
import { addApiKey } from "../testing/api-keys.ts";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { createRole, createTenantRow } from "../testing/people.ts";
import { asApp, auditOf } from "../testing/rows.ts";
import { startInstance } from "../testing/second-instance.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

interface Created {
  readonly apiKeyId: string;
  readonly secret: string;
}
const PATH = "/super-admin/api-keys";
const create = (fields: object = {}, query = "", headers = {}) =>
  admin.client.post<Created>(`${PATH}${query}`, { name: "Board room", role: "Auditor", ...fields }, headers);
const rowsOf = ({ headers }: { headers: Headers }) => auditOf(headers.get("x-request-id"));
const later = (ms: number) => new Date(Date.now() + ms).toISOString();

describe("decisions §2, §9 POST /super-admin/api-keys", () => {
  test("201 with the secret once; listed and read without it; stored as a hash; on record without it", async () => {
    const expiresAt = later(86_400_000);
    const answer = await create({ expiresAt });
    expect(answer.status).toBe(201);
    const { secret, ...key } = answer.response;
    expect(secret).toMatch(/^rk_[\w-]{43}$/);
    expect(key).toEqual({
      apiKeyId: expect.any(String),
      name: "Board room",
      role: "Auditor",
      tenantScope: "global",
      status: "active",
      createdOn: expect.any(String),
      createdById: admin.userId,
      expiresAt,
      lastUsedAt: null,
      revokedOn: null,
    });
    const one = await admin.client.get(`${PATH}/${key.apiKeyId}`);
    expect([one.response, one.headers.get("etag")]).toEqual([key, '"1"']);
    const list = await admin.client.get<{ items: object[] }>(`${PATH}?status=active&search=BOARD`);
    expect(list.response.items).toContainEqual(key);
    const rows = await rowsOf(answer);
    expect(rows).toMatchObject([
      {
        action: "API_KEY_CREATED",
        entityType: "apiKey",
        entityId: key.apiKeyId,
        after: { role: "Auditor", expiresAt },
      },
    ]);
    const stored = await asApp("SELECT name, encode(hash, 'escape') AS hash FROM api_keys WHERE id = $1", [
      key.apiKeyId,
    ]);
    const text = JSON.stringify([stored, rows, list.text], (_key, value) => (typeof value === "bigint" ? 0 : value));
    expect(text).not.toContain(secret);
  });

  test.each([
    ["SuperAdmin's role", { role: "SuperAdmin" }, "role"],
    ["no such role", { role: "Nobody" }, "role"],
    ["a role bound to tenants without any", { role: "PoolAdmin" }, "tenantScope"],
    ["the same with global", { role: "PoolAdmin", tenantScope: "global" }, "tenantScope"],
    ["a tenant that there is not", { tenantScope: ["01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff"] }, "tenantScope"],
    ["no tenant at all", { tenantScope: [] }, "tenantScope"],
    ["an expiry in the past", { expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
    ["no name", { name: " " }, "name"],
    ["an unknown field", { secret: "rk_mine" }, "secret"],
  ])("%s is 400, named", async (_case, fields, field) => {
    const { status, errors } = await create(fields);
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("the database itself refuses the SuperAdmin's role", async () => {
    const superAdmin = await prisma().role.findUniqueOrThrow({ where: { name: "SuperAdmin" } });
    await expect(addApiKey("Auditor", { roleId: superAdmin.id })).rejects.toThrow();
  });

  test("the same Idempotency-Key answers the same key; a dry run makes none", async () => {
    const headers = { "idempotency-key": `key-${Date.now()}` };
    const [first, second] = [await create({}, "", headers), await create({}, "", headers)];
    expect(second.response).toEqual(first.response);
    const before = await prisma().apiKey.count();
    expect((await create({}, "?dryRun=true")).response).toMatchObject({ audit: [{ action: "API_KEY_CREATED" }] });
    expect(await prisma().apiKey.count()).toBe(before);
  });
});

describe("decisions §2: what a key opens", () => {
  test("what its role may read on /admin and /system; never /super-admin", async () => {
    const { response } = await create();
    const client = anonymous().with(response.secret);
    for (const path of ["/admin/tenants", "/admin/audit-logs", "/system/overview"]) {
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
    }
    const refused = await client.get("/super-admin/tenants");
    expect(refused.status).toBe(403);
    expect(await rowsOf(refused)).toMatchObject([
      { action: "ACCESS_DENIED", actorId: response.apiKeyId, entityType: "apiKey", entityId: response.apiKeyId },
    ]);
  });

  test("reads are on record with the key as their actor, and count on the key's own allowance", async () => {
    const { apiKeyId, client } = await addApiKey("ROLE_EXECUTIVE_CEO");
    const answer = await client.get("/system/overview");
    expect(await rowsOf(answer)).toMatchObject([
      { action: "SYSTEM_VIEWED", actorId: apiKeyId, actorRole: "ROLE_EXECUTIVE_CEO" },
    ]);
    const other = await addApiKey("ROLE_EXECUTIVE_CEO");
    const remaining = async (of: typeof client) =>
      Number(/r=(\d+)/.exec((await of.get("/system/overview")).headers.get("ratelimit") ?? "")?.[1]);
    expect(await remaining(client)).toBeLessThan(await remaining(other.client));
  });

  test("GET /auth/me says what it is; nothing of persons is open: sessions, password, second factor, views", async () => {
    const { apiKeyId, client } = await addApiKey("Auditor");
    expect((await client.get("/auth/me")).response).toMatchObject({
      userId: apiKeyId,
      name: "Display",
      role: "Auditor",
    });
    for (const [method, path] of [
      ["GET", "/auth/sessions"],
      ["GET", "/auth/totp"],
      ["POST", "/auth/totp"],
      ["POST", "/auth/logout"],
      ["GET", "/auth/views?list=users"],
    ] as const) {
      expect([path, (await client.call(method, path)).status]).toEqual([path, 403]);
    }
  });

  test("it changes nothing, even where its role may", async () => {
    const { client } = await addApiKey("Support");
    const who = await as("ROLE_READ_ONLY");
    const answer = await client.post(`/admin/users/${who.userId}/logout`, { reason: "Lost laptop" });
    expect(answer.status).toBe(403);
    expect((await who.client.get("/auth/me")).status).toBe(200);
  });

  test("but publishes queue events, where its role may", async () => {
    const roleId = await createRole(["EVENTS_PUBLISH"]);
    const { apiKeyId, client } = await addApiKey("Auditor", { roleId });
    const answer = await client.post("/queue/events", { ...QUEUE_EVENT_EXAMPLE, event_id: `by-key-${apiKeyId}` });
    expect(answer.status).toBe(200);
    expect(await rowsOf(answer)).toMatchObject([{ action: "EVENTS_PUBLISHED", actorId: apiKeyId }]);
  });

  test("decisions §3: its tenants bound it; another tenant is 404", async () => {
    const [own, foreign] = [await createTenantRow(), await createTenantRow()];
    const { client } = await addApiKey("Auditor", { tenantIds: [own] });
    const list = await client.get<{ items: { tenantId: string }[] }>("/admin/tenants");
    expect(list.response.items.map(({ tenantId }) => tenantId)).toEqual([own]);
    expect((await client.get(`/admin/tenants/${foreign}`)).status).toBe(404);
    await admin.client.patch(`/super-admin/tenants/${own}/status`, { isActive: false, reason: "On hold" });
    expect((await client.get("/admin/tenants")).status).toBe(401);
  });

  test("its permissions are those of its role now", async () => {
    const roleId = await createRole(["TENANTS_VIEW"]);
    const { client } = await addApiKey("Auditor", { roleId });
    expect((await client.get("/admin/tenants")).status).toBe(200);
    const role = await admin.client.get<{ name: string }>(`/super-admin/roles/${roleId}`);
    await admin.client.put(`/super-admin/roles/${roleId}`, { name: role.response.name, permissions: ["USERS_VIEW"] });
    expect((await client.get("/admin/tenants")).status).toBe(403);
  });

  test("every use is written down, to the second", async () => {
    const { apiKeyId, client } = await addApiKey("Auditor");
    const lastUse = async () =>
      (await admin.client.get<{ lastUsedAt: string | null }>(`${PATH}/${apiKeyId}`)).response.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await client.get("/admin/tenants");
    const first = await lastUse();
    expect(Date.now() - Date.parse(first ?? "")).toBeLessThan(5000);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await client.get("/admin/tenants");
    expect(Date.parse((await lastUse()) ?? "")).toBeGreaterThan(Date.parse(first ?? ""));
  });
});

describe("decisions §2: a key that no longer works", () => {
  test("DELETE revokes it at once on every instance, on record; it stays on the list; again is 409", async () => {
    const other = await startInstance();
    try {
      const { apiKeyId, client } = await addApiKey("Auditor");
      expect((await client.at(other.transport).get("/admin/tenants")).status).toBe(200);
      const answer = await admin.client.del(`${PATH}/${apiKeyId}`, { reason: "Display taken down" });
      expect([answer.status, answer.response]).toEqual([200, { apiKeyId, revokedOn: expect.any(String) }]);
      expect(await rowsOf(answer)).toMatchObject([
        { action: "API_KEY_REVOKED", entityType: "apiKey", entityId: apiKeyId, reason: "Display taken down" },
      ]);
      const here = await client.get("/admin/tenants");
      expect(here.status).toBe(401);
      expect(await rowsOf(here)).toMatchObject([{ action: "ACCESS_DENIED", actorId: apiKeyId, entityType: "apiKey" }]);
      await expect.poll(async () => (await client.at(other.transport).get("/admin/tenants")).status).toBe(401);
      const list = await admin.client.get<{ items: { apiKeyId: string }[] }>(`${PATH}?status=revoked`);
      expect(list.response.items.map((key) => key.apiKeyId)).toContain(apiKeyId);
      expect((await admin.client.del(`${PATH}/${apiKeyId}`)).status).toBe(409);
    } finally {
      await other.stop();
    }
  });

  test("a dry run revokes nothing; a stale If-Match is 412; an unknown key 404", async () => {
    const { apiKeyId, client } = await addApiKey("Auditor");
    expect((await admin.client.del(`${PATH}/${apiKeyId}?dryRun=true`)).status).toBe(200);
    expect((await admin.client.del(`${PATH}/${apiKeyId}`, undefined, { "if-match": '"2"' })).status).toBe(412);
    expect((await client.get("/admin/tenants")).status).toBe(200);
    expect((await admin.client.del(`${PATH}/01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff`)).status).toBe(404);
  });

  test("an expired one is 401 at its moment, remembered or not", async () => {
    const { apiKeyId, client } = await addApiKey("Auditor");
    await asApp("UPDATE api_keys SET expires_on = now() + interval '900 milliseconds' WHERE id = $1", [apiKeyId]);
    expect((await client.get("/admin/tenants")).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await client.get("/admin/tenants")).status).toBe(401);
    expect((await admin.client.get(`${PATH}/${apiKeyId}`)).response).toMatchObject({ status: "expired" });
  });

  test.each(["rk_", "rk_short", `rk_${"A".repeat(43)}`, `rk_${"A".repeat(44)}`])("%s is 401", async (token) => {
    const answer = await anonymous().with(token).get("/admin/tenants");
    expect([answer.status, await rowsOf(answer)]).toEqual([401, []]);
  });

  test("a role whose keys work cannot be deleted; revoked keys go with it", async () => {
    const roleId = await createRole(["TENANTS_VIEW"]);
    const { apiKeyId } = await addApiKey("Auditor", { roleId });
    expect((await admin.client.del(`/super-admin/roles/${roleId}`)).status).toBe(409);
    await admin.client.del(`${PATH}/${apiKeyId}`);
    expect((await admin.client.del(`/super-admin/roles/${roleId}`)).status).toBe(200);
    expect((await admin.client.get(`${PATH}/${apiKeyId}`)).status).toBe(404);
  });
});
