import { attempt } from "#app/_support/attempt.tsx";
import { auditRow } from "#app/_support/rows.ts";
import { AuditTable } from "#components/audit/audit-table";
import { AppLink } from "#components/ui/app-link";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { listAuditLogs } from "#lib/audit/operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

interface ActivityProps {
  readonly caller: Caller;
  /** The address of this page with its tab. */
  readonly at: string;
  readonly paging: Readonly<Record<string, string>>;
  /** Which records belong here, as the audit log filters them. */
  readonly filters: Readonly<Partial<Record<"actorId" | "entityId" | "tenantId", string>>>;
  /** Columns that would say the same on every line. */
  readonly hiddenColumns: readonly string[];
  /** What it means that there is nothing. */
  readonly emptyTitle: string;
}

/** What the audit log holds about one thing, on the page of that thing, and the way to all of it. */
export async function Activity({ caller, at, paging, filters, hiddenColumns, emptyTitle }: ActivityProps) {
  const result = await attempt(
    { caller, href: at, cleanHref: hrefWith(at, { page: null, pageSize: null, sort: null }) },
    () => perform(listAuditLogs, caller, { query: { ...paging, ...filters } }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data } = result.value;
  return (
    <>
      <AuditTable
        rows={data.items.map(auditRow)}
        at={at}
        now={new Date().toISOString()}
        sort={paging["sort"] ?? "-occurredOn"}
        hiddenColumns={hiddenColumns}
        empty={<EmptyState kind="nothing-yet" title={emptyTitle} />}
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="records" />
      <p className="text-muted text-sm">
        <AppLink href={hrefWith("/console/audit", filters)} className="link">
          Open in the audit log
        </AppLink>{" "}
        to filter by action, outcome or date.
      </p>
    </>
  );
}
