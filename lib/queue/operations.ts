import { v7 as uuidv7 } from "uuid";
import { AppError } from "../core/errors.ts";
import { type Actor, type Meta, operation } from "../operation/operation.ts";
import { NOTIFICATION_EXAMPLE, QUEUE_EVENT_EXAMPLE } from "./examples.ts";
import { publishEvents } from "./publish.ts";
import { listNotifications } from "./queries.ts";
import { reviewable, reviewMany, setReview, takeBack } from "./review.ts";
import {
  BulkReview,
  BulkReviewInput,
  NotificationPage,
  NotificationPath,
  NotificationQuery,
  Published,
  PublishInput,
  Review,
  ReviewInput,
} from "./schema.ts";

const READERS = [
  "SuperAdmin",
  "Auditor",
  "ROLE_EXECUTIVE_CEO",
  "ROLE_EXECUTIVE_CFO",
  "ROLE_EXECUTIVE_COO",
  "ROLE_EXECUTIVE_CTO",
  "ROLE_SYSTEM_ADMIN",
  "ROLE_OPERATIONS_MANAGER",
  "ROLE_OPS_COORDINATOR",
  "ROLE_SUPPORT_MANAGER",
] as const;
const REVIEWERS = READERS.filter((role) => role !== "Auditor");

const review = { access: "roles", roles: REVIEWERS, permission: "NOTIFICATIONS_REVIEW", customRoles: true } as const;
/** What was answered is what the database holds: nothing is older than the answer. */
const meta = (now: Date): Meta => ({
  data_source: "queue_events",
  data_quality: "standard",
  last_updated: now.toISOString(),
});
/** Reviews are a person's own. */
function personOf({ id }: Actor): string {
  if (id === null) {
    throw new AppError("UNAUTHENTICATED");
  }
  return id;
}

export const publishQueueEvents = operation({
  name: "publishQueueEvents",
  summary: "Publish one event or up to 500; each is taken once by its id",
  http: { method: "POST", path: "/events", message: "Processed" },
  policy: {
    access: "roles",
    roles: ["SuperAdmin", "ROLE_SYSTEM_ADMIN"],
    permission: "EVENTS_PUBLISH",
    customRoles: true,
    keys: true,
  },
  limit: "admin",
  audit: ["EVENTS_PUBLISHED"],
  entityType: "notification",
  idempotent: true,
  input: { body: PublishInput },
  output: Published,
  errors: ["PAYLOAD_TOO_LARGE"],
  example: {
    input: { body: QUEUE_EVENT_EXAMPLE },
    output: { event_id: QUEUE_EVENT_EXAMPLE.event_id, processed: true, notification_generated: true, duplicate: false },
  },
  async run(ctx, { body }) {
    const isBatch = "events" in body;
    const events = isBatch ? body.events : [body];
    const processed = await publishEvents(ctx, events, (n) => (isBatch ? `events.${n}.` : ""));
    const [first] = processed;
    if (!first) {
      throw new Error("a batch is never empty");
    }
    const fresh = processed.filter(({ duplicate }) => !duplicate);
    return {
      data: isBatch ? { events: processed } : first,
      meta: meta(ctx.now),
      cascade: { events: fresh.length, notifications: fresh.filter((each) => each.notification_generated).length },
      audit: {
        action: "EVENTS_PUBLISHED",
        entityType: "notification",
        entityId: uuidv7(),
        tenantId: (isBatch ? null : body.tenant_id) ?? null,
        after: { events: fresh.length, duplicates: processed.length - fresh.length },
      },
    };
  },
});

export const listQueueNotifications = operation({
  name: "listQueueNotifications",
  summary: "What the caller ought to know, newest first",
  http: { method: "GET", path: "/notifications" },
  policy: { access: "roles", roles: READERS, permission: "SYSTEM_INTELLIGENCE_VIEW", customRoles: true },
  limit: "admin",
  audit: null,
  input: { query: NotificationQuery },
  output: NotificationPage,
  errors: [],
  example: {
    input: { query: { priority: "critical,high", status: "unread" } },
    output: { items: [NOTIFICATION_EXAMPLE], page: 1, page_size: 25, total_items: 1, total_pages: 1 },
  },
  async run({ db, actor, now }, { query }) {
    const reader = { userId: personOf(actor), scope: actor.tenantScope, now };
    const { items, total } = await listNotifications(db, query, reader);
    const { page, limit } = query;
    const data = { items, page, page_size: limit, total_items: total, total_pages: Math.ceil(total / limit) };
    return { data, meta: meta(now) };
  },
});

export const reviewNotification = operation({
  name: "reviewNotification",
  summary: "Note that one has seen a notification, or take that back; it resolves nothing",
  http: { method: "POST", path: "/notifications/{id}/reviewed" },
  policy: review,
  limit: "admin",
  audit: ["NOTIFICATION_REVIEWED"],
  entityType: "notification",
  idempotent: true,
  input: { path: NotificationPath, body: ReviewInput },
  output: Review,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { id: NOTIFICATION_EXAMPLE.id }, body: { reviewed: true, notes: "Seen; operations is on it" } },
    output: {
      id: NOTIFICATION_EXAMPLE.id,
      reviewed: true,
      notes: "Seen; operations is on it",
      reviewed_at: "2026-11-20T09:41:00.000Z",
    },
  },
  async run({ db, actor, now }, { path: { id }, body }) {
    const userId = personOf(actor);
    const alert = await reviewable(db, id, userId, actor.tenantScope);
    if (!alert) {
      throw new AppError("NOT_FOUND");
    }
    const row = body.reviewed
      ? await setReview(db, id, userId, body.notes, now)
      : await takeBack(db, id, userId).then(() => null);
    return {
      data: { id, reviewed: row !== null, notes: row?.notes ?? null, reviewed_at: row?.reviewedOn ?? null },
      meta: meta(now),
      audit: {
        action: "NOTIFICATION_REVIEWED",
        entityType: "notification",
        entityId: id,
        tenantId: alert.tenantId,
        before: { reviewed: alert.reviews.length > 0 },
        after: { reviewed: row !== null },
      },
    };
  },
});

export const reviewNotifications = operation({
  name: "reviewNotifications",
  summary: "Note that one has seen up to 500 notifications",
  http: { method: "POST", path: "/notifications/bulk-review" },
  policy: review,
  limit: "admin",
  audit: ["NOTIFICATIONS_REVIEWED"],
  entityType: "notification",
  idempotent: true,
  input: { body: BulkReviewInput },
  output: BulkReview,
  errors: [],
  example: {
    input: { body: { ids: [NOTIFICATION_EXAMPLE.id], action: "quarterly_review", context: "Q4 operational planning" } },
    output: { reviewed: 1, already_reviewed: 0, not_found: [] },
  },
  async run({ db, actor, now }, { body: { ids, action, context } }) {
    const notes = context ? `${action}: ${context}` : action;
    const reader = { userId: personOf(actor), scope: actor.tenantScope, notes, now };
    const { reviewed, already, notFound } = await reviewMany(db, ids, reader);
    return {
      data: { reviewed, already_reviewed: already, not_found: notFound },
      meta: meta(now),
      cascade: { notifications: reviewed },
      audit: {
        action: "NOTIFICATIONS_REVIEWED",
        entityType: "notification",
        entityId: "global",
        after: { action, context: context ?? null, reviewed, alreadyReviewed: already },
      },
    };
  },
});
