import { AppLink } from "#components/ui/app-link";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import { PriorityPill, TroubleState } from "./states.tsx";
import { type Incident, Timeline } from "./timeline.tsx";
import { CATEGORY_LABELS, lastedText } from "./wording.tsx";

interface IncidentListProps {
  readonly incidents: readonly (Incident & { readonly tenantHref: string | undefined })[];
  readonly now: string;
}

/** Incidents, newest first, each with its timeline to unfold. */
export function IncidentList({ incidents, now }: IncidentListProps) {
  return (
    <ul aria-label="Incidents" className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-raised">
      {incidents.map((incident) => (
        <li key={incident.incident_id} className="px-4 py-3">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h3 className="font-medium">{incident.title}</h3>
            <PriorityPill priority={incident.severity} />
            <TroubleState isResolved={incident.status === "resolved"} />
          </div>
          <p className="mt-0.5 text-muted text-sm">
            <Whose incident={incident} /> · {CATEGORY_LABELS[incident.category] ?? incident.category} ·{" "}
            {incident.alerts === 1 ? "1 alert" : `${formatCount(incident.alerts)} alerts`} · began{" "}
            <RelativeTime value={incident.started_at} now={now} />,{" "}
            {incident.resolved_at === null
              ? `open for ${lastedText(incident.started_at, now)}`
              : `over after ${lastedText(incident.started_at, incident.resolved_at)}`}
          </p>
          <details className="mt-1">
            <summary className="w-fit rounded-sm text-link text-sm hover:underline">
              Timeline<span className="sr-only"> of {incident.title}</span>
            </summary>
            <div className="mt-2 ml-1">
              <Timeline steps={incident.timeline} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

function Whose({
  incident: { tenant_id: id, tenant_name: name, tenantHref },
}: {
  readonly incident: IncidentListProps["incidents"][number];
}) {
  if (id === null) return <span>Platform</span>;
  const shown = name ?? "Unknown tenant";
  return tenantHref === undefined ? (
    <span className="text-ink">{shown}</span>
  ) : (
    <AppLink href={tenantHref} className="link">
      {shown}
    </AppLink>
  );
}
