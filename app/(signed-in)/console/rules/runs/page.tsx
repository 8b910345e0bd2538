import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { ExecutionsTable } from "#components/rules/executions-table";
import { RUN_COLUMNS, RUN_LOOKS } from "#components/rules/wording";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { listAllExecutions } from "#lib/rules/execution-operations";
import { ListExecutionsQuery } from "#lib/rules/execution-schema";
import { RuleTabs } from "../rule-tabs.tsx";

export const metadata: Metadata = { title: "Runs of rules" };

const LIST = {
  list: "executions",
  path: "/console/rules/runs",
  title: "runs",
  keys: ["page", "pageSize", "sort", "status"],
  schema: ListExecutionsQuery,
  columns: RUN_COLUMNS,
} as const satisfies ListSpec<string>;

const STATUSES = Object.entries(RUN_LOOKS).map(([value, { word }]) => ({ value, label: word }));

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Runs of all rules, newest first. */
export default async function RuleRunsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { query, at, clearHref, dialog, hidden, order, views } = await listState(caller, LIST, await searchParams);
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () =>
    perform(listAllExecutions, caller, { query }),
  );
  const now = new Date().toISOString();
  const { status } = query;
  const word = STATUSES.find(({ value }) => value === status)?.label ?? status;
  const chips =
    word === undefined
      ? []
      : [{ label: "Status", value: word, removeHref: hrefWith(at, { status: null, page: null }) }];
  return (
    <ListPage>
      <PageHeader
        title="Rules"
        {...(result.ok && { total: result.value.data.totalItems, totalCapped: result.value.data.totalCapped === true })}
        freshness={{ asOf: now, now, label: "Read" }}
      />
      <RuleTabs current="runs" caller={caller} />
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter runs" at={at}>
          <FilterSelect label="Status" name="status" value={status} options={STATUSES} any="Any status" />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      {result.ok ? (
        <>
          <ExecutionsTable
            rows={result.value.data.items}
            at={at}
            now={now}
            sort={query.sort ?? "-createdOn"}
            hiddenColumns={hidden}
            columnOrder={order}
            empty={
              <ListEmpty
                isFiltered={chips.length > 0}
                isScoped={caller.actor.tenantScope !== "global"}
                clearHref={clearHref}
                noMatch={{ title: "No run has this status" }}
                nothingYet={{ title: "No rule has hit anybody yet", text: "Runs that hit nobody leave no trace." }}
              />
            }
          />
          <Pagination
            {...result.value.data}
            totalCapped={result.value.data.totalCapped === true}
            at={at}
            itemName="runs"
          />
        </>
      ) : (
        result.view
      )}
    </ListPage>
  );
}
