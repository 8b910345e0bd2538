import { PeekPanel } from "#components/data-table/peek-panel";
import { DefinitionList } from "#components/ui/definition-list";
import { DiffTable } from "#components/ui/diff-table";
import { RelativeTime } from "#components/ui/relative-time";
import type { AuditLog } from "#lib/audit/schema";
import { ENTITY_LABELS } from "#lib/audit/wording";
import { erasedItems, Network } from "./erased.tsx";
import { IdLink, thingOf } from "./id-link.tsx";
import { OutcomePill } from "./outcome-pill.tsx";

interface AuditPeekProps {
  readonly record: AuditLog;
  /** The record in words. */
  readonly deed: string;
  /** The actor's role as people say it. */
  readonly role: string | null;
  readonly at: string;
  readonly now: string;
}

/** A record in short, with what it changed, beside the list. */
export function AuditPeek({ record, deed, role, at, now }: AuditPeekProps) {
  const { actorId, entityId, entityType } = record;
  return (
    <PeekPanel
      title={deed}
      meta={<OutcomePill outcome={record.outcome} />}
      at={at}
      href={`/console/audit/${record.auditId}`}
    >
      <DefinitionList
        layout="stacked"
        items={[
          { term: "When", value: <RelativeTime value={record.occurredOn} now={now} format="absolute" /> },
          ...(record.reason === null ? [] : [{ term: "Reason", value: record.reason }]),
          {
            term: "Actor",
            value: (
              <span className="flex flex-wrap items-baseline gap-x-2">
                {role ?? "Nobody signed in"}
                {actorId === null ? null : <IdLink kind="user" id={actorId} />}
              </span>
            ),
          },
          ...(entityId === null
            ? []
            : [{ term: ENTITY_LABELS[entityType] ?? entityType, value: <IdLink {...thingOf(record)} /> }]),
          { term: "Network", value: <Network record={record} /> },
          ...erasedItems(record),
        ]}
      />
      {record.before === null && record.after === null ? null : (
        <DiffTable before={record.before} after={record.after} />
      )}
    </PeekPanel>
  );
}
