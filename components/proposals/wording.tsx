import type { Tone } from "#components/ui/tone";
import { GROUND_LABELS, type ProposalStatus } from "#lib/proposals/catalogue";
import type { Proposal } from "#lib/proposals/schema";

/** Each status as people read it. */
export const STATUS_LOOKS: Readonly<Record<ProposalStatus, { readonly word: string; readonly tone: Tone }>> = {
  pending: { word: "Waiting", tone: "warning" },
  approved: { word: "Approved", tone: "success" },
  rejected: { word: "Rejected", tone: "danger" },
  withdrawn: { word: "Withdrawn", tone: "neutral" },
  expired: { word: "Expired", tone: "neutral" },
  failed: { word: "Outdated", tone: "danger" },
};

const NAMES: readonly string[] = ["name", "code", "email"];

/** What is proposed, as a phrase: "Delete a tenant: Acme". */
export function proposalTitle({ ground, effect }: Pick<Proposal, "ground" | "effect">): string {
  const facts = { ...effect.after, ...effect.before };
  const name = NAMES.map((key) => facts[key]).find((value) => typeof value === "string");
  const label = GROUND_LABELS[ground];
  return `${label[0]?.toUpperCase()}${label.slice(1)}${name === undefined ? "" : `: ${name}`}`;
}
