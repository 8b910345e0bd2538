import { z } from "zod";
import { pageQuery } from "../core/page.ts";
import { Id, Instant } from "../core/schema.ts";

const Priority = z.enum(["critical", "high", "medium", "low"]);

export const IncidentsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(["open", "resolved"]).optional().describe("Whether the trouble is over"),
});
export type IncidentsQuery = z.output<typeof IncidentsQuery>;

/** Incidents: alerts of one tenant and one kind that belong together, each with what happened when. */
export const Incidents = z.object({
  items: z
    .array(
      z.object({
        incident_id: Id.describe("Its first alert"),
        tenant_id: Id.nullable().describe("Tenant that it concerns"),
        tenant_name: z.string().nullable().describe("Its display name"),
        category: z.string().describe("What it is about"),
        title: z.string().describe("In one line: that of its most urgent alert"),
        severity: Priority.describe("The most urgent of its alerts"),
        status: z.enum(["open", "resolved"]).describe("resolved once all of its alerts are"),
        started_at: Instant.describe("When its first alert was raised"),
        resolved_at: Instant.nullable().describe("When its last alert was resolved"),
        alerts: z.int().describe("How many alerts it groups"),
        timeline: z
          .array(
            z.object({
              at: Instant.describe("When"),
              event: z.enum(["raised", "raised_again", "reviewed", "resolved"]).describe("What happened"),
              priority: Priority.describe("How urgent the alert is"),
              title: z.string().describe("The alert in one line"),
              alert_id: Id.describe("The alert"),
            }),
          )
          .describe("Oldest first"),
      }),
    )
    .describe("The rows of this page, newest first"),
  page: z.int().describe("The page asked for"),
  page_size: z.int().describe("Rows a page"),
  total_items: z.int().describe("Incidents of the last 365 days, of at most the newest 1 000 alerts"),
  total_pages: z.int().describe("Pages at this size"),
});
