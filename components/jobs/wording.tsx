import type { Tone } from "#components/ui/tone";
import type { DeadLetter, Job } from "#lib/jobs/schema";

interface Look {
  readonly tone: Tone;
  readonly word: string;
}

/** How a job stands. */
export const JOB_LOOKS: Readonly<Record<Job["status"], Look>> = {
  queued: { tone: "neutral", word: "Queued" },
  running: { tone: "info", word: "Running" },
  held: { tone: "warning", word: "Held" },
  succeeded: { tone: "success", word: "Succeeded" },
  failed: { tone: "danger", word: "Failed" },
  cancelled: { tone: "neutral", word: "Cancelled" },
};

/** What has become of a dead letter. */
export const DEAD_LETTER_LOOKS: Readonly<Record<DeadLetter["status"], Look>> = {
  open: { tone: "danger", word: "Open" },
  retried: { tone: "info", word: "Retried" },
  discarded: { tone: "neutral", word: "Discarded" },
};

/** What dead letters can be narrowed down to, by its name in the URL. */
export const DEAD_LETTER_FILTERS = {
  error: "Error",
  status: "Status",
  kind: "Kind",
  ruleId: "Rule",
  tenantId: "Tenant",
  dateFrom: "From",
  dateTo: "Before",
} as const;

/** The columns that the reader may leave out; constants, since pages and tables share them. */
export const RUN_COLUMNS = [
  { id: "status", label: "Status" },
  { id: "lastError", label: "Last error" },
  { id: "attempts", label: "Attempts" },
  { id: "startedOn", label: "Started" },
];
export const DEAD_LETTER_COLUMNS = [
  { id: "status", label: "Status" },
  { id: "attempts", label: "Attempts" },
  { id: "failedOn", label: "Failed" },
];

/** Seconds as people say them: 0.4 s, 12 s, 3 min, 2 h. */
export function formatAge(seconds: number): string {
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 90) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
