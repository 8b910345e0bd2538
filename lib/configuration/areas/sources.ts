import { z } from "zod";
import { fixed } from "../define.ts";

const cents = z.int().min(0).max(100_000_000);
const unit = "US cents a month";

/** What the sources of the executive figures bring (docs/sources.md). */
export const SOURCES = {
  "sources.rawRetentionMonths": fixed({
    title: "Retention of delivery events",
    description:
      "Raw delivery events are kept for this many whole months, then removed a month at a time; their sums stay",
    schema: z.int().min(1).max(60),
    default: 14,
    unit: "months",
  }),
  "cost.vpsMonthlyCents": fixed({
    title: "Cost of a server",
    description:
      "Stands in where the provider's price list does not name a server's product; taken over at the next refresh",
    schema: cents,
    default: 999,
    unit,
  }),
  "cost.ipMonthlyCents": fixed({
    title: "Cost of a sending address",
    description: "What an IP address costs; taken over at the next refresh",
    schema: cents,
    default: 499,
    unit,
  }),
} as const;
