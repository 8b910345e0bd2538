import { StatusPill } from "#components/ui/status-pill";
import type { Tenant } from "#lib/tenants/schema";

const LOOKS = {
  active: { tone: "success", word: "Active" },
  suspended: { tone: "warning", word: "Suspended" },
  deleted: { tone: "neutral", word: "Deleted" },
} as const;

/** The state of a tenant as icon, word and colour. */
export function TenantStatus({ status }: Pick<Tenant, "status">) {
  const { tone, word } = LOOKS[status];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}
