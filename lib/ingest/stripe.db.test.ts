import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anonymous } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner } from "../testing/rows.ts";
import { AGAIN, NEW, sendStripe, stripeEvent } from "./testing.ts";

let tenantId: string;
beforeAll(async () => {
  tenantId = await createTenantRow();
});
beforeEach(() => asOwner("TRUNCATE esp_events, subscriptions, subscription_events, webhook_tokens"));

describe("decisions §8 POST /ingest/stripe", () => {
  const own = (object: object = {}) => ({
    id: `sub_${randomUUID()}`,
    customer: `cus_${randomUUID()}`,
    metadata: { tenant_id: tenantId, plan: "professional" },
    ...object,
  });
  const subscriptions = () =>
    asOwner(
      "SELECT tenant_id, plan, status, list_price_minor::int AS price, interval_months, currency, source_event_id FROM subscriptions",
    );
  const nowSec = Math.floor(Date.now() / 1000);

  test("keeps plan, status, period and list price of the tenant", async () => {
    const event = stripeEvent({}, own()) as { id: string };
    expect((await sendStripe(event)).response).toEqual(NEW);
    expect(await subscriptions()).toEqual([
      {
        tenant_id: tenantId,
        plan: "professional",
        status: "active",
        price: 29_900,
        interval_months: 1,
        currency: "USD",
        source_event_id: event.id,
      },
    ]);
    expect(await asOwner("SELECT state FROM source_health WHERE source = 'subscriptions'")).toEqual([
      { state: "healthy" },
    ]);
  });

  test("an event is taken once", async () => {
    const event = stripeEvent({}, own());
    await sendStripe(event);
    expect((await sendStripe(event)).response).toEqual(AGAIN);
  });

  test("what is older than what is known changes nothing", async () => {
    const object = own();
    await sendStripe(stripeEvent({ created: nowSec }, { ...object, status: "canceled" }));
    expect((await sendStripe(stripeEvent({ created: nowSec - 60 }, { ...object, status: "active" }))).response).toEqual(
      NEW,
    );
    expect(await subscriptions()).toMatchObject([{ status: "canceled" }]);
  });

  test("a tenant that only the checkout names is found by the customer", async () => {
    const object = own({ metadata: {} });
    expect((await sendStripe(stripeEvent({}, object))).response).toEqual({ ...NEW, unattributed: 1 });
    const session = { customer: object.customer, subscription: object.id, client_reference_id: tenantId };
    const checkout = { ...stripeEvent({ type: "checkout.session.completed" }), data: { object: session } };
    expect((await sendStripe(checkout)).response).toEqual(NEW);
    expect(await subscriptions()).toMatchObject([{ tenant_id: tenantId }]);
  });

  test("an invoice is kept with its amount", async () => {
    const object = own();
    await sendStripe(stripeEvent({}, object));
    const invoice = {
      subscription: object.id,
      customer: object.customer,
      amount_due: 29_900,
      amount_paid: 0,
      currency: "usd",
    };
    await sendStripe({ ...stripeEvent({ type: "invoice.payment_failed" }), data: { object: invoice } });
    expect(
      await asOwner(
        "SELECT tenant_id, amount_minor::int AS amount FROM subscription_events WHERE type LIKE 'invoice%'",
      ),
    ).toEqual([{ tenant_id: tenantId, amount: 29_900 }]);
  });

  test("other types are accepted and ignored; a broken object is 400, named", async () => {
    expect((await sendStripe(stripeEvent({ type: "charge.refunded" }))).response).toEqual({
      ...NEW,
      accepted: 0,
      ignored: 1,
    });
    const { status, errors } = await sendStripe(stripeEvent({}, { status: "asleep" }));
    expect([status, Object.keys(errors)]).toEqual([400, ["data.object.status"]]);
  });

  test.each([{ key: "whsec_wrong" }, { at: nowSec - 301 }])("SRS §14: signed with %j it is 401", async (sending) => {
    expect((await sendStripe(stripeEvent({}, own()), sending)).status).toBe(401);
    expect(await subscriptions()).toEqual([]);
  });

  test("SRS §14: a body that was changed after it was signed is 401", async () => {
    const { status } = await anonymous().post("/ingest/stripe", stripeEvent(), {
      "stripe-signature": `t=${nowSec},v1=${"0".repeat(64)}`,
    });
    expect(status).toBe(401);
  });
});
