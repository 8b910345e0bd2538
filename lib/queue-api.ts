import type { Api } from "./operation/api.ts";
import { systemEnvelope } from "./operation/envelope.ts";
import { erase } from "./operation/operation.ts";
import { getQueueNotification, listQueueNotifications, publishQueueEvents } from "./queue/operations.ts";
import { reviewNotification, reviewNotifications } from "./queue/review-operations.ts";

/** `/api/v1/queue`: events in, notifications out (decisions §8). */
export const queueApi: Api = {
  name: "queue",
  about: "Events into the queue, and the alerts that come of them",
  base: "/api/v1/queue",
  envelope: systemEnvelope,
  operations: [
    publishQueueEvents,
    listQueueNotifications,
    getQueueNotification,
    reviewNotification,
    reviewNotifications,
  ].map(erase),
};
