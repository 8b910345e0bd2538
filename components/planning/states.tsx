import { StatusPill } from "#components/ui/status-pill";
import type { Tone } from "#components/ui/tone";
import type { Initiative } from "#lib/planning/schema";
import { IMPACT_LABELS, STATUS_LABELS } from "./wording.tsx";

const STATUS_TONES: Readonly<Record<Initiative["status"], Tone>> = {
  planned: "neutral",
  in_progress: "info",
  completed: "success",
  on_hold: "warning",
  cancelled: "neutral",
};
const IMPACT_TONES: Readonly<Record<Initiative["impact"], Tone>> = {
  positive: "success",
  neutral: "neutral",
  negative: "danger",
};

/** How an initiative stands as icon, word and colour. */
export const InitiativeStatus = ({ status }: Pick<Initiative, "status">) => (
  <StatusPill tone={STATUS_TONES[status]}>{STATUS_LABELS[status]}</StatusPill>
);

/** What an initiative does for the business. */
export const Impact = ({ impact }: Pick<Initiative, "impact">) => (
  <StatusPill tone={IMPACT_TONES[impact]}>{IMPACT_LABELS[impact]}</StatusPill>
);

/** Percent done as a bar with its number. */
export function Progress({ name, percent }: { readonly name: string; readonly percent: number }) {
  return (
    <span className="flex items-center gap-2">
      <progress value={percent} max={100} aria-label={`Progress of ${name}`} className="w-20" />
      <span className="figure w-10 text-right text-xs">{percent} %</span>
    </span>
  );
}
