import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { EVENT_TYPES, type Webhook } from "./schema.ts";
import { addDelivery, addWebhook, webhookRow } from "./testing.ts";

// decisions §5 webhooks, §9 Webhooks: the resource. Nothing is sent here.

const URL_A = "https://hooks.example.com/services/T0/B0/path-is-a-secret?key=abc";
const SECRET = /^whsec_[\w+/]{43}=$/;
let admin: SignedIn;
let tenantId: string;

beforeAll(async () => {
  // Names are not asked for here.
  process.env["WEBHOOK_ALLOW_PRIVATE"] = "true";
  resetEnv();
  admin = await as("SuperAdmin");
});
beforeEach(async () => {
  tenantId = await createTenantRow();
});

const at = (webhookId = "", family = "super-admin") =>
  `/${family}/tenants/${tenantId}/webhooks${webhookId && `/${webhookId}`}`;
const create = (body: object = {}, headers?: Record<string, string>) =>
  admin.client.post<{ webhookId: string; secret: string }>(at(), { url: URL_A, ...body }, headers);
const get = (webhookId: string) => admin.client.get<Webhook>(at(webhookId));
const created = async (body: object = {}) => (await create(body)).response.webhookId;
const rowsOf = ({ headers }: Pick<Answer, "headers">) => auditOf(headers.get("x-request-id"));
const suspend = (isActive = false) =>
  admin.client.patch(`/super-admin/tenants/${tenantId}/status`, { isActive, reason: "Compliance hold" });

describe("decisions §5, §9 POST /tenants/{tenantId}/webhooks", () => {
  test("201 {webhookId, secret} once; afterwards the secret is nowhere", async () => {
    const answer = await create({ events: ["user.locked", "user.created", "user.locked"], description: " Sync " });
    expect(answer.status).toBe(201);
    expect(answer.response).toEqual({ webhookId: expect.any(String), secret: expect.stringMatching(SECRET) });
    const { webhookId, secret } = answer.response;
    const shown = await get(webhookId);
    expect(shown.headers.get("etag")).toBe('"1"');
    expect(shown.response).toEqual({
      webhookId,
      tenantId,
      url: URL_A,
      description: "Sync",
      events: ["user.created", "user.locked"],
      isEnabled: true,
      disabledReason: null,
      failuresInRow: 0,
      previousSecretEndsOn: null,
      lastDelivery: null,
      createdOn: expect.any(String),
      updatedOn: expect.any(String),
    });
    const list = await admin.client.get<{ items: Webhook[] }>(at());
    expect(list.response).toMatchObject({ totalItems: 1, items: [shown.response] });
    const stored = inspect([await webhookRow(webhookId), await rowsOf(answer), list.body, shown.body], { depth: 9 });
    expect(stored).not.toContain(secret.slice("whsec_".length));
  });

  test("is audited; of the address only the origin, since paths are often secrets", async () => {
    const answer = await create({ description: "for ann.lee@example.com" });
    const rows = await rowsOf(answer);
    expect(rows).toMatchObject([
      {
        action: "WEBHOOK_CREATED",
        entityType: "webhook",
        entityId: answer.response.webhookId,
        tenantId,
        before: null,
        after: {
          url: "https://hooks.example.com/…",
          urlFingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
          description: "for a***@example.com",
          isEnabled: true,
        },
      },
    ]);
    expect(inspect(rows, { depth: 9 })).not.toMatch(/path-is-a-secret|key=abc/);
  });

  test("without events it gets all of them", async () => {
    expect((await get(await created())).response.events).toEqual(EVENT_TYPES);
  });

  test.each([
    [{ url: undefined }, "url"],
    [{ url: `https://a.example/${"x".repeat(2048)}` }, "url"],
    [{ events: [] }, "events"],
    [{ events: ["user.flown"] }, "events.0"],
    [{ events: "user.locked" }, "events"],
    [{ description: "x".repeat(301) }, "description"],
    [{ secret: "whsec_mine" }, "secret"],
    [{ isEnabled: false }, "isEnabled"],
  ])("refuses %j", async (body, field) => {
    const { status, errors } = await create(body);
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("SRS §13 a replay by Idempotency-Key answers the same secret and makes no second webhook", async () => {
    const key = { "idempotency-key": randomUUID() };
    const [first, second] = [await create({}, key), await create({}, key)];
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second.body).toEqual(first.body);
    expect(await read((db) => db.webhook.count({ where: { tenantId } }))).toBe(1);
    expect((await create({ description: "other" }, key)).status).toBe(422);
    const [stored] = await read((db) => db.idempotencyKey.findMany({ where: { key: key["idempotency-key"] } }));
    expect(JSON.stringify(stored)).not.toContain(first.response.secret);
  });

  test("a dry run shows the webhook and its audit row, and makes neither", async () => {
    const { status, response } = await admin.client.post(`${at()}?dryRun=true`, { url: URL_A });
    expect(status).toBe(200);
    expect(response).toMatchObject({
      dryRun: true,
      before: null,
      after: { isEnabled: true },
      audit: [{ action: "WEBHOOK_CREATED" }],
    });
    expect(JSON.stringify(response)).not.toContain("whsec_");
    expect(await read((db) => db.webhook.count({ where: { tenantId } }))).toBe(0);
  });

  test("16 at once never make more than the 20 that a tenant may have", async () => {
    for (let n = 0; n < 12; n += 1) {
      await addWebhook(tenantId, URL_A);
    }
    const statuses = await Promise.all(Array.from({ length: 16 }, async () => (await create()).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(8);
    expect(statuses.filter((status) => status === 409)).toHaveLength(8);
  });

  test("of a suspended tenant it is enabled with the tenant; of a deleted one it is 409", async () => {
    await suspend();
    const webhookId = await created();
    expect((await get(webhookId)).response).toMatchObject({ isEnabled: false, disabledReason: "tenant" });
    await suspend(true);
    expect((await get(webhookId)).response).toMatchObject({ isEnabled: true, disabledReason: null });
    await admin.client.del(`/super-admin/tenants/${tenantId}?confirm=true`);
    expect((await create()).status).toBe(409);
    expect((await admin.client.get<{ items: unknown[] }>(at())).response.items).toHaveLength(1);
  });
});

describe("PUT /tenants/{tenantId}/webhooks/{webhookId}", () => {
  const put = (webhookId: string, body: object, headers?: Record<string, string>) =>
    admin.client.put<Webhook>(at(webhookId), body, headers);

  test("answers the resource as GET shows it, with the next version, and audits the difference", async () => {
    const webhookId = await created();
    const change = { url: "https://other.example/in", events: ["tenant.updated"], description: null, isEnabled: false };
    const answer = await put(webhookId, change);
    expect(answer.headers.get("etag")).toBe('"2"');
    expect(answer.response).toMatchObject({ ...change, disabledReason: "operator" });
    expect((await get(webhookId)).response).toEqual(answer.response);
    expect(await rowsOf(answer)).toMatchObject([
      {
        action: "WEBHOOK_UPDATED",
        before: { url: "https://hooks.example.com/…", isEnabled: true },
        after: { url: "https://other.example/…", isEnabled: false, events: ["tenant.updated"] },
      },
    ]);
  });

  test("what it does not name stays", async () => {
    const webhookId = await created({ description: "Sync", events: ["user.locked"] });
    const { response } = await put(webhookId, { isEnabled: false });
    expect(response).toMatchObject({ url: URL_A, description: "Sync", events: ["user.locked"], isEnabled: false });
    expect((await put(webhookId, {})).status).toBe(400);
  });

  test("enabling it again forgets its failures", async () => {
    const { webhookId } = await addWebhook(tenantId, URL_A);
    const data = { isEnabled: false, disabledBecause: "failures", failuresInRow: 20 };
    await read((db) => db.webhook.update({ where: { id: webhookId }, data }));
    expect((await put(webhookId, { isEnabled: true })).response).toMatchObject({
      isEnabled: true,
      disabledReason: null,
      failuresInRow: 0,
    });
  });

  test("a stale If-Match is 412 and changes nothing; a dry run changes nothing", async () => {
    const webhookId = await created();
    expect((await put(webhookId, { isEnabled: false }, { "if-match": '"7"' })).status).toBe(412);
    const rehearsed = await admin.client.put(`${at(webhookId)}?dryRun=true`, { isEnabled: false });
    expect(rehearsed.response).toMatchObject({ before: { isEnabled: true }, after: { isEnabled: false } });
    expect((await get(webhookId)).headers.get("etag")).toBe('"1"');
    expect((await put(webhookId, { isEnabled: false }, { "if-match": '"1"' })).status).toBe(200);
  });

  test("SRS §6.5 while the tenant is suspended it cannot be enabled, and stays what it will come back as", async () => {
    const webhookId = await created();
    await suspend();
    const refused = await put(webhookId, { isEnabled: true });
    expect([refused.status, Object.keys(refused.errors)]).toEqual([409, ["isEnabled"]]);
    expect((await put(webhookId, { isEnabled: false, description: "later" })).response).toMatchObject({
      isEnabled: false,
      disabledReason: "tenant",
    });
    await suspend(true);
    expect((await get(webhookId)).response).toMatchObject({ isEnabled: true, description: "later" });
  });
});

describe("DELETE /tenants/{tenantId}/webhooks/{webhookId}", () => {
  test("200 with its id, audited with its reason; what it was sent goes with it", async () => {
    const webhookId = await created();
    await addDelivery(webhookId);
    await addDelivery(webhookId, { status: "queued" });
    const rehearsed = await admin.client.call("DELETE", `${at(webhookId)}?dryRun=true`);
    expect(rehearsed.response).toMatchObject({ cascade: { deliveries: 2, waiting: 1 }, after: null });
    expect((await get(webhookId)).status).toBe(200);
    const answer = await admin.client.del(at(webhookId), { reason: "Receiver retired" });
    expect([answer.status, answer.response]).toEqual([200, { webhookId }]);
    expect(await rowsOf(answer)).toMatchObject([{ action: "WEBHOOK_DELETED", reason: "Receiver retired", tenantId }]);
    expect((await get(webhookId)).status).toBe(404);
    expect((await admin.client.del(at(webhookId))).status).toBe(404);
    expect(await read((db) => db.webhookDelivery.count({ where: { webhookId } }))).toBe(0);
  });
});

describe("decisions §3: who may, and where", () => {
  test("SuperAdmin edits, Auditor reads, everybody else is 403", async () => {
    const webhookId = await created();
    const auditor = await as("Auditor");
    expect((await auditor.client.get(at(webhookId, "admin"))).status).toBe(200);
    expect((await auditor.client.put(at(webhookId, "admin"), { isEnabled: false })).status).toBe(403);
    for (const role of ["PoolAdmin", "Support"] as const) {
      const { client } = await as(role, { tenantIds: [tenantId] });
      expect([(await client.get(at("", "admin"))).status, (await client.del(at(webhookId, "admin"))).status]).toEqual([
        403, 403,
      ]);
    }
  });

  test("a tenant outside the scope is 404 in every part", async () => {
    const webhookId = await created();
    await addDelivery(webhookId);
    const mine = await createTenantRow();
    const { client } = await as("Auditor", { tenantIds: [mine] });
    for (const part of ["", `/${webhookId}`, `/${webhookId}/deliveries`]) {
      expect((await client.get(`${at("", "admin")}${part}`)).status).toBe(404);
    }
    expect((await client.get(`/admin/tenants/${mine}/webhooks`)).response).toMatchObject({ items: [], totalItems: 0 });
  });

  test("another tenant's webhook is 404 under this one, for every act", async () => {
    const webhookId = await created();
    const other = `/super-admin/tenants/${await createTenantRow()}/webhooks/${webhookId}`;
    const deliveryId = await addDelivery(webhookId);
    const statuses = [
      await admin.client.get(other),
      await admin.client.put(other, { isEnabled: false }),
      await admin.client.del(other),
      await admin.client.post(`${other}/test`),
      await admin.client.post(`${other}/rotate-secret`),
      await admin.client.get(`${other}/deliveries`),
      await admin.client.post(`${other}/deliveries/${deliveryId}/redeliver`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 404]);
    expect((await get(webhookId)).response).toMatchObject({ isEnabled: true });
  });
});

describe("the list", () => {
  test("pages in both orders; a page past the end is empty", async () => {
    const ids = [await created(), await created(), await created()];
    const page = async (query: string) =>
      (await admin.client.get<{ items: Webhook[]; totalItems: number; totalPages: number }>(`${at()}?${query}`))
        .response;
    expect((await page("pageSize=2")).items.map(({ webhookId }) => webhookId)).toEqual([ids[2], ids[1]]);
    expect((await page("sort=createdOn")).items.map(({ webhookId }) => webhookId)).toEqual(ids);
    expect(await page("pageSize=2&page=9")).toMatchObject({ items: [], totalItems: 3, totalPages: 2 });
    expect((await admin.client.get(`${at()}?sort=url`)).status).toBe(400);
  });

  test("shows the newest delivery of each", async () => {
    const webhookId = await created();
    await addDelivery(webhookId, { createdOn: new Date(Date.now() - 60_000) });
    const newest = await addDelivery(webhookId, { status: "failed" });
    expect((await get(webhookId)).response.lastDelivery).toEqual({
      deliveryId: newest,
      eventType: "user.updated",
      status: "failed",
      statusCode: 204,
      createdOn: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    });
  });
});
