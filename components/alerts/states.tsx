import { RelativeTime } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";
import type { Tone } from "#components/ui/tone";
import { PRIORITY_LABELS } from "./wording.tsx";

const TONES: Readonly<Record<string, Tone>> = { critical: "danger", high: "warning", medium: "info", low: "neutral" };

/** How urgent an alert is, as icon, word and colour. */
export const PriorityPill = ({ priority }: { readonly priority: string }) => (
  <StatusPill tone={TONES[priority] ?? "neutral"}>{PRIORITY_LABELS[priority] ?? priority}</StatusPill>
);

/** Whether the trouble is over; nobody's review changes it. */
export const TroubleState = ({ isResolved }: { readonly isResolved: boolean }) =>
  isResolved ? <StatusPill tone="success">Resolved</StatusPill> : <StatusPill tone="warning">Open</StatusPill>;

interface ReviewStateProps {
  /** Null: the reader has not reviewed it. */
  readonly reviewedAt: string | null;
  readonly now: string;
}

/** The reader's own review of an alert. */
export function ReviewState({ reviewedAt, now }: ReviewStateProps) {
  if (reviewedAt === null) return <span className="text-muted">Not yet</span>;
  return (
    <span>
      Reviewed <RelativeTime value={reviewedAt} now={now} />
    </span>
  );
}
