import { z } from "zod";
import { Instant } from "../core/schema.ts";
import { operation } from "../operation/operation.ts";
import { getOverview } from "./operations.ts";
import { tenantsAt } from "./queries.ts";
import { reading } from "./reading.ts";

const MONTHS = 12;

export const TenantGrowth = z.object({
  asOf: Instant.describe("When the last point was counted"),
  points: z
    .array(
      z.object({
        month: z.string().describe("Year and month, `2026-11`"),
        tenants: z.int().describe("Tenants that existed at its end; of the current month until now"),
      }),
    )
    .describe("Twelve months, oldest first"),
});
export type TenantGrowth = z.output<typeof TenantGrowth>;

/** The ends of the latest months, oldest first, the last one being `now`. */
export const monthEnds = (now: Date): { month: string; end: Date }[] =>
  Array.from({ length: MONTHS }, (_, index) => {
    const back = MONTHS - 1 - index;
    const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back));
    const end = back === 0 ? now : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1));
    return { month: start.toISOString().slice(0, 7), end };
  });

/** Tenants over twelve months, for the overview's chart. In no API: decisions §7 keeps `GET /trends` for the series to come. */
export const getTenantGrowth = operation({
  name: "getTenantGrowth",
  summary: "Tenants at the end of each of twelve months",
  http: { method: "GET", path: "/tenant-growth" },
  policy: getOverview.policy,
  limit: "admin",
  audit: null,
  input: {},
  output: TenantGrowth,
  errors: [],
  example: { input: {}, output: { asOf: "2026-11-20T09:30:00.000Z", points: [{ month: "2026-11", tenants: 150 }] } },
  async run({ db, now }) {
    const { value: points, asOf } = await reading("growth", now, async () => {
      const months = monthEnds(now);
      const totals = await tenantsAt(
        db,
        months.map(({ end }) => end),
      );
      return months.map(({ month }, index) => ({ month, tenants: totals[index] ?? 0 }));
    });
    return { data: { asOf, points } };
  },
});
