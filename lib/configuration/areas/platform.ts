import { z } from "zod";
import { fixed } from "../define.ts";

/** Rules and audit. */
export const PLATFORM = {
  "rules.maxImpactPercent": fixed({
    isSecurity: true,
    title: "Largest impact of a rule",
    description: "An execution that would act on more of the population waits for approval",
    schema: z.int().min(1).max(100),
    default: 10,
    unit: "percent",
  }),
  "audit.retentionMonths": fixed({
    isSecurity: true,
    title: "Audit retention",
    description: "Audit records are kept for this many whole months, then removed a month at a time",
    schema: z.int().min(12).max(240),
    default: 84,
    unit: "months",
  }),
} as const;
