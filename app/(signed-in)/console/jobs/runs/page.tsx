import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { FilterSelect, FilterText } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { RunsTable } from "#components/jobs/runs-table";
import { JOB_LOOKS, RUN_COLUMNS } from "#components/jobs/wording";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { listJobs } from "#lib/jobs/operations";
import { ListJobsQuery } from "#lib/jobs/schema";
import { perform } from "#lib/operation/perform";
import { JobTabs } from "../job-tabs.tsx";

export const metadata: Metadata = { title: "Runs" };

const LIST = {
  list: "jobs",
  path: "/console/jobs/runs",
  title: "runs",
  keys: ["page", "pageSize", "sort", "status", "kind", "tenantId"],
  schema: ListJobsQuery,
  columns: RUN_COLUMNS,
} as const satisfies ListSpec<string>;

const STATUSES = Object.entries(JOB_LOOKS).map(([value, { word }]) => ({ value, label: word }));
const FILTERS = { status: "Status", kind: "Kind", tenantId: "Tenant" } as const;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Background work, newest first. */
export default async function RunsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { query, at, clearHref, dialog, hidden, order, views } = await listState(caller, LIST, await searchParams);
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () => perform(listJobs, caller, { query }));
  const now = new Date().toISOString();
  const chips = Object.entries(FILTERS).flatMap(([name, label]) => {
    const value = query[name as keyof typeof FILTERS];
    return value === undefined ? [] : [{ label, value, removeHref: hrefWith(at, { [name]: null, page: null }) }];
  });
  return (
    <ListPage>
      <PageHeader
        title="Jobs"
        {...(result.ok && { total: result.value.data.totalItems, totalCapped: result.value.data.totalCapped === true })}
        freshness={{ asOf: now, now, label: "Read" }}
      />
      <JobTabs current="runs" />
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter runs" at={at}>
          <FilterSelect label="Status" name="status" value={query.status} options={STATUSES} any="Any status" />
          <FilterText label="Kind" name="kind" placeholder="Kind of work" value={query.kind} />
          <FilterText label="Tenant id" name="tenantId" placeholder="Tenant id" value={query.tenantId} />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      {result.ok ? (
        <>
          <RunsTable
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
                noMatch={{ title: "No run matches", text: "Kinds are compared whole, such as webhook.deliver." }}
                nothingYet={{ title: "Nothing has been asked for yet", text: "Finished runs are kept for 30 days." }}
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
