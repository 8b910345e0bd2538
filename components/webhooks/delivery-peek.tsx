import { PeekPanel } from "#components/data-table/peek-panel";
import { ButtonLink } from "#components/ui/button";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { JsonBlock } from "#components/ui/json-block";
import { RelativeTime } from "#components/ui/relative-time";
import type { DeliveryRow } from "./deliveries-table.tsx";
import { DeliveryState } from "./states.tsx";

interface DeliveryPeekProps {
  readonly delivery: DeliveryRow;
  readonly at: string;
  readonly now: string;
}

/** One delivery in full, beside the list: what was sent and what came of it. */
export function DeliveryPeek({ delivery, at, now }: DeliveryPeekProps) {
  const { eventType, status, attempts, statusCode, durationMs, error, occurredOn, triedOn, eventId, data } = delivery;
  const none = <span className="text-subtle">None</span>;
  return (
    <PeekPanel
      title={<span className="figure">{eventType}</span>}
      meta={<DeliveryState status={status} attempts={attempts} />}
      at={at}
    >
      <DefinitionList
        layout="stacked"
        items={[
          { term: "Happened", value: <RelativeTime value={occurredOn} now={now} format="absolute" /> },
          { term: "Attempts", value: <span className="figure">{attempts}</span> },
          { term: "Last attempt", value: <RelativeTime value={triedOn} now={now} empty="None yet" /> },
          {
            term: "Answer",
            value: statusCode === null ? none : <span className="figure">{statusCode}</span>,
            note: durationMs === null ? undefined : `after ${formatCount(durationMs)} ms`,
          },
          ...(error === null ? [] : [{ term: "Failure", value: error }]),
          {
            term: "Event id",
            value: <CopyableId value={eventId} label="event id" />,
            note: "The header webhook-id; the same when it is sent again",
          },
        ]}
      />
      <JsonBlock label="Body as sent" value={{ type: eventType, timestamp: occurredOn, data }} className="max-h-72" />
      {delivery.redeliverHref === null ? null : (
        <ButtonLink href={delivery.redeliverHref} scroll={false} className="self-start">
          Send again…
        </ButtonLink>
      )}
    </PeekPanel>
  );
}
