import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { RelativeTime } from "#components/ui/relative-time";
import type { AuditLog } from "#lib/audit/schema";
import { actionLabel, ENTITY_LABELS } from "#lib/audit/wording";
import { ERASED, erasedItems, isErased, Network } from "./erased.tsx";
import { IdLink, thingOf } from "./id-link.tsx";
import { OutcomePill } from "./outcome-pill.tsx";

interface AuditFactsProps {
  readonly record: AuditLog;
  /** The actor's role as people say it. */
  readonly role: string | null;
  readonly now: string;
}

/** Everything that a record states, term by term. */
export function AuditFacts({ record, role, now }: AuditFactsProps) {
  const kind = ENTITY_LABELS[record.entityType] ?? record.entityType;
  const items: Definition[] = [
    {
      term: "When",
      value: <RelativeTime value={record.occurredOn} now={now} format="absolute" />,
      note: <RelativeTime value={record.occurredOn} now={now} />,
    },
    { term: "Action", value: actionLabel(record.action), note: <code className="figure">{record.action}</code> },
    { term: "Outcome", value: <OutcomePill outcome={record.outcome} /> },
    {
      term: "Reason",
      value: record.reason ?? <Absent>{isErased(record, "reason") ? ERASED : "None was given"}</Absent>,
    },
    {
      term: "Actor",
      value:
        record.actorId === null ? (
          <Absent>{role ?? "Nobody signed in"}</Absent>
        ) : (
          <span className="flex flex-wrap items-baseline gap-x-2">
            {role}
            <IdLink kind="user" id={record.actorId} />
          </span>
        ),
      note: role === null ? undefined : "The role is the one held at that time",
    },
    {
      term: kind,
      value: record.entityId === null ? <Absent>–</Absent> : <IdLink {...thingOf(record)} />,
    },
    ...(record.tenantId === record.entityId
      ? []
      : [{ term: "Tenant concerned", value: <IdLink kind="tenant" id={record.tenantId} /> }]),
    { term: "Network", value: <Network record={record} /> },
    ...erasedItems(record),
    { term: "Request id", value: <CopyableId value={record.requestId} label="request id" /> },
    { term: "Record id", value: <CopyableId value={record.auditId} label="record id" /> },
  ];
  return (
    <Card title="Facts">
      <DefinitionList items={items} />
    </Card>
  );
}

const Absent = ({ children }: { readonly children: React.ReactNode }) => (
  <span className="text-subtle">{children}</span>
);
