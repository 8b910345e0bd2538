import { StatusPill } from "#components/ui/status-pill";
import type { AuditLog } from "#lib/audit/schema";
import { OUTCOME_LABELS } from "#lib/audit/wording";

const TONES = { success: "success", denied: "warning", failure: "danger" } as const;

/** How an audited act ended. */
export function OutcomePill({ outcome }: { readonly outcome: AuditLog["outcome"] }) {
  return <StatusPill tone={TONES[outcome]}>{OUTCOME_LABELS[outcome]}</StatusPill>;
}
