import type { z } from "zod";
import { utcText } from "#components/ui/relative-time";
import type { Incidents } from "#lib/executive/incidents-schema";
import { PRIORITY_LABELS, STEP_WORDS } from "./wording.tsx";

/** Alerts of one tenant and kind that belong together. */
export type Incident = z.output<typeof Incidents>["items"][number];

const DOTS: Readonly<Record<string, string>> = {
  raised: "bg-danger",
  raised_again: "bg-warning",
  reviewed: "bg-info",
  resolved: "bg-success",
};

/** What happened when, oldest first; every dot has its word. */
export function Timeline({ steps }: { readonly steps: Incident["timeline"] }) {
  return (
    <ol className="flex flex-col gap-2.5 border-line border-l pl-4">
      {steps.map(({ at, event, priority, title, alert_id: id }) => (
        <li key={`${id} ${event}`} className="relative">
          <span
            aria-hidden="true"
            className={`absolute top-1.5 -left-[1.28rem] size-2 rounded-full ring-2 ring-raised ${DOTS[event] ?? "bg-subtle"}`}
          />
          <p className="text-sm">
            <span className="font-medium">{STEP_WORDS[event] ?? event}</span>
            <span className="text-muted">
              {" "}
              · {title} ({PRIORITY_LABELS[priority]?.toLowerCase()})
            </span>
          </p>
          <p className="figure text-subtle text-xs">{utcText(new Date(at))}</p>
        </li>
      ))}
    </ol>
  );
}
