import { StatusPill } from "#components/ui/status-pill";
import type { DeadLetter, Job } from "#lib/jobs/schema";
import { DEAD_LETTER_LOOKS, JOB_LOOKS } from "./wording.tsx";

/** How a job stands, as icon, word and colour; one that waits after an attempt is being tried again. */
export function JobState({ status, attempts }: Pick<Job, "status" | "attempts">) {
  const { tone, word } = JOB_LOOKS[status];
  return <StatusPill tone={tone}>{status === "queued" && attempts > 0 ? "Trying again" : word}</StatusPill>;
}

/** What has become of a dead letter, as icon, word and colour. */
export function DeadLetterState({ status }: Pick<DeadLetter, "status">) {
  const { tone, word } = DEAD_LETTER_LOOKS[status];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}
