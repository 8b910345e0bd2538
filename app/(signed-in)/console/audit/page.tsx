import { Download, ShieldCheck } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { offered } from "#app/_support/offered.tsx";
import { peekAt } from "#app/_support/peek.tsx";
import { auditRow } from "#app/_support/rows.ts";
import { AUDIT_FILTERS, AuditFilters, type AuditQuery, filterValue } from "#components/audit/audit-filters";
import { AuditPeek } from "#components/audit/audit-peek";
import { AuditTable } from "#components/audit/audit-table";
import { ExportDialog } from "#components/data-table/export-dialog";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { ButtonLink } from "#components/ui/button";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { exportAuditLogs, getAuditLog, listAuditLogs } from "#lib/audit/operations";
import { ListAuditLogsQuery } from "#lib/audit/schema";
import { verifyAuditLogs } from "#lib/audit/seal-operations";
import { deedOf } from "#lib/audit/sentence";
import { pageCaller } from "#lib/auth/console";
import { isFeatureOn } from "#lib/configuration/features";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";

export const metadata: Metadata = { title: "Audit log" };

const PATH = "/console/audit";
const FILTERS = Object.keys(AUDIT_FILTERS) as (keyof typeof AUDIT_FILTERS)[];
const COLUMNS = [
  { id: "outcome", label: "Outcome" },
  { id: "actorId", label: "Actor" },
  { id: "tenantId", label: "Tenant" },
  { id: "network", label: "Network" },
];

const LIST = {
  list: "audit",
  path: PATH,
  title: "records",
  keys: [...FILTERS, "sort", "page", "pageSize"],
  schema: ListAuditLogsQuery,
  columns: COLUMNS,
} as const satisfies ListSpec<string>;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Who did what, when and from where; the filters stay in reach even when the address asks for the impossible. */
export default async function AuditPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { query, at, clearHref, peek, dialog, hidden, order, views } = await listState(
    caller,
    LIST,
    await searchParams,
  );
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () =>
    perform(listAuditLogs, caller, { query }),
  );
  const frame = (header: ReactNode, body: ReactNode) => (
    <ListPage>
      {header}
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <AuditFilters at={at} query={query} />
      </TableToolbar>
      <FilterChips chips={chipsOf(query, at)} clearHref={clearHref} />
      {body}
    </ListPage>
  );
  if (!result.ok) {
    const mayRead = can(caller.actor, listAuditLogs.policy);
    return mayRead ? frame(<PageHeader title="Audit log" />, result.view) : result.view;
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  const totalCapped = data.totalCapped === true;
  const panel = await peekAt({
    id: peek,
    at,
    read: (auditId) => perform(getAuditLog, caller, { path: { auditId } }),
    show: (record) => (
      <AuditPeek
        record={record}
        deed={deedOf(record)}
        role={record.actorRole === null ? null : roleLabel(record.actorRole)}
        at={at}
        now={now}
      />
    ),
  });
  return frame(
    <PageHeader
      title="Audit log"
      total={data.totalItems}
      totalCapped={totalCapped}
      freshness={{ asOf: now, now, label: "Read" }}
      actions={
        <>
          {can(caller.actor, verifyAuditLogs.policy) ? (
            <ButtonLink href={`${PATH}/seals`}>
              <ShieldCheck aria-hidden="true" />
              Seals
            </ButtonLink>
          ) : null}
          {
            await offered(
              caller,
              { policy: exportAuditLogs.policy, feature: "features.exports" },
              <ButtonLink href={hrefWith(at, { dialog: "export" })} scroll={false}>
                <Download aria-hidden="true" />
                Export…
              </ButtonLink>,
            )
          }
        </>
      }
    />,
    <>
      <AuditTable
        rows={data.items.map(auditRow)}
        at={at}
        now={now}
        sort={query.sort ?? "-occurredOn"}
        hiddenColumns={hidden}
        columnOrder={order}
        peek={{ id: peek, panel }}
        empty={
          <ListEmpty
            isFiltered={FILTERS.some((name) => query[name] !== undefined)}
            isScoped={caller.actor.tenantScope !== "global"}
            clearHref={clearHref}
            noMatch={{
              title: "No record matches",
              text: "Days begin at midnight UTC, and “Before” leaves its own day out.",
            }}
            nothingYet={{
              title: "Nothing has been recorded yet",
              text: "Every privileged act leaves a record here.",
            }}
          />
        }
      />
      <Pagination {...data} totalCapped={totalCapped} at={at} itemName="records" />
      {dialog === "export" && (await isFeatureOn("features.exports")) ? (
        <ExportDialog
          title="Export the audit log"
          itemName="records"
          total={data.totalItems}
          totalCapped={totalCapped}
          filters={chipsOf(query, at)}
          action={`${PATH}/export`}
          query={exported(query)}
          closeHref={at}
        />
      ) : null}
    </>,
  );
}

/** What the export takes over from the list: which records, and in which order. */
const exported = ({ page: _page, pageSize: _size, ...chosen }: AuditQuery): Partial<Record<string, string>> => chosen;

const chipsOf = (query: AuditQuery, at: string) =>
  FILTERS.flatMap((name) => {
    const value = query[name];
    const removeHref = hrefWith(at, { [name]: null, page: null });
    return value === undefined ? [] : [{ label: AUDIT_FILTERS[name], value: filterValue(name, value), removeHref }];
  });
