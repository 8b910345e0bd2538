import { z } from "zod";

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
export const EventType = z.enum(EVENT_TYPES, `Must be one of ${EVENT_TYPES.join(", ")}`);
export type EventType = z.output<typeof EventType>;
