import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { BulkDialog, bulkOf } from "#app/_support/bulk.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { peekAt } from "#app/_support/peek.tsx";
import { FilterSelect, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { TenantPeek } from "#components/tenants/tenant-peek";
import { type TenantRow, TenantsTable } from "#components/tenants/tenants-table";
import { optionsOf, PLAN_LABELS, SEGMENT_LABELS, STATUS_LABELS, TENANT_COLUMNS } from "#components/tenants/wording";
import { ButtonLink } from "#components/ui/button";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import {
  createTenant,
  deleteTenant,
  getTenant,
  listTenants,
  setTenantStatus,
  updateTenant,
} from "#lib/tenants/operations";
import { ListTenantsQuery, type Tenant } from "#lib/tenants/schema";

export const metadata: Metadata = { title: "Tenants" };

const PATH = "/console/tenants";
const LIST = {
  list: "tenants",
  path: PATH,
  title: "tenants",
  keys: ["page", "pageSize", "sort", "search", "status", "segment", "plan"],
  schema: ListTenantsQuery,
  columns: TENANT_COLUMNS,
} as const satisfies ListSpec<string>;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every tenant that the reader may know of: searched, filtered, sorted and paged by the URL. */
export default async function TenantsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const state = await listState(caller, LIST, await searchParams);
  const { query, at, clearHref, peek, dialog, hidden, order, views } = state;
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () =>
    perform(listTenants, caller, { query }),
  );
  if (!result.ok) {
    return can(caller.actor, listTenants.policy) ? (
      <ListPage>
        <PageHeader title="Tenants" />
        {result.view}
      </ListPage>
    ) : (
      result.view
    );
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  const chips = chipsOf(query, at);
  const create = can(caller.actor, createTenant.policy) ? (
    <ButtonLink href={`${PATH}/new`} variant="primary">
      <Plus aria-hidden="true" />
      New tenant
    </ButtonLink>
  ) : null;
  const panel = await peekAt({
    id: peek,
    at,
    read: (tenantId) => perform(getTenant, caller, { path: { tenantId } }),
    show: (tenant) => <TenantPeek tenant={tenant} at={at} now={now} />,
  });
  return (
    <ListPage>
      <PageHeader
        title="Tenants"
        total={data.totalItems}
        totalCapped={data.totalCapped === true}
        freshness={{ asOf: now, now, label: "Read" }}
        actions={create}
      />
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter tenants" at={at}>
          <SearchField label="Search tenants" placeholder="Name or code" value={query.search} />
          <FilterSelect
            label="Status"
            name="status"
            value={query.status}
            options={optionsOf(STATUS_LABELS)}
            any="Any status"
          />
          <FilterSelect
            label="Segment"
            name="segment"
            value={query.segment}
            options={optionsOf(SEGMENT_LABELS)}
            any="Any segment"
          />
          <FilterSelect label="Plan" name="plan" value={query.plan} options={optionsOf(PLAN_LABELS)} any="Any plan" />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      <TenantsTable
        rows={data.items.map((tenant) => rowOf(tenant, caller.actor))}
        at={at}
        now={now}
        sort={query.sort ?? "-createdOn"}
        hiddenColumns={hidden}
        columnOrder={order}
        peek={{ id: peek, panel }}
        bulk={await bulkOf(caller, "tenants", state, { count: data.totalItems, capped: data.totalCapped === true })}
        empty={
          <ListEmpty
            isFiltered={chips.length > 0}
            isScoped={caller.actor.tenantScope !== "global"}
            clearHref={clearHref}
            noMatch={{
              title: "No tenant matches",
              text: "Deleted tenants are listed only under the status “Deleted”.",
            }}
            nothingYet={{
              title: "No tenants yet",
              text: "A tenant is a customer organisation with its own users.",
            }}
            hiddenByScope={{
              title: "No tenant is assigned to you",
              text: "You see the tenants that a super admin has assigned to you.",
            }}
            create={create}
          />
        }
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="tenants" />
      <BulkDialog asked={state.bulk} caller={caller} at={at} />
    </ListPage>
  );
}

function rowOf(tenant: Tenant, actor: Actor): TenantRow {
  const href = `${PATH}/${tenant.tenantId}`;
  const isLive = tenant.status !== "deleted";
  const suspendable = isLive && can(actor, setTenantStatus.policy);
  return {
    ...tenant,
    actions: [
      { href, label: "Open" },
      ...(isLive && can(actor, updateTenant.policy) ? [{ href: `${href}/edit`, label: "Edit" }] : []),
      ...(suspendable && tenant.isActive ? [{ href: `${href}?dialog=suspend`, label: "Suspend…" }] : []),
      ...(suspendable && !tenant.isActive ? [{ href: `${href}?dialog=activate`, label: "Activate…" }] : []),
      ...(isLive && can(actor, deleteTenant.policy)
        ? [{ href: `${href}?dialog=delete`, label: "Delete…", isDangerous: true }]
        : []),
    ],
  };
}

function chipsOf(query: Partial<Record<(typeof LIST.keys)[number], string>>, at: string) {
  const words = { search: {}, status: STATUS_LABELS, segment: SEGMENT_LABELS, plan: PLAN_LABELS } as const;
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
