import { AppError } from "../core/errors.ts";
import type { Actor, Meta } from "../operation/operation.ts";

/** Who is told of alerts. */
export const READERS = [
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
/** What was answered is what the database holds: nothing is older than the answer. */
export const meta = (now: Date): Meta => ({
  data_source: "queue_events",
  data_quality: "standard",
  last_updated: now.toISOString(),
});
/** Reviews are a person's own. */
export function personOf({ id }: Actor): string {
  if (id === null) {
    throw new AppError("UNAUTHENTICATED");
  }
  return id;
}
