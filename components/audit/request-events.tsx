import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { hrefWith } from "#components/ui/href";
import { OutcomePill } from "./outcome-pill.tsx";

interface RequestEvent {
  readonly auditId: string;
  /** The record in words. */
  readonly deed: string;
  readonly outcome: "success" | "denied" | "failure";
}

interface RequestEventsProps {
  readonly requestId: string;
  /** The record whose page this is. */
  readonly current: string;
  /** What the request did, oldest first; null when it could not be read. */
  readonly events: readonly RequestEvent[] | null;
  /** How many there are in all, as the list counts. */
  readonly total: number;
}

/** Everything that one request left in the log, in its order: what belongs together reads together. */
export function RequestEvents({ requestId, current, events, total }: RequestEventsProps) {
  const listHref = hrefWith("/console/audit", { requestId, sort: "occurredOn" });
  return (
    <Card
      title="The same request"
      description={summary(events, total)}
      flush
      actions={
        <AppLink href={listHref} className="link text-sm">
          Everything this request did
        </AppLink>
      }
    >
      {events === null || events.length < 2 ? null : (
        <ol aria-label="Events of the same request" className="divide-y divide-line border-line border-t">
          {events.map(({ auditId, deed, outcome }) => (
            <li key={auditId} className="flex min-h-10 items-center justify-between gap-4 px-4 py-1.5 text-sm">
              {auditId === current ? (
                <span aria-current="true" className="min-w-0 font-medium">
                  {deed} <span className="font-normal text-subtle text-xs">this record</span>
                </span>
              ) : (
                <AppLink href={`/console/audit/${auditId}`} className="link min-w-0">
                  {deed}
                </AppLink>
              )}
              <OutcomePill outcome={outcome} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function summary(events: readonly RequestEvent[] | null, total: number): string {
  if (events === null) return "What else it did cannot be read at the moment.";
  if (events.length < 2) return "It recorded nothing else.";
  return events.length < total
    ? `The first ${events.length} of its ${total} records`
    : `Its ${total} records, in order`;
}
