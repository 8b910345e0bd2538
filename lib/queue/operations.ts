import { v7 as uuidv7 } from "uuid";
import { AppError } from "../core/errors.ts";
import { operation } from "../operation/operation.ts";
import { NOTIFICATION_EXAMPLE, QUEUE_EVENT_EXAMPLE } from "./examples.ts";
import { publishEvents } from "./publish.ts";
import { findNotification, listNotifications } from "./queries.ts";
import { meta, personOf, READERS } from "./readers.ts";
import {
  Notification,
  NotificationPage,
  NotificationPath,
  NotificationQuery,
  Published,
  PublishInput,
} from "./schema.ts";

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

export const getQueueNotification = operation({
  name: "getQueueNotification",
  summary: "One notification with the caller's own review of it",
  http: { method: "GET", path: "/notifications/{id}" },
  policy: { access: "roles", roles: READERS, permission: "SYSTEM_INTELLIGENCE_VIEW", customRoles: true },
  limit: "admin",
  audit: null,
  input: { path: NotificationPath },
  output: Notification,
  errors: ["NOT_FOUND"],
  example: { input: { path: { id: NOTIFICATION_EXAMPLE.id } }, output: NOTIFICATION_EXAMPLE },
  async run({ db, actor, now }, { path: { id } }) {
    const data = await findNotification(db, id, { userId: personOf(actor), scope: actor.tenantScope });
    if (data === undefined) {
      throw new AppError("NOT_FOUND");
    }
    return { data, meta: meta(now) };
  },
});
