import type { Delivery, Webhook } from "./schema.ts";

/** Places of the documentation. */
export const tenantId = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002";
export const webhookId = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c004";
export const deliveryId = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c005";

/** A delivery for the documentation. */
export const delivery: Delivery = {
  deliveryId,
  eventId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c006",
  eventType: "user.locked",
  data: { tenantId, userId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001", role: "PoolAdmin", status: "locked" },
  status: "succeeded",
  attempts: 1,
  statusCode: 204,
  durationMs: 87,
  error: null,
  occurredOn: "2026-11-20T09:30:00.000Z",
  createdOn: "2026-11-20T09:30:00.000Z",
  triedOn: "2026-11-20T09:30:00.412Z",
  finishedOn: "2026-11-20T09:30:00.412Z",
};

/** A webhook for the documentation. */
export const webhook: Webhook = {
  webhookId,
  tenantId,
  url: "https://hooks.example.com/rookery",
  description: "Directory sync",
  events: ["user.created", "user.updated", "user.locked", "user.unlocked"],
  isEnabled: true,
  disabledReason: null,
  failuresInRow: 0,
  previousSecretEndsOn: null,
  lastDelivery: {
    deliveryId,
    eventType: "user.locked",
    status: "succeeded",
    statusCode: 204,
    createdOn: delivery.createdOn,
  },
  createdOn: "2026-01-05T08:00:00.000Z",
  updatedOn: "2026-01-05T08:00:00.000Z",
};

/** A signing secret for the documentation; it signs nothing. */
export const secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
