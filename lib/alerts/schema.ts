import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant } from "../core/schema.ts";

/** How urgent an alert is, most urgent first (decisions §8). */
export const PRIORITIES = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
const ALERT_STATUSES = ["open", "resolved"] as const;

export const ListAlertsQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(["createdOn"], "-createdOn"),
  priority: z.enum(PRIORITIES).optional().describe("How urgent"),
  status: z.enum(ALERT_STATUSES).optional().describe("Whether the trouble is over"),
  tenantId: Id.optional().describe("Tenant that it concerns"),
});
export type ListAlertsQuery = z.output<typeof ListAlertsQuery>;

/** What somebody ought to know. */
export const Alert = z.object({
  alertId: Id.describe("The alert"),
  type: z.string().describe("Kind of trouble, such as job_failed"),
  priority: z.enum(PRIORITIES).describe("How urgent"),
  title: z.string().describe("In one line"),
  summary: z.string().describe("What happened, as of the last occurrence"),
  status: z.enum(ALERT_STATUSES).describe("Resolved once the trouble is over; reviewing does not resolve"),
  tenantId: Id.nullable().describe("Tenant that it concerns"),
  entityType: z.string().nullable().describe("Kind of thing that it is about"),
  entityId: z.string().nullable().describe("The thing that it is about, that of the last occurrence"),
  occurrences: z.int().describe("How often it happened while the alert was open"),
  createdOn: Instant.describe("When it was raised"),
  lastOn: Instant.describe("When it last happened"),
  resolvedOn: Instant.nullable().describe("When the trouble ended"),
});
export type Alert = z.output<typeof Alert>;
export const AlertPage = pageOf(Alert);
