import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { auditRow } from "#app/_support/rows.ts";
import { setColumns } from "#app/preferences/actions.ts";
import { AUDIT_FILTERS, AuditFilters, type AuditQuery, filterValue } from "#components/audit/audit-filters";
import { AuditTable } from "#components/audit/audit-table";
import { ColumnChooser } from "#components/data-table/column-chooser";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { hiddenColumnsOf } from "#components/shell/preferences";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";

export const metadata: Metadata = { title: "Audit log" };

const PATH = "/console/audit";
const FILTERS = Object.keys(AUDIT_FILTERS) as (keyof typeof AUDIT_FILTERS)[];
const COLUMNS = [
  { id: "outcome", label: "Outcome" },
  { id: "actorId", label: "Actor" },
  { id: "tenantId", label: "Tenant" },
  { id: "network", label: "Network" },
];

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Who did what, when and from where; the filters stay in reach even when the address asks for the impossible. */
export default async function AuditPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const query: AuditQuery = queryOf(await searchParams, [...FILTERS, "sort", "page", "pageSize"]);
  const at = hrefWith(PATH, query);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () => perform(listAuditLogs, caller, { query }));
  const jar = await cookies();
  const hidden = hiddenColumnsOf((name) => jar.get(name)?.value, "audit");
  const frame = (header: ReactNode, body: ReactNode) => (
    <ListPage>
      {header}
      <TableToolbar end={<ColumnChooser table="audit" columns={COLUMNS} hidden={hidden} action={setColumns} />}>
        <AuditFilters at={at} query={query} />
      </TableToolbar>
      <FilterChips chips={chipsOf(query, at)} clearHref={PATH} />
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
  return frame(
    <PageHeader
      title="Audit log"
      total={data.totalItems}
      totalCapped={totalCapped}
      freshness={{ asOf: now, now, label: "Read" }}
    />,
    <>
      <AuditTable
        rows={data.items.map(auditRow)}
        at={at}
        now={now}
        sort={query.sort ?? "-occurredOn"}
        hiddenColumns={hidden}
        empty={<NoRecords isFiltered={FILTERS.some((name) => query[name] !== undefined)} />}
      />
      <Pagination {...data} totalCapped={totalCapped} at={at} itemName="records" />
    </>,
  );
}

const chipsOf = (query: AuditQuery, at: string) =>
  FILTERS.flatMap((name) => {
    const value = query[name];
    const removeHref = hrefWith(at, { [name]: null, page: null });
    return value === undefined ? [] : [{ label: AUDIT_FILTERS[name], value: filterValue(name, value), removeHref }];
  });

function NoRecords({ isFiltered }: { readonly isFiltered: boolean }) {
  if (!isFiltered) {
    return (
      <EmptyState kind="nothing-yet" title="Nothing has been recorded yet">
        Every privileged act leaves a record here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      kind="no-match"
      title="No record matches"
      action={<ButtonLink href={PATH}>Clear the filters</ButtonLink>}
    >
      Days begin at midnight UTC, and “Before” leaves its own day out.
    </EmptyState>
  );
}
