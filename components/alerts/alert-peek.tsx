import type { ReactNode } from "react";
import { PeekPanel } from "#components/data-table/peek-panel";
import { AppLink } from "#components/ui/app-link";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { RelativeTime } from "#components/ui/relative-time";
import type { AlertRow } from "./alerts-table.tsx";
import { PriorityPill, TroubleState } from "./states.tsx";
import { type Incident, Timeline } from "./timeline.tsx";
import { CATEGORY_LABELS, impactText, SCOPE_OPTIONS } from "./wording.tsx";

interface AlertPeekProps {
  readonly alert: AlertRow;
  /** The incident that it belongs to, where the reader may know of it. */
  readonly incident: Incident | undefined;
  /** The reader's review, or why there is none. */
  readonly review: ReactNode;
  readonly at: string;
  readonly now: string;
}

/** One alert in full, beside the list: what it is, where to go from it, and the reader's own review. */
export function AlertPeek({ alert, incident, review, at, now }: AlertPeekProps) {
  const actions = alert.actions.filter(
    ({ url }) => url.startsWith("/") && url !== `/executive/tenants/${alert.tenant_id}`,
  );
  return (
    <PeekPanel
      title={alert.title}
      meta={
        <>
          <PriorityPill priority={alert.priority} />
          <TroubleState isResolved={alert.is_resolved} />
        </>
      }
      at={at}
    >
      <p>{alert.summary}</p>
      <DefinitionList
        layout="stacked"
        items={[
          { term: "About", value: CATEGORY_LABELS[alert.category] ?? alert.category },
          { term: "Belongs to", value: SCOPE_OPTIONS.find(({ value }) => value === alert.scope)?.label ?? alert.scope },
          ...(alert.impact_range === null
            ? []
            : [{ term: "Impact", value: impactText(alert.impact_range), note: "As its source says it; directional" }]),
          { term: "Raised", value: <RelativeTime value={alert.created_at} now={now} format="absolute" /> },
          { term: "Alert id", value: <CopyableId value={alert.id} label="alert id" /> },
        ]}
      />
      {alert.tenantHref === undefined && actions.length === 0 ? null : (
        <ul aria-label="Where to go from here" className="flex flex-col gap-1">
          {alert.tenantHref === undefined ? null : (
            <li>
              <AppLink href={alert.tenantHref} className="link">
                Summary of {alert.tenant_name ?? "the tenant"}
              </AppLink>
            </li>
          )}
          {actions.map(({ label, url }) => (
            <li key={url}>
              <AppLink href={url} className="link">
                {label}
              </AppLink>
            </li>
          ))}
        </ul>
      )}
      {review}
      {incident === undefined ? null : (
        <section aria-label="Incident">
          <h3 className="mb-2 font-semibold">Incident{incident.alerts === 1 ? "" : ` of ${incident.alerts} alerts`}</h3>
          <Timeline steps={incident.timeline} />
        </section>
      )}
    </PeekPanel>
  );
}
