import type { Metadata } from "next";
import type { ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { SwitchedOff } from "#app/_support/offered.tsx";
import { BulkTable } from "#components/bulk/bulk-table";
import { BULK_COLUMNS, BULK_STATUS_LOOKS, bulkName } from "#components/bulk/wording";
import { FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { listBulkOperations } from "#lib/bulk/operations";
import { BULK_OPERATIONS, ListBulkQuery } from "#lib/bulk/schema";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";

export const metadata: Metadata = { title: "Bulk operations" };

const LIST = {
  list: "bulk",
  path: "/console/bulk",
  title: "bulk operations",
  keys: ["page", "pageSize", "sort", "status", "operation", "startedById"],
  schema: ListBulkQuery,
  columns: BULK_COLUMNS,
} as const satisfies ListSpec<string>;

const STATUSES = Object.entries(BULK_STATUS_LOOKS).map(([value, { word }]) => ({ value, label: word }));
const OPERATIONS = BULK_OPERATIONS.map((value) => ({ value, label: bulkName(value) }));

type Query = Partial<Record<(typeof LIST.keys)[number], string>>;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What was done to many rows at once: by the reader, or by everybody for who reads everything. */
export default async function BulkOperationsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { query, at, clearHref, dialog, hidden, order, views } = await listState(caller, LIST, await searchParams);
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () =>
    perform(listBulkOperations, caller, { query }),
  );
  const frame = (header: ReactNode, body: ReactNode) => (
    <ListPage>
      {header}
      <SwitchedOff caller={caller} feature="features.bulkActions">
        None can be started. What was started goes on and stays on record.
      </SwitchedOff>
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter bulk operations" at={at}>
          <FilterSelect label="Status" name="status" value={query.status} options={STATUSES} any="Any status" />
          <FilterSelect
            label="Operation"
            name="operation"
            value={query.operation}
            options={OPERATIONS}
            any="Any operation"
          />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chipsOf(query, at)} clearHref={clearHref} />
      {body}
    </ListPage>
  );
  if (!result.ok) {
    const mayRead = can(caller.actor, listBulkOperations.policy);
    return mayRead ? frame(<PageHeader title="Bulk operations" />, result.view) : result.view;
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  return frame(
    <PageHeader
      title="Bulk operations"
      total={data.totalItems}
      freshness={{ asOf: now, now, label: "Read" }}
      description="Kept for 90 days."
    />,
    <>
      <BulkTable
        rows={data.items}
        at={at}
        now={now}
        sort={query.sort ?? "-createdOn"}
        hiddenColumns={hidden}
        columnOrder={order}
        empty={
          <ListEmpty
            isFiltered={chipsOf(query, at).length > 0}
            isScoped={false}
            clearHref={clearHref}
            noMatch={{ title: "No bulk operation matches" }}
            nothingYet={{
              title: "No bulk operations yet",
              text: "Tick rows in the list of users or tenants, and choose what to do with them.",
            }}
          />
        }
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="bulk operations" />
    </>,
  );
}

function chipsOf(query: Query, at: string) {
  const words = {
    status: { label: "Status", value: STATUSES.find(({ value }) => value === query.status)?.label ?? query.status },
    operation: {
      label: "Operation",
      value: OPERATIONS.find(({ value }) => value === query.operation)?.label ?? query.operation,
    },
    startedById: { label: "Started by", value: query.startedById },
  };
  return Object.entries(words).flatMap(([key, { label, value }]) =>
    value === undefined ? [] : [{ label, value, removeHref: hrefWith(at, { [key]: null, page: null }) }],
  );
}
