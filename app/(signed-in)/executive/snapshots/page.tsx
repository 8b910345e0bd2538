import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage } from "#components/data-table/list-page";
import { SnapshotsTable } from "#components/snapshots/snapshots-table";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { listSnapshots } from "#lib/snapshots/operations";
import { SNAPSHOTS_PATH } from "./place.ts";

export const metadata: Metadata = { title: "Snapshots" };

const KEYS = ["page", "pageSize", "sort", "tenant_id"] as const;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Snapshots of the tenants that the reader may know of. */
export default async function SnapshotsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { pageSize, ...query } = queryOf(await searchParams, KEYS);
  const at = hrefWith(SNAPSHOTS_PATH, { ...query, pageSize });
  const result = await attempt({ caller, href: at, cleanHref: SNAPSHOTS_PATH }, () =>
    perform(listSnapshots, caller, { query: { ...query, ...(pageSize !== undefined && { page_size: pageSize }) } }),
  );
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, listSnapshots.policy) ? <PageHeader title="Snapshots" /> : null}
        {result.view}
      </>
    );
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  const chips = query.tenant_id
    ? [
        {
          label: "Tenant",
          value: data.items[0]?.tenant.name ?? query.tenant_id,
          removeHref: hrefWith(at, { tenant_id: null, page: null }),
        },
      ]
    : [];
  return (
    <ListPage>
      <PageHeader
        title="Snapshots"
        total={data.total_items}
        totalCapped={data.total_capped === true}
        freshness={{ asOf: now, now, label: "Read" }}
        description="Copies of one tenant's summary each, for meetings: numbered, hashed, never changed."
      />
      <FilterChips chips={chips} clearHref={SNAPSHOTS_PATH} />
      <SnapshotsTable
        rows={data.items}
        at={at}
        now={now}
        sort={query.sort ?? "-captured_at"}
        empty={
          <ListEmpty
            isFiltered={chips.length > 0}
            isScoped={caller.actor.tenantScope !== "global"}
            clearHref={SNAPSHOTS_PATH}
            noMatch={{ title: "No snapshot of this tenant" }}
            nothingYet={{
              title: "No snapshots yet",
              text: "Open a tenant in the directory and take a snapshot of its summary.",
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
        itemName="snapshots"
      />
    </ListPage>
  );
}
