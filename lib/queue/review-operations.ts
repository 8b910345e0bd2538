import { AppError } from "../core/errors.ts";
import { operation } from "../operation/operation.ts";
import { NOTIFICATION_EXAMPLE } from "./examples.ts";
import { meta, personOf, READERS } from "./readers.ts";
import { reviewable, reviewMany, setReview, takeBack } from "./review.ts";
import { BulkReview, BulkReviewInput, NotificationPath, Review, ReviewInput } from "./schema.ts";

const REVIEWERS = READERS.filter((role) => role !== "Auditor");

const review = { access: "roles", roles: REVIEWERS, permission: "NOTIFICATIONS_REVIEW", customRoles: true } as const;
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
