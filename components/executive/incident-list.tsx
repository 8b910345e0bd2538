import type { z } from "zod";
import { RelativeTime } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";
import type { Incidents } from "#lib/executive/incidents-schema";
import { wordText } from "./figure-words.tsx";
import { RiskPill } from "./risk-pill.tsx";

type Incident = z.output<typeof Incidents>["items"][number];

const EVENTS = { raised: "Raised", raised_again: "Raised again", reviewed: "Reviewed", resolved: "Resolved" } as const;

interface IncidentListProps {
  readonly incidents: readonly Incident[];
  readonly now: string;
}

/** Incidents with their timelines, the newest first. */
export function IncidentList({ incidents, now }: IncidentListProps) {
  if (incidents.length === 0) {
    return <p className="px-4 py-6 text-muted text-sm">No incident in the last year.</p>;
  }
  return (
    <ul className="divide-y divide-line text-sm">
      {incidents.map((incident) => (
        <li key={incident.incident_id} className="px-4 py-2.5">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <RiskPill risk={incident.severity} />
            <span className="font-medium">{incident.title}</span>
            {incident.status === "open" ? <StatusPill tone="warning">Open</StatusPill> : null}
          </p>
          <p className="text-muted text-xs">
            {wordText(incident.category)} · began <RelativeTime value={incident.started_at} now={now} />
            {incident.resolved_at === null ? null : (
              <>
                {" · over since "}
                <RelativeTime value={incident.resolved_at} now={now} />
              </>
            )}
          </p>
          <details className="mt-1">
            <summary className="w-fit rounded-sm text-muted text-xs hover:text-ink">
              Timeline of {incident.alerts === 1 ? "one alert" : `${incident.alerts} alerts`}
            </summary>
            <ol className="mt-1 flex flex-col gap-1 border-line border-l pl-3 text-xs">
              {incident.timeline.map((step) => (
                <li key={`${step.alert_id}${step.event}`}>
                  <RelativeTime value={step.at} now={now} format="absolute" className="figure text-subtle" />{" "}
                  <span className="font-medium">{EVENTS[step.event]}</span> {step.title}
                </li>
              ))}
            </ol>
          </details>
        </li>
      ))}
    </ul>
  );
}
