import { IdLink } from "#components/audit/id-link";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { BulkOperation } from "#lib/bulk/schema";
import { BULK_WORDS } from "./wording.tsx";

interface BulkFactsProps {
  readonly bulk: BulkOperation;
  readonly now: string;
  readonly mayReadAudit: boolean;
}

/** Who wanted it, why, and which rows. */
export function BulkFacts({ bulk, now, mayReadAudit }: BulkFactsProps) {
  const { selected, progress, filter, operation, bulkOperationId } = bulk;
  const noun = BULK_WORDS[operation].rows;
  const items: Definition[] = [
    { term: "Reason", value: bulk.reason },
    {
      term: "Rows",
      value:
        filter === null
          ? `${formatCount(selected)} ${noun}, ticked one by one`
          : `${noun[0]?.toUpperCase()}${noun.slice(1)} by filter: ${Object.entries(filter)
              .map(([name, value]) => `${name} ${value}`)
              .join(", ")}`,
      note:
        selected === progress.total
          ? undefined
          : `${formatCount(selected)} matched when they were selected, ${formatCount(progress.total)} when it started`,
    },
    {
      term: "Started by",
      value: (
        <span className="flex flex-wrap items-baseline gap-x-2">
          <IdLink kind="user" id={bulk.startedById} />
          <RelativeTime value={bulk.createdOn} now={now} />
        </span>
      ),
      note: "Each row is acted upon with their rights of that moment",
    },
    { term: "Ended", value: <RelativeTime value={bulk.finishedOn} now={now} empty="Not yet" /> },
    {
      term: "Operation id",
      value: <CopyableId value={bulkOperationId} label="operation id" />,
      note: mayReadAudit ? (
        <AppLink href={`/console/audit?requestId=${bulkOperationId}`} className="link">
          Everything that it did, in the audit log
        </AppLink>
      ) : undefined,
    },
  ];
  return (
    <Card>
      <DefinitionList items={items} />
    </Card>
  );
}
