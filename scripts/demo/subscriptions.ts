import { DAY_MS } from "../seed/calendar.ts";
import type { Sender } from "./senders.ts";

const PRICES: Readonly<Record<string, number>> = { starter: 4900, professional: 29_900, enterprise: 149_900 };
const MONTH_MS = 30 * DAY_MS;

/** Stripe's events about the tenant's subscription, oldest first; none for a free plan. */
export function stripeEvents(sender: Sender, nowMs: number): object[] {
  const price = PRICES[sender.plan];
  if (price === undefined) {
    return [];
  }
  // Some began a plan lower and moved up halfway.
  const lower = sender.index % 4 === 1 && sender.plan !== "starter";
  const half = sender.createdMs + (nowMs - sender.createdMs) / 2;
  const first = lower ? { plan: "starter", price: PRICES["starter"] ?? price } : { plan: sender.plan, price };
  const events = [about(sender, "created", sender.createdMs, { ...first, status: "active" })];
  if (lower) {
    events.push(about(sender, "updated", half, { plan: sender.plan, price, status: "active" }));
  }
  if (sender.story === "trouble") {
    events.push(about(sender, "updated", nowMs - 9 * DAY_MS, { plan: sender.plan, price, status: "past_due" }));
  }
  if (sender.endedMs !== null) {
    events.push(about(sender, "deleted", sender.endedMs, { plan: sender.plan, price, status: "canceled" }));
  }
  return [...events, ...invoices(sender, price, nowMs)];
}

/** The last three months' invoices. */
function invoices(sender: Sender, price: number, nowMs: number): object[] {
  const times = [70, 40, 10].map((days) => nowMs - days * DAY_MS);
  return times
    .filter((at) => at > sender.createdMs && at < (sender.endedMs ?? nowMs))
    .map((at, n) => {
      const isPaid = sender.story !== "trouble" || n < 2;
      const object = {
        object: "invoice",
        customer: customerOf(sender),
        subscription: subscriptionOf(sender),
        amount_due: price,
        amount_paid: isPaid ? price : 0,
        currency: "usd",
      };
      return event(`${sender.code}_invoice_${n}`, isPaid ? "invoice.paid" : "invoice.payment_failed", at, object);
    });
}

const subscriptionOf = ({ id }: Sender): string => `sub_${id.replaceAll("-", "")}`;
const customerOf = ({ id }: Sender): string => `cus_${id.replaceAll("-", "")}`;
const seconds = (ms: number): number => Math.floor(ms / 1000);

const event = (key: string, type: string, at: number, object: object): object => ({
  id: `evt_demo_${key}`.slice(0, 120),
  object: "event",
  type,
  created: seconds(at),
  data: { object },
});

function about(
  sender: Sender,
  change: string,
  at: number,
  { plan, price, status }: { plan: string; price: number; status: string },
): object {
  const periodStart = at + Math.floor(Math.max(0, Date.now() - at) / MONTH_MS) * MONTH_MS;
  const object = {
    id: subscriptionOf(sender),
    object: "subscription",
    customer: customerOf(sender),
    status,
    metadata: { tenant_id: sender.id, plan },
    start_date: seconds(sender.createdMs),
    current_period_start: seconds(periodStart),
    current_period_end: seconds(periodStart + MONTH_MS),
    ...(status === "canceled" && { canceled_at: seconds(at) }),
    items: {
      data: [
        {
          quantity: 1,
          price: {
            unit_amount: price,
            currency: "usd",
            lookup_key: plan,
            recurring: { interval: "month", interval_count: 1 },
          },
        },
      ],
    },
  };
  return event(`${sender.code}_${change}_${plan}_${status}`, `customer.subscription.${change}`, at, object);
}
