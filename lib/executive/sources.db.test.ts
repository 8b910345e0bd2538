import { beforeAll, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner } from "../testing/rows.ts";
import { addAlert, sourcesAnswered } from "./testing.ts";

interface Items {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly total_items: number;
}

let ceo: SignedIn;
beforeAll(async () => {
  ceo = await as("ROLE_EXECUTIVE_CEO");
});
const sources = async () => (await ceo.client.get<{ sources: Items["items"] }>("/system/sources")).response.sources;

test("decisions §8: every source has its row, in order, with what it needs said", async () => {
  const items = await sources();
  expect(items.map(({ source, way }) => [source, way])).toEqual([
    ["esp_events", "pushed"],
    ["esp_billing", "asked"],
    ["subscriptions", "pushed"],
    ["infrastructure", "asked"],
    ["backbone_health", "asked"],
    ["business_events", "asked"],
    ["queue_events", "pushed"],
    ["market", "entered"],
  ]);
  expect(items.find(({ source }) => source === "queue_events")).toMatchObject({ is_connected: true, breaker: null });
});

test("decisions §8: a failing source says so, ages, and what names no tenant is counted", async () => {
  await sourcesAnswered({ infrastructure: 10_000_000, esp_events: null });
  await asOwner(
    "UPDATE source_health SET state = 'failing', breaker = 'open', failures = 6, error_class = 'timeout', error = 'No answer within 10 seconds' WHERE source = 'infrastructure'",
  );
  await asOwner(
    `INSERT INTO fleet_daily_facts (day, is_attributed, events, last_occurred_at)
     VALUES (current_date, false, 7, now()), (current_date - 40, false, 900, now())`,
  );
  await asOwner(
    `INSERT INTO subscriptions (subscription_id, tenant_id, status, list_price_minor, currency, source_event_id, as_of)
     VALUES ('sub_unknown', NULL, 'active', 100, 'USD', 'evt', now())`,
  );
  const items = await sources();
  const of = (id: string) => items.find(({ source }) => source === id);
  expect(of("infrastructure")).toMatchObject({
    state: "missing",
    breaker: "open",
    failures: 6,
    error_class: "timeout",
    error: "No answer within 10 seconds",
    unattributed: null,
  });
  expect(of("esp_events")).toMatchObject({ last_heard_at: null, last_event_at: expect.any(String), unattributed: 7 });
  expect(of("subscriptions")).toMatchObject({ state: "fresh", unattributed: 1 });
});

test("decisions §7: incidents of all tenants keep tenants apart, and a scoped reader sees their own", async () => {
  const [acme, other] = [await createTenantRow(), await createTenantRow()];
  await addAlert(acme, { priority: "high" });
  await addAlert(acme, { priority: "medium", hoursAgo: 2 });
  await addAlert(other, { priority: "low" });
  await addAlert(null, { priority: "critical", category: "system_health" });
  const { response } = await ceo.client.get<Items>("/system/incidents");
  const mine = response.items.filter(({ tenant_id: id }) => id === acme || id === other);
  expect(mine).toHaveLength(2);
  expect(mine.find(({ tenant_id: id }) => id === acme)).toMatchObject({
    severity: "high",
    alerts: 2,
    tenant_name: expect.any(String),
  });
  expect(response.items).toContainEqual(expect.objectContaining({ tenant_id: null, category: "system_health" }));
  const { client } = await as("ROLE_OPS_COORDINATOR", { tenantIds: [other] });
  const scoped = await client.get<Items>("/system/incidents");
  expect(scoped.response.items.map(({ tenant_id: id }) => id)).toEqual([other]);
});

test.each(["ROLE_ANALYST", "ROLE_FINANCE", "ROLE_OPS_COORDINATOR"] as const)(
  "decisions §7: sources are not for %s",
  async (role) => {
    const { client } = await as(role);
    expect((await client.get("/system/sources")).status).toBe(403);
  },
);
