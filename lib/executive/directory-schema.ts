import { z } from "zod";
import { pageQuery, sortQuery } from "../core/page.ts";
import { Id, text } from "../core/schema.ts";

const DIRECTORY_SORTS = ["name", "risk", "sent_30d", "delivery_rate", "monthly_cost"] as const;
export type DirectorySort = (typeof DIRECTORY_SORTS)[number];

export const DirectoryQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(DIRECTORY_SORTS, "-risk"),
  search: text(0, 120).optional().describe("Part of name or code, in any letter case"),
  segment: z.enum(["enterprise", "mid_market", "smb", "startup"]).optional().describe("Only this segment"),
  status: z
    .enum(["active", "suspended", "deleted"])
    .optional()
    .describe("Only this status; deleted tenants appear for no other value"),
});
export type DirectoryQuery = z.output<typeof DirectoryQuery>;

const range = (what: string) => z.string().nullable().describe(`${what}; a range, insufficient_data, or null: unknown`);

/** A page of tenants with the figures that they can be sorted by, over 30 days (decisions §7, §9). */
export const Directory = z.object({
  items: z
    .array(
      z.object({
        tenant_id: Id.describe("The tenant"),
        code: z.string().describe("Unique and immutable"),
        name: z.string().describe("Display name"),
        segment: z.string().nullable().describe("Customer segment"),
        plan: z.string().nullable().describe("Subscription plan"),
        status: z.enum(["active", "suspended", "deleted"]).describe("active, suspended, or deleted for good"),
        risk: z
          .enum(["low", "medium", "high", "critical", "insufficient_data"])
          .nullable()
          .describe("Class of deliverability; equal ones are sorted by revenue at risk"),
        revenue_at_risk: range("Modelled from bounces and complaints, directional"),
        sent_30d: range("Messages that were delivered or bounced"),
        delivery_rate: range("Delivered percent of them"),
        monthly_cost: range("Approximate infrastructure cost a month, USD; null where the role does not read cost"),
      }),
    )
    .describe("The rows of this page, in order"),
  page: z.int().describe("The page asked for"),
  page_size: z.int().describe("Rows a page"),
  total_items: z.int().describe("Matching rows; a floor when total_capped is true"),
  total_pages: z.int().describe("Pages at this size"),
  total_capped: z.literal(true).optional().describe("Counting stopped at total_items; there are more"),
  cost_label: z.string().describe("What every such cost is: an internal approximation"),
});
