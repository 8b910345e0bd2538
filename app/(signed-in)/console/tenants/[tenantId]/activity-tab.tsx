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
import type { Tenant } from "#lib/tenants/schema";

export interface TabProps {
  readonly tenant: Tenant;
  readonly caller: Caller;
  /** The address of this page with its tab. */
  readonly at: string;
  readonly paging: Readonly<Record<string, string>>;
  /** The dialog that the address names, and the key of the configuration that it is about. */
  readonly dialog?: string | undefined;
  readonly itemKey?: string | undefined;
}

/** Everything that the audit log holds about the tenant. */
export async function ActivityTab({ tenant, caller, at, paging }: TabProps) {
  const { tenantId } = tenant;
  const result = await attempt(
    { caller, href: at, cleanHref: hrefWith(at, { page: null, pageSize: null, sort: null }) },
    () => perform(listAuditLogs, caller, { query: { ...paging, tenantId } }),
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
        hiddenColumns={["tenantId"]}
        empty={<EmptyState kind="nothing-yet" title="Nothing has happened to this tenant yet" />}
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="records" />
      <p className="text-muted text-sm">
        <AppLink href={`/console/audit?tenantId=${tenantId}`} className="link">
          Open in the audit log
        </AppLink>{" "}
        to filter by action, outcome or date.
      </p>
    </>
  );
}
