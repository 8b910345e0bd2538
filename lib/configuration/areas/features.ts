import { z } from "zod";
import { fixed, perTenant } from "../define.ts";

const onOff = z.boolean();

/** What can be switched off as a whole; a call of it is then 409. */
export const FEATURES = {
  "features.webhooks": perTenant({
    title: "Webhooks",
    description: "Creating, changing and testing webhooks, and telling them anything. Off: what waits is not sent",
    schema: onOff,
    default: true,
    stricter: (a, b) => a && b,
  }),
  "features.invitations": fixed({
    title: "Invitations",
    description: "Inviting users by link. Off: users are made with a password; invitations sent before still work",
    schema: onOff,
    default: true,
  }),
  "features.bulkActions": fixed({
    title: "Bulk actions",
    description: "Acting on many users or tenants at once",
    schema: onOff,
    default: true,
  }),
  "features.exports": fixed({
    title: "Exports",
    description: "Downloading records as a file",
    schema: onOff,
    default: true,
  }),
} as const;
