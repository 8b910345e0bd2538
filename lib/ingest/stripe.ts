import { z } from "zod";
import { claimedTenant } from "./delivery-event.ts";

const id = z.string().min(1).max(80);
/** An id, or the object itself where it was expanded. */
const Reference = z.union([id, z.looseObject({ id }).transform((object) => object.id)]).nullish();
const seconds = z
  .number()
  .int()
  .min(0)
  .max(253_402_300_799)
  .transform((value) => new Date(value * 1000));
const Metadata = z.record(z.string(), z.unknown()).nullish();
const currency = z
  .string()
  .regex(/^[a-zA-Z]{3}$/)
  .transform((code) => code.toUpperCase());
const minor = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const Item = z.looseObject({
  quantity: z.number().int().min(0).optional(),
  current_period_start: seconds.optional(),
  current_period_end: seconds.optional(),
  price: z.looseObject({
    unit_amount: minor.nullish(),
    currency,
    lookup_key: z.string().max(200).nullish(),
    nickname: z.string().max(200).nullish(),
    recurring: z
      .looseObject({
        interval: z.enum(["day", "week", "month", "year"]),
        interval_count: z.number().int().min(1).default(1),
      })
      .nullish(),
  }),
});

const STATUSES = [
  "active",
  "trialing",
  "past_due",
  "canceled",
  "unpaid",
  "incomplete",
  "incomplete_expired",
  "paused",
] as const;

const Subscription = z.looseObject({
  id,
  customer: Reference,
  status: z.enum(STATUSES),
  metadata: Metadata,
  items: z.looseObject({ data: z.array(Item).min(1).max(100) }),
  current_period_start: seconds.optional(),
  current_period_end: seconds.optional(),
  start_date: seconds.nullish(),
  canceled_at: seconds.nullish(),
});

const Invoice = z.looseObject({
  customer: Reference,
  subscription: Reference,
  parent: z
    .looseObject({ subscription_details: z.looseObject({ subscription: Reference, metadata: Metadata }).nullish() })
    .nullish(),
  subscription_details: z.looseObject({ metadata: Metadata }).nullish(),
  metadata: Metadata,
  amount_due: minor,
  amount_paid: minor,
  currency,
});

const Checkout = z.looseObject({
  customer: Reference,
  subscription: Reference,
  client_reference_id: z.string().max(200).nullish(),
  metadata: Metadata,
});

/** The envelope of every Stripe event. What its object must be depends on the type, and is looked at after that. */
export const StripeEvent = z.looseObject({
  id: z.string().min(1).max(120).describe("Taken once"),
  type: z.string().max(100).describe("customer.subscription.updated, invoice.paid, …"),
  created: seconds.describe("When it happened, seconds since 1970"),
  data: z
    .looseObject({ object: z.record(z.string(), z.unknown()).describe("It, as Stripe has it") })
    .describe("The subscription, invoice or session"),
});
type StripeEvent = z.output<typeof StripeEvent>;

/** What we keep of an event: no name, no address, no card. */
export interface SubscriptionNews {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly subscriptionId: string | null;
  readonly customerId: string | null;
  readonly tenantId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** The subscription's new state, where the event is about that. */
  readonly state: SubscriptionState | null;
}

export interface SubscriptionState {
  readonly plan: string | null;
  readonly status: (typeof STATUSES)[number];
  readonly periodStart: Date | null;
  readonly periodEnd: Date | null;
  /** List price of one interval, all items together. */
  readonly listPriceMinor: number;
  readonly intervalMonths: number;
  readonly startedAt: Date | null;
  readonly canceledAt: Date | null;
}

/** What the event tells of subscriptions; null for types that we have no use for. Throws a ZodError on an object that is not its type's. */
export function fromStripe(event: StripeEvent): SubscriptionNews | null {
  const common = { eventId: event.id, type: event.type, occurredAt: event.created };
  const { object } = event.data;
  if (/^customer\.subscription\.(created|updated|deleted|paused|resumed)$/.test(event.type)) {
    return { ...common, ...ofSubscription(Subscription.parse(object)) };
  }
  if (event.type === "invoice.paid" || event.type === "invoice.payment_failed") {
    return { ...common, ...ofInvoice(Invoice.parse(object), event.type === "invoice.paid") };
  }
  return event.type === "checkout.session.completed" ? { ...common, ...ofCheckout(Checkout.parse(object)) } : null;
}

type News = Omit<SubscriptionNews, "eventId" | "type" | "occurredAt">;

function ofSubscription(subscription: z.output<typeof Subscription>): News {
  const { data } = subscription.items;
  const [first] = data;
  const plan = subscription.metadata?.["plan"] ?? first?.price.lookup_key ?? first?.price.nickname;
  return {
    subscriptionId: subscription.id,
    customerId: subscription.customer ?? null,
    tenantId: claimedTenant(subscription.metadata?.["tenant_id"]),
    amountMinor: null,
    currency: first?.price.currency ?? null,
    state: {
      plan: typeof plan === "string" ? plan.slice(0, 40) : null,
      status: subscription.status,
      periodStart: subscription.current_period_start ?? first?.current_period_start ?? null,
      periodEnd: subscription.current_period_end ?? first?.current_period_end ?? null,
      listPriceMinor: data.reduce((sum, { price, quantity = 1 }) => sum + (price.unit_amount ?? 0) * quantity, 0),
      intervalMonths: monthsOf(first?.price.recurring),
      startedAt: subscription.start_date ?? null,
      canceledAt: subscription.canceled_at ?? null,
    },
  };
}

function ofInvoice(invoice: z.output<typeof Invoice>, isPaid: boolean): News {
  const details = invoice.parent?.subscription_details;
  const metadata = details?.metadata ?? invoice.subscription_details?.metadata ?? invoice.metadata;
  return {
    subscriptionId: invoice.subscription ?? details?.subscription ?? null,
    customerId: invoice.customer ?? null,
    tenantId: claimedTenant(metadata?.["tenant_id"]),
    amountMinor: isPaid ? invoice.amount_paid : invoice.amount_due,
    currency: invoice.currency,
    state: null,
  };
}

const ofCheckout = (session: z.output<typeof Checkout>): News => ({
  subscriptionId: session.subscription ?? null,
  customerId: session.customer ?? null,
  tenantId: claimedTenant(session.metadata?.["tenant_id"]) ?? claimedTenant(session.client_reference_id),
  amountMinor: null,
  currency: null,
  state: null,
});

/** Shorter intervals than a month are told as one: their price is what Stripe lists. */
function monthsOf(recurring: z.output<typeof Item>["price"]["recurring"]): number {
  const count = recurring?.interval_count ?? 1;
  return recurring?.interval === "year" ? 12 * count : recurring?.interval === "month" ? count : 1;
}
