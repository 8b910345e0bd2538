import { z } from "zod";
import { APPROVAL_POLICIES, GROUND_LABELS } from "../../proposals/catalogue.ts";
import { fixed } from "../define.ts";

const choices = APPROVAL_POLICIES.map((policy) => `${policy} (to ${GROUND_LABELS[policy]})`).join(", ");

/** What needs a second person. */
export const APPROVALS = {
  "approvals.required": fixed({
    title: "Second person",
    description:
      "What the list names is carried out only after another person has approved it. Once on, turning it off needs one too. Needs two active super admins",
    schema: z.boolean(),
    default: false,
    isSecurity: true,
  }),
  "approvals.operations": fixed({
    title: "What needs a second person",
    description: `While a second person is asked for: ${choices}`,
    schema: z
      .array(z.enum(APPROVAL_POLICIES))
      .refine((policies) => new Set(policies).size === policies.length, "Names one twice"),
    default: [...APPROVAL_POLICIES],
    isSecurity: true,
  }),
  "approvals.expiryHours": fixed({
    title: "Proposals expire after",
    description:
      "A proposal that nobody has decided by then can no longer be approved; holds for those made from now on",
    schema: z.int().min(1).max(720),
    default: 72,
    unit: "hours",
    isSecurity: true,
  }),
} as const;
