import { ArrowRight } from "lucide-react";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { hrefWith } from "#components/ui/href";
import type { AuditLog } from "#lib/audit/schema";
import { ENTITY_LABELS } from "#lib/audit/wording";

const LIST = "/console/audit";

/** Ways from one record to those that share its thing, its actor or its tenant. */
export function RelatedEvents({ record }: { readonly record: AuditLog }) {
  const { actorId, entityId, entityType, tenantId } = record;
  const kind = (ENTITY_LABELS[entityType] ?? entityType).toLowerCase().replace(/^api/, "API");
  const these = entityType === "override" ? "these" : "this";
  const links = [
    entityId === null ? null : { label: `Events of ${these} ${kind}`, href: hrefWith(LIST, { entityType, entityId }) },
    actorId === null ? null : { label: "Events of this actor", href: hrefWith(LIST, { actorId }) },
    tenantId === null || tenantId === entityId
      ? null
      : { label: "Events of this tenant", href: hrefWith(LIST, { tenantId }) },
  ].filter((link) => link !== null);
  if (links.length === 0) return null;
  return (
    <Card title="Related events" flush>
      <ul className="py-1.5">
        {links.map(({ label, href }) => (
          <li key={label}>
            <AppLink
              href={href}
              className="flex min-h-8 items-center justify-between gap-2 px-4 text-sm -outline-offset-2 hover:bg-hover coarse:min-h-11"
            >
              {label}
              <ArrowRight aria-hidden="true" className="size-3.5 text-subtle" />
            </AppLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}
