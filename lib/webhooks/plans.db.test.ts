import { beforeAll, describe, expect, test } from "vitest";
import { createTenantRow } from "../testing/people.ts";
import { type Plan, plansOf } from "../testing/plans.ts";
import { asOwner } from "../testing/rows.ts";
import { publishEvent } from "./publish.ts";
import { listDeliveries, listWebhooks } from "./queries.ts";
import { ListDeliveriesQuery, ListWebhooksQuery } from "./schema.ts";
import { addWebhook } from "./testing.ts";

let id: { tenantId: string; webhookId: string };

/** Four thousand webhooks of as many tenants, forty thousand deliveries to them, and two thousand to one more. */
beforeAll(async () => {
  const { tenantId, webhookId } = await addWebhook(await createTenantRow(), "https://hooks.example.com/");
  id = { tenantId, webhookId };
  await asOwner(
    `INSERT INTO tenants (id, code, name, timezone, currency)
     SELECT gen_random_uuid(), 'BULK-' || n, 'Bulk ' || n, 'UTC', 'EUR' FROM generate_series(1, 4000) n`,
  );
  await asOwner(
    `INSERT INTO webhooks (id, tenant_id, url, events, secret)
     SELECT gen_random_uuid(), id, 'https://hooks.example.com/', '{user.updated}', 'sealed' FROM tenants WHERE code LIKE 'BULK-%'`,
  );
  const deliveriesTo = (webhooks: string, each: number) => `
    INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, data, occurred_on, status, created_on, finished_on)
     SELECT gen_random_uuid(), w.id, gen_random_uuid(), 'user.updated', '{}', now(),
       CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'succeeded' END, now() - n * interval '1 minute', now()
     FROM webhooks w, generate_series(1, ${each}) n WHERE ${webhooks}`;
  await asOwner(deliveriesTo("secret = 'sealed'", 10));
  await asOwner(deliveriesTo("id = $1", 2000), [webhookId]);
  await asOwner("VACUUM ANALYZE tenants, webhooks, webhook_deliveries");
});

const scanned = (plans: readonly Plan[]) =>
  plans.filter((node) => node["Node Type"] === "Seq Scan").map((node) => node["Relation Name"]);
const indexes = (plans: readonly Plan[]) => plans.flatMap((node) => node["Index Name"] ?? []);

describe("SRS §15: what webhooks cost", () => {
  test("an event that nobody listens to costs indexed reads alone, also of a user with many tenants", async () => {
    const tenantIds = [
      id.tenantId,
      ...(await asOwner<{ id: string }>("SELECT id FROM tenants LIMIT 50")).map((row) => row.id),
    ];
    const event = { type: "tenant.deleted", tenantIds, occurredOn: new Date(), data: {} } as const;
    await asOwner("UPDATE webhooks SET events = '{user.updated}' WHERE id = $1", [id.webhookId]);
    const plans = await plansOf((db) => publishEvent(db, event));
    expect(scanned(plans)).toEqual([]);
    expect(indexes(plans)).toContain("webhooks_tenant_idx");
  });

  test("the list of a tenant's webhooks, each with its newest delivery", async () => {
    const plans = await plansOf((db) => listWebhooks(db, id.tenantId, ListWebhooksQuery.parse({}), "global"));
    expect(scanned(plans)).toEqual([]);
    expect(indexes(plans)).toEqual(expect.arrayContaining(["webhooks_tenant_idx", "webhook_deliveries_created_idx"]));
  });

  test.each([
    [{}, "webhook_deliveries_created_idx"],
    [{ sort: "createdOn" }, "webhook_deliveries_created_idx"],
    [{ status: "failed" }, "webhook_deliveries_status_idx"],
  ])("deliveries by %j", async (query, index) => {
    const plans = await plansOf((db) => listDeliveries(db, id, ListDeliveriesQuery.parse(query), "global"));
    expect(scanned(plans)).toEqual([]);
    expect(indexes(plans)).toContain(index);
  });
});
