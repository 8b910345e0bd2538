import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { hrefWith } from "#components/ui/href";
import type { AuditLog } from "#lib/audit/schema";

interface RefusalCardProps {
  readonly record: AuditLog;
  /** Whether the reader may ask how access stands now. */
  readonly canExplain: boolean;
}

/** Why an attempt was refused, as it was decided then, and the way to how it stands now. Nothing of any other record. */
export function RefusalCard({ record, canExplain }: RefusalCardProps) {
  if (record.outcome !== "denied") {
    return null;
  }
  const { after, tenantId } = record;
  const explanation = textOf(after, "explanation") ?? reasonOf(after);
  const href = explainHref(record, tenantId);
  return (
    <Card
      title="Why it was refused"
      actions={
        canExplain && href !== null ? (
          <ButtonLink size="sm" href={href}>
            Explain as of now
          </ButtonLink>
        ) : undefined
      }
    >
      <p className="text-sm">{explanation ?? "The record does not say what decided."}</p>
    </Card>
  );
}

/** Of sign-ins, which keep the words that were shown. */
function reasonOf(after: AuditLog["after"]): string | null {
  const why = textOf(after, "why");
  return why === "stale-credentials" ? "The access token had expired or its session had ended." : why;
}

const ATTEMPTS: Readonly<Record<string, string>> = { AUTH_LOGIN_FAILED: "login", AUTH_REFRESH: "refresh" };

/** The question that the record raises, at the page of whoever was refused; null where nobody is known. */
function explainHref({ action, actorId, entityType, entityId, after }: AuditLog, tenantId: string | null) {
  const userId = actorId ?? textOf(after, "userId") ?? (entityType === "user" ? entityId : null);
  const operation = ATTEMPTS[action] ?? textOf(after, "operation");
  return userId === null || operation === null
    ? null
    : hrefWith(`/console/users/${userId}`, { tab: "access", operation, tenantId: tenantId ?? undefined });
}

function textOf(facts: AuditLog["after"], key: string): string | null {
  const value = facts?.[key];
  return typeof value === "string" ? value : null;
}
