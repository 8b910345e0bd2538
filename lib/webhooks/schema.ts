import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, Reason, text } from "../core/schema.ts";

/** What webhooks are told about (decisions §9 Webhooks); `webhook.test` is sent on request alone. */
export const EVENT_TYPES = [
  "tenant.updated",
  "tenant.suspended",
  "tenant.activated",
  "tenant.deleted",
  "user.created",
  "user.updated",
  "user.locked",
  "user.unlocked",
  "user.suspended",
  "user.logged_out",
  "webhook.test",
] as const;
const EventType = z.enum(EVENT_TYPES, `Must be one of ${EVENT_TYPES.join(", ")}`);
export type EventType = z.output<typeof EventType>;

export const DELIVERY_STATUSES = ["queued", "succeeded", "failed", "cancelled"] as const;
const DeliveryStatus = z.enum(DELIVERY_STATUSES);

const DISABLED_REASONS = ["operator", "tenant", "failures", "gone"] as const;

/** Hours for which the replaced secret signs beside the new one, unless said otherwise. */
export const OVERLAP_HOURS = 24;

const Url = text(1, 2048)
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "Must be an https:// address")
  .refine((value) => !hasCredentials(value), "Must not contain a user name or password")
  .refine((value) => !value.includes("#"), "Must not contain a fragment (#…)")
  .describe("Address that events are posted to");
const Events = z
  .array(EventType)
  .min(1, "At least one event")
  .transform((events) => EVENT_TYPES.filter((type) => events.includes(type)))
  .describe("Events to send");
const Description = text(0, 300)
  .nullish()
  .transform((value) => (value === "" ? null : value))
  .describe("What it is for");

function hasCredentials(value: string): boolean {
  const { username, password } = URL.canParse(value) ? new URL(value) : { username: "", password: "" };
  return username !== "" || password !== "";
}

const LastDelivery = z.object({
  deliveryId: Id.describe("The delivery"),
  eventType: EventType.describe("What it told"),
  status: DeliveryStatus.describe("How it stands"),
  statusCode: z.int().nullable().describe("Status of the last answer; null without one"),
  createdOn: Instant.describe("When it was queued"),
});

/** The webhook as every answer shows it; its secret is told once, by the write that makes it. */
export const Webhook = z.object({
  webhookId: Id.describe("The webhook"),
  tenantId: Id.describe("Whose events it gets"),
  url: z.string().describe("Address that events are posted to"),
  description: z.string().nullable().describe("What it is for"),
  events: z.array(EventType).describe("Events that it gets"),
  isEnabled: z.boolean().describe("False: nothing is sent"),
  disabledReason: z
    .enum(DISABLED_REASONS)
    .nullable()
    .describe(
      "operator: by hand; tenant: until the tenant is active again; failures: too many in a row; gone: it answered 410",
    ),
  failuresInRow: z.int().describe("Deliveries that failed for good since the last success"),
  previousSecretEndsOn: Instant.nullable().describe(
    "Until when the replaced secret signs as well; null when none does",
  ),
  lastDelivery: LastDelivery.nullable().describe("The newest delivery; null before the first"),
  createdOn: Instant.describe("When it was created"),
  updatedOn: Instant.describe("When it was last changed"),
});
export type Webhook = z.output<typeof Webhook>;

export const WebhookPage = pageOf(Webhook);
const secret = z.string().describe("Signing secret; shown once, never again");
export const WebhookCreated = z.object({ webhookId: Id.describe("The webhook"), secret });
export const SecretRotated = WebhookCreated.extend({
  previousSecretEndsOn: Instant.nullable().describe(
    "Until when the replaced secret signs as well; null: it ended at once",
  ),
});
export const WebhookDeleted = z.object({ webhookId: Id.describe("The webhook that is gone") });

/** One event on its way to one webhook; what an answer said is not kept, only its status. */
export const Delivery = z.object({
  deliveryId: Id.describe("The delivery"),
  eventId: Id.describe("The event, as in the header webhook-id; the same when it is sent again"),
  eventType: EventType.describe("What happened"),
  data: z.record(z.string(), z.unknown()).describe("The event's data, as sent"),
  status: DeliveryStatus.describe("queued: on its way or waiting for its next attempt"),
  attempts: z.int().describe("Attempts made"),
  statusCode: z.int().nullable().describe("Status of the last answer; null without one"),
  durationMs: z.int().nullable().describe("Milliseconds of the last attempt"),
  error: z.string().nullable().describe("Why the last attempt failed"),
  occurredOn: Instant.describe("When the event happened"),
  createdOn: Instant.describe("When the delivery was queued"),
  triedOn: Instant.nullable().describe("When the last attempt ended"),
  finishedOn: Instant.nullable().describe("When it succeeded, failed for good or was cancelled"),
});
export type Delivery = z.output<typeof Delivery>;
export const DeliveryPage = pageOf(Delivery);
export const DeliveryQueued = Delivery.pick({ deliveryId: true, eventId: true, eventType: true }).extend({
  status: z.literal("queued").describe("Always queued"),
});

const tenantId = Id.describe("The tenant");
const webhookId = Id.describe("The webhook");
export const WebhooksPath = z.strictObject({ tenantId });
export const WebhookPath = z.strictObject({ tenantId, webhookId });
export const DeliveryPath = z.strictObject({ tenantId, webhookId, deliveryId: Id.describe("The delivery") });

export const CreateWebhookInput = z.strictObject({
  url: Url,
  events: Events.optional().describe("Events to send; all of them when absent"),
  description: Description,
});
export type CreateWebhookInput = z.output<typeof CreateWebhookInput>;

export const UpdateWebhookInput = z
  .strictObject({
    url: Url.optional().describe("Left as it is when absent"),
    events: Events.optional().describe("Left as they are when absent"),
    description: Description.describe("Left as it is when absent, cleared by null"),
    isEnabled: z.boolean().optional().describe("Left as it is when absent"),
  })
  .refine((input) => Object.keys(input).length > 0, "Name at least one field to change");
export type UpdateWebhookInput = z.output<typeof UpdateWebhookInput>;

export const RotateSecretInput = z
  .strictObject({
    overlapHours: z
      .int("Must be a whole number")
      .min(0, "Must be at least 0")
      .max(168, "Must be at most 168")
      .default(OVERLAP_HOURS)
      .describe("Hours for which the replaced secret signs as well; 0 ends it at once"),
  })
  .prefault({});

export const DeleteWebhookInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});

const sort = sortQuery(["createdOn"], "-createdOn");
export const ListWebhooksQuery = z.strictObject({ ...pageQuery, sort });
export type ListWebhooksQuery = z.output<typeof ListWebhooksQuery>;
export const ListDeliveriesQuery = z.strictObject({
  ...pageQuery,
  sort,
  status: DeliveryStatus.optional().describe("Only this status"),
});
export type ListDeliveriesQuery = z.output<typeof ListDeliveriesQuery>;
