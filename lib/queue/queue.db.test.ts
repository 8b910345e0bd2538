import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner, auditOf } from "../testing/rows.ts";
import { QUEUE_EVENT_EXAMPLE } from "./examples.ts";

interface Feed {
  readonly items: readonly Record<string, unknown>[];
  readonly total_items: number;
  readonly total_pages: number;
}

let publisher: SignedIn;
let ceo: SignedIn;
let tenantId: string;
beforeAll(async () => {
  publisher = await as("ROLE_SYSTEM_ADMIN");
  ceo = await as("ROLE_EXECUTIVE_CEO");
  tenantId = await createTenantRow();
});
beforeEach(() => asOwner("TRUNCATE queue_events, business_events, alert_reviews, alerts"));

const event = (change: object = {}, payload: object = {}) => ({
  ...QUEUE_EVENT_EXAMPLE,
  event_id: randomUUID(),
  timestamp: new Date().toISOString(),
  ...change,
  payload: { ...QUEUE_EVENT_EXAMPLE.payload, ...payload },
});
const publish = (body: object) => publisher.client.post("/queue/events", body);
const feed = async (query = "", who = ceo) => (await who.client.get<Feed>(`/queue/notifications${query}`)).response;
const one = async (change: object = {}, payload: object = {}) => {
  await publish(event(change, payload));
  return String((await feed()).items[0]?.["id"]);
};

describe("decisions §8 POST /queue/events", () => {
  test("keeps the event, makes a notification, and is on record", async () => {
    const body = event({ tenant_id: tenantId });
    const { status, body: answer, response, headers } = await publish(body);
    expect([status, answer["success"], response]).toEqual([
      200,
      true,
      { event_id: body.event_id, processed: true, notification_generated: true, duplicate: false },
    ]);
    expect((await feed()).items).toMatchObject([
      {
        type: "system_alert",
        priority: "medium",
        title: "Moderate increasing risk",
        summary: "Deliverability trend analysis. Impact: 2K-8K",
        status: "pending_review",
        created_at: body.timestamp,
        tenant_id: tenantId,
        category: "deliverability",
        actions: [{ label: "Open tenant", url: `/executive/tenants/${tenantId}` }],
      },
    ]);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "EVENTS_PUBLISHED", after: { events: 1, duplicates: 0 } },
    ]);
  });

  test("is idempotent by event id: in a second call, in one batch, and twenty at once", async () => {
    const same = event();
    await publish(same);
    expect((await publish(same)).response).toMatchObject({ notification_generated: true, duplicate: true });
    const other = event();
    const { response } = await publish({ events: [same, other, other] });
    expect((response["events"] as { duplicate: boolean }[]).map(({ duplicate }) => duplicate)).toEqual([
      true,
      false,
      true,
    ]);
    const raced = event();
    await Promise.all(Array.from({ length: 20 }, () => publish(raced)));
    expect(await feed()).toMatchObject({ total_items: 3 });
    expect(await asOwner("SELECT count(*)::int AS n FROM queue_events")).toEqual([{ n: 3 }]);
  });

  test("takes 500 in a batch and no more", async () => {
    const events = Array.from({ length: 500 }, () => event());
    expect((await publish({ events })).status).toBe(200);
    expect((await publish({ events: [...events, event()] })).status).toBe(400);
    expect((await feed()).total_items).toBe(500);
  });

  test.each([
    [{ type: "unheard_of" }, {}],
    [{ timestamp: "yesterday" }, {}],
    [{ extra: 1 }, {}],
    [{}, { priority: "urgent" }],
    [{}, { impact: undefined }],
    [{ tenant_id: randomUUID() }, {}],
  ])("%j %j is VALIDATION_ERROR and keeps nothing", async (change, payload) => {
    const { status, body } = await publish({ events: [event(), event(change, payload)] });
    expect([status, (body["error"] as { code: string }).code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(await asOwner("SELECT 1 FROM queue_events")).toEqual([]);
  });

  test.each([
    ["major", "high"],
    ["info", "low"],
    ["SEV-1", "critical"],
    ["warning", "medium"],
  ])("domain.md §4: severity %s is priority %s", async (word, priority) => {
    await publish(event({}, { priority: word }));
    expect((await feed()).items).toMatchObject([{ priority }]);
  });

  test("a measurement that does not matter makes no notification", async () => {
    const quiet = event({ type: "performance_metric" }, { priority: "low", follow_up_required: false });
    expect((await publish(quiet)).response).toMatchObject({ notification_generated: false });
    expect((await publish(event({ type: "performance_metric" }, { priority: "high" }))).response).toMatchObject({
      notification_generated: true,
    });
  });

  test("a business event is kept in the form of all business events, with its range of money", async () => {
    await publish(
      event(
        { type: "business_event", tenant_id: tenantId },
        { impact: "vendor_savings", context: "cost_review", impact_range: "2K-8K" },
      ),
    );
    expect(
      await asOwner("SELECT origin, kind, tenant_id, low_minor::int, high_minor::int, priority FROM business_events"),
    ).toEqual([
      {
        origin: "queue",
        kind: "cost_optimization",
        tenant_id: tenantId,
        low_minor: 200_000,
        high_minor: 800_000,
        priority: "medium",
      },
    ]);
  });

  test("a tenant out of the publisher's scope is answered like one that does not exist", async () => {
    const scoped = await as("ROLE_SYSTEM_ADMIN", { tenantIds: [await createTenantRow()] });
    const answers = await Promise.all(
      [tenantId, randomUUID()].map((id) => scoped.client.post("/queue/events", event({ tenant_id: id }))),
    );
    expect(answers.map(({ status, body }) => [status, (body["error"] as { details: string[] }).details])).toEqual(
      Array(2).fill([400, ["tenant_id: No such tenant"]]),
    );
  });

  test("a dry run keeps nothing and tells what would come of it", async () => {
    const { status, body } = await publisher.client.post("/queue/events?dryRun=true", { events: [event(), event()] });
    expect([status, JSON.stringify(body).includes('"notifications":2')]).toEqual([200, true]);
    expect((await feed()).total_items).toBe(0);
  });
});

describe("decisions §8 GET /queue/notifications", () => {
  test("filters by scope, priority, tenant and age, and pages", async () => {
    const at = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
    await publish({
      events: [
        event({ timestamp: at(0) }, { priority: "critical" }),
        event({ type: "business_event", timestamp: at(3) }, { priority: "high" }),
        event({ type: "operational_update", timestamp: at(20), tenant_id: tenantId }, { priority: "low" }),
      ],
    });
    const counts = await Promise.all(
      [
        "",
        "?scope=business",
        "?scope=alerts",
        "?priority=critical,low",
        `?tenant_id=${tenantId}`,
        "?timeframe=daily",
        "?timeframe=weekly",
        "?limit=2",
      ].map(async (query) => (await feed(query)).items.length),
    );
    expect(counts).toEqual([3, 1, 2, 2, 1, 1, 2, 2]);
    expect(await feed("?limit=2&page=2")).toMatchObject({
      items: [{ priority: "low" }],
      total_items: 3,
      total_pages: 2,
    });
  });

  test("what rules and jobs raise is in it too, and what is in it is among the alerts of /super-admin", async () => {
    await one();
    const { client } = await as("SuperAdmin");
    const { response } = await client.get<{ items: unknown[] }>("/super-admin/alerts");
    expect(response.items).toHaveLength(1);
  });

  test("somebody with assigned tenants sees theirs and nothing that concerns no tenant", async () => {
    await publish({ events: [event(), event({ tenant_id: tenantId }), event({ tenant_id: await createTenantRow() })] });
    const scoped = await as("ROLE_OPS_COORDINATOR", { tenantIds: [tenantId] });
    expect((await feed("", scoped)).items.map((item) => item["tenant_id"])).toEqual([tenantId]);
  });

  test.each(["?limit=0", "?limit=101", "?status=open", "?priority=urgent", "?scope=all", "?colour=red"])(
    "%s is 400",
    async (query) => {
      expect((await ceo.client.get(`/queue/notifications${query}`)).status).toBe(400);
    },
  );
});

describe("decisions §8 POST /queue/notifications/{id}/reviewed", () => {
  test("is the person's own, resolves nothing, keeps the first time, and can be taken back", async () => {
    const id = await one();
    const first = await ceo.client.post(`/queue/notifications/${id}/reviewed`, { reviewed: true, notes: "Seen" });
    expect([first.status, first.response]).toEqual([
      200,
      { id, reviewed: true, notes: "Seen", reviewed_at: expect.any(String) },
    ]);
    const again = await ceo.client.post(`/queue/notifications/${id}/reviewed`);
    expect(again.response).toEqual(first.response);
    expect((await feed("?status=reviewed")).items).toMatchObject([{ id, status: "reviewed", is_resolved: false }]);
    expect((await feed("?status=unread", publisher)).total_items).toBe(1);
    expect((await ceo.client.get(`/queue/notifications/${id}`)).response).toMatchObject({ id, notes: "Seen" });
    expect((await publisher.client.get(`/queue/notifications/${id}`)).response).toMatchObject({
      status: "pending_review",
      reviewed_at: null,
      notes: null,
    });
    await ceo.client.post(`/queue/notifications/${id}/reviewed`, { reviewed: false });
    expect((await feed("?status=unread")).total_items).toBe(1);
  });

  test("one notification, with its tenant's name, for those in whose scope it is; for others it is 404 as an unknown one", async () => {
    const id = await one({ tenant_id: tenantId });
    const [mine, other] = await Promise.all([
      as("ROLE_OPS_COORDINATOR", { tenantIds: [tenantId] }),
      as("ROLE_OPS_COORDINATOR", { tenantIds: [await createTenantRow()] }),
    ]);
    const found = await mine.client.get(`/queue/notifications/${id}`);
    expect(found.response).toMatchObject({ id, tenant_id: tenantId, tenant_name: expect.stringMatching(/./) });
    const missing = [
      await other.client.get(`/queue/notifications/${id}`),
      await mine.client.get(`/queue/notifications/${randomUUID()}`),
    ];
    expect(missing.map(({ status }) => status)).toEqual([404, 404]);
  });

  test("is audited with what it was before", async () => {
    const id = await one({ tenant_id: tenantId });
    const { headers } = await ceo.client.post(`/queue/notifications/${id}/reviewed`, { notes: "For jane@example.com" });
    const rows = await auditOf(headers.get("x-request-id"));
    expect(rows).toMatchObject([
      {
        action: "NOTIFICATION_REVIEWED",
        entityType: "notification",
        entityId: id,
        tenantId,
        before: { reviewed: false },
        after: { reviewed: true },
      },
    ]);
    expect(JSON.stringify(rows.map(({ after }) => after))).not.toContain("jane");
  });

  test("unknown and out of scope are the same 404", async () => {
    const id = await one({ tenant_id: tenantId });
    const scoped = await as("ROLE_OPS_COORDINATOR", { tenantIds: [await createTenantRow()] });
    const answers = await Promise.all(
      [id, randomUUID(), "x"].map((each) => scoped.client.post(`/queue/notifications/${each}/reviewed`)),
    );
    expect(answers.map(({ status, body }) => [status, (body["error"] as { code: string }).code])).toEqual(
      Array(3).fill([404, "RESOURCE_NOT_FOUND"]),
    );
  });
});

describe("decisions §8 POST /queue/notifications/bulk-review", () => {
  test("reviews what is visible, once, names what is not, and is one row on record", async () => {
    await publish({ events: [event({ tenant_id: tenantId }), event({ tenant_id: tenantId }), event()] });
    const ids = (await feed()).items.map((item) => String(item["id"]));
    const scoped = await as("ROLE_OPS_COORDINATOR", { tenantIds: [tenantId] });
    const review = () =>
      scoped.client.post("/queue/notifications/bulk-review", { ids, action: "quarterly_review", context: "Q4" });
    const { status, response, headers } = await review();
    expect([status, response]).toEqual([200, { reviewed: 2, already_reviewed: 0, not_found: [expect.any(String)] }]);
    expect((await review()).response).toMatchObject({ reviewed: 0, already_reviewed: 2 });
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "NOTIFICATIONS_REVIEWED", after: { reviewed: 2 } },
    ]);
  });
});
