import { z } from "zod";
import { PRIORITIES } from "../alerts/schema.ts";
import { Id, Instant, queryInt, text } from "../core/schema.ts";

export const EVENT_TYPES = [
  "system_alert",
  "business_event",
  "operational_update",
  "performance_metric",
  "user_action",
] as const;
const SCOPES = ["system", "operational", "business", "alerts"] as const;

/** Words of the event's source; ids may stand in them, names of persons may not (decisions §5 PII policy). */
const Payload = z.strictObject({
  impact: text(1, 200).describe("What it does, such as moderate_increasing_risk"),
  context: text(1, 1000).describe("Where it was seen, such as deliverability_trend_analysis"),
  impact_range: text(1, 40).nullish().describe("Money as 2K-8K or 1000-5000, or a share as 25-50_percent_improvement"),
  priority: text(1, 20).describe("critical, high, medium or low; a word of another severity scale is translated"),
  follow_up_required: z.boolean().default(false).describe("Whether somebody has to act"),
});

/** One published event (domain.md §4). */
export const QueueEvent = z.strictObject({
  event_id: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, "Up to 100 letters, digits and _ . : -")
    .optional()
    .describe("Taken once; without one the event gets one, and a repetition is another event"),
  type: z.enum(EVENT_TYPES).describe("What kind of event it is"),
  source: text(1, 80).describe("Who tells it, such as monitoring_system"),
  tenant_id: Id.nullish().describe("The tenant that it is about"),
  timestamp: z.iso.datetime({ offset: true }).describe("When it happened"),
  payload: Payload.describe("What it says"),
});
export type QueueEvent = z.output<typeof QueueEvent>;

/** One event, or up to 500. */
export const PublishInput = z.union([
  QueueEvent,
  z.strictObject({ events: z.array(QueueEvent).min(1).max(500).describe("Up to 500 at once") }),
]);

const Processed = z.object({
  event_id: z.string().describe("The event"),
  processed: z.literal(true).describe("It is kept, now or since the first time"),
  notification_generated: z.boolean().describe("Whether it made a notification, now or the first time"),
  duplicate: z.boolean().describe("Whether it had been published before"),
});
export type Processed = z.output<typeof Processed>;
export const Published = z.union([
  Processed,
  z.object({ events: z.array(Processed).describe("One for each, in their order") }),
]);

const listOf = <V extends string>(values: readonly [V, ...V[]]) =>
  z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(z.enum(values, `Must be among ${values.join(", ")}`)).max(values.length));

export const NotificationQuery = z.strictObject({
  scope: z
    .enum(SCOPES)
    .optional()
    .describe("system, operational or business; alerts: what is critical or high, of any of them"),
  priority: listOf(PRIORITIES).optional().describe("One or more of critical, high, medium, low, separated by commas"),
  status: z.enum(["unread", "reviewed"]).optional().describe("Whether the caller has reviewed it"),
  timeframe: z.enum(["daily", "weekly", "monthly"]).optional().describe("Not older than a day, a week, 30 days"),
  tenant_id: Id.optional().describe("Tenant that it concerns"),
  limit: queryInt(1, 100).default(25).describe("Rows a page, 1–100"),
  page: queryInt(1, 20_000_000).default(1).describe("Page number, from 1"),
});
export type NotificationQuery = z.output<typeof NotificationQuery>;

export const Notification = z.object({
  id: Id.describe("The notification; the alert's id"),
  type: z.string().describe("Kind of trouble or event"),
  priority: z.enum(PRIORITIES).describe("How urgent"),
  title: z.string().describe("In one line"),
  summary: z.string().describe("What happened"),
  status: z.enum(["pending_review", "reviewed"]).describe("Of the caller; reviewing resolves nothing"),
  reviewed_at: Instant.nullable().describe("When the caller reviewed it"),
  notes: z.string().nullable().describe("What the caller noted"),
  created_at: Instant.describe("When it came up"),
  tenant_id: Id.nullable().describe("Tenant that it concerns"),
  tenant_name: z.string().nullable().describe("Its display name"),
  actions: z
    .array(z.object({ label: z.string().describe("What it does"), url: z.string().describe("Where, in the console") }))
    .describe("Where to go from here"),
  scope: z.enum(["system", "operational", "business"]).describe("What it belongs to"),
  category: z
    .enum(["revenue_risk", "deliverability", "cost_anomaly", "system_health", "compliance"])
    .describe("What it is about"),
  impact_range: z.string().nullable().describe("What it may cost or bring, as its source says"),
  is_resolved: z.boolean().describe("Whether the trouble is over"),
});
export type Notification = z.output<typeof Notification>;

export const NotificationPage = z.object({
  items: z.array(Notification).describe("Newest first"),
  page: z.int().describe("The page asked for"),
  page_size: z.int().describe("Rows a page"),
  total_items: z.int().describe("Matching rows; a floor past 10 000"),
  total_pages: z.int().describe("Pages at this size"),
});

export const NotificationPath = z.strictObject({ id: Id });
export const ReviewInput = z.strictObject({
  reviewed: z.boolean().default(true).describe("false takes the review back"),
  notes: text(0, 1000).optional().describe("For the caller's own record"),
});
export const Review = z.object({
  id: Id.describe("The notification"),
  reviewed: z.boolean().describe("Whether the caller has reviewed it"),
  notes: z.string().nullable().describe("What the caller noted"),
  reviewed_at: Instant.nullable().describe("When"),
});
export const BulkReviewInput = z.strictObject({
  ids: z.array(Id).min(1).max(500).describe("Notifications"),
  action: text(1, 60).describe("What the review is part of, such as quarterly_review"),
  context: text(0, 500).optional().describe("Why"),
});
export const BulkReview = z.object({
  reviewed: z.int().describe("Reviewed now"),
  already_reviewed: z.int().describe("Reviewed by the caller before"),
  not_found: z.array(Id).describe("Unknown, or not the caller's to see"),
});
