import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { standingOf } from "#app/_support/figures.ts";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { WhyFigure } from "#app/_support/why.tsx";
import { FilterSelect, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { DIRECTORY_COLUMNS } from "#components/executive/directory-columns";
import { DirectoryTable } from "#components/executive/directory-table";
import { LimitedSources, QualityBadge } from "#components/executive/quality";
import { optionsOf, SEGMENT_LABELS, STATUS_LABELS } from "#components/tenants/wording";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { seesCost } from "#lib/executive/access";
import { DirectoryQuery } from "#lib/executive/directory-schema";
import { listSystemTenants } from "#lib/executive/operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { directoryRows } from "../directory-rows.ts";
import { TENANTS_PATH } from "../way.ts";

export const metadata: Metadata = { title: "Tenant directory" };

const LIST = {
  list: "directory",
  path: TENANTS_PATH,
  title: "tenants",
  keys: ["page", "pageSize", "sort", "search", "status", "segment"],
  schema: DirectoryQuery,
  columns: DIRECTORY_COLUMNS,
} as const satisfies ListSpec<string>;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every tenant that the reader may know of, with its figures; the riskiest first. */
export default async function DirectoryPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const params = await searchParams;
  const { figure: figureId } = queryOf(params, ["figure"]);
  const { query, at, clearHref, dialog, hidden, order, views } = await listState(caller, LIST, params);
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () =>
    perform(listSystemTenants, caller, { query }),
  );
  if (!result.ok) {
    return can(caller.actor, listSystemTenants.policy) ? (
      <ListPage>
        <PageHeader title="Tenant directory" />
        {result.view}
      </ListPage>
    ) : (
      result.view
    );
  }
  const { data, meta } = result.value;
  const now = new Date().toISOString();
  const chips = chipsOf(query, at);
  const standing = standingOf([meta]);
  const isCostShown = seesCost(caller.actor);
  const isScoped = caller.actor.tenantScope !== "global";
  return (
    <ListPage>
      <PageHeader
        title="Tenant directory"
        total={data.total_items}
        totalCapped={data.total_capped === true}
        meta={<QualityBadge quality={standing.quality} />}
        freshness={{ asOf: standing.asOf, now, label: "As of" }}
        description={`Figures of 30 days.${isScoped ? " You see the tenants that are assigned to you." : ""} ${
          isCostShown ? `Cost: ${data.cost_label}.` : "What tenants cost is hidden for your role."
        }`}
      />
      <LimitedSources {...standing} />
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter tenants" at={at}>
          <SearchField label="Search tenants" placeholder="Name or code" value={query.search} />
          <FilterSelect
            label="Segment"
            name="segment"
            value={query.segment}
            options={optionsOf(SEGMENT_LABELS)}
            any="Any segment"
          />
          <FilterSelect
            label="Status"
            name="status"
            value={query.status}
            options={optionsOf(STATUS_LABELS)}
            any="Any status"
          />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      <DirectoryTable
        rows={directoryRows(data, meta, at)}
        isCostShown={isCostShown}
        at={at}
        now={now}
        sort={query.sort ?? "-risk"}
        hiddenColumns={hidden}
        columnOrder={order}
        empty={
          <ListEmpty
            isFiltered={chips.length > 0}
            isScoped={isScoped}
            clearHref={clearHref}
            noMatch={{
              title: "No tenant matches",
              text: "Deleted tenants are listed only under the status “Deleted”.",
            }}
            nothingYet={{ title: "No tenants yet", text: "Tenants appear here with their first figures." }}
            hiddenByScope={{
              title: "No tenant is assigned to you",
              text: "You see the tenants that a super admin has assigned to you.",
            }}
          />
        }
      />
      <Pagination
        page={data.page}
        pageSize={data.page_size}
        totalItems={data.total_items}
        totalCapped={data.total_capped === true}
        at={at}
        itemName="tenants"
      />
      <WhyFigure caller={caller} figureId={figureId} at={at} now={now} />
    </ListPage>
  );
}

function chipsOf(query: Partial<Record<(typeof LIST.keys)[number], string>>, at: string) {
  const words = { search: {}, segment: SEGMENT_LABELS, status: STATUS_LABELS } as const;
  return Object.entries(words).flatMap(([key, labels]: [string, Readonly<Record<string, string>>]) => {
    const value = query[key as keyof typeof words];
    return value === undefined
      ? []
      : [
          {
            label: key[0]?.toUpperCase() + key.slice(1),
            value: labels[value] ?? value,
            removeHref: hrefWith(at, { [key]: null, page: null }),
          },
        ];
  });
}
