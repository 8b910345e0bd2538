import type { Api } from "./operation/api.ts";
import { systemEnvelope } from "./operation/envelope.ts";
import { erase } from "./operation/operation.ts";
import {
  listQueueNotifications,
  publishQueueEvents,
  reviewNotification,
  reviewNotifications,
} from "./queue/operations.ts";

/** `/api/v1/queue`: events in, notifications out (decisions §8). */
export const queueApi: Api = {
  name: "queue",
  base: "/api/v1/queue",
  envelope: systemEnvelope,
  operations: [publishQueueEvents, listQueueNotifications, reviewNotification, reviewNotifications].map(erase),
};
