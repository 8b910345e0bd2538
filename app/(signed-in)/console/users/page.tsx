import { UserPlus } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { BulkDialog, bulkOf } from "#app/_support/bulk.tsx";
import { type ListSpec, type ListState, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { offered } from "#app/_support/offered.tsx";
import { peekAt } from "#app/_support/peek.tsx";
import { FilterSelect, FilterText, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { ButtonLink } from "#components/ui/button";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import type { SelectOption } from "#components/ui/select";
import { UserPeek } from "#components/users/user-peek";
import { UsersTable } from "#components/users/users-table";
import { USER_COLUMNS, USER_STATUS_LOOKS } from "#components/users/wording";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { createUser, getUser, listUsers } from "#lib/users/operations";
import { ListUsersQuery } from "#lib/users/schema";
import { filterRoles } from "./assignable.ts";
import { matchTenants, TenantMatchList, tenantLabel } from "./tenant-filter.tsx";

export const metadata: Metadata = { title: "Users" };

const PATH = "/console/users";
const LIST = {
  list: "users",
  path: PATH,
  title: "users",
  keys: ["page", "pageSize", "sort", "email", "role", "status", "tenantId"],
  schema: ListUsersQuery,
  columns: USER_COLUMNS,
} as const satisfies ListSpec<string>;
const STATUSES = Object.entries(USER_STATUS_LOOKS).map(([value, { word }]) => ({ value, label: word }));
/** Parameters that no control of the filter form holds. */
const KEPT = ["sort", "pageSize", "tenantId"];

type Query = Partial<Record<(typeof LIST.keys)[number], string>>;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every user that the reader may know of: searched, filtered, sorted and paged by the URL. */
export default async function UsersPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const parameters = await searchParams;
  const state = await listState(caller, LIST, parameters);
  const { query, at, clearHref, peek, hidden, order } = state;
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, async () => ({
    ...(await perform(listUsers, caller, { query })),
    filters: await filtersOf(caller, state, queryOf(parameters, ["tenant"]).tenant),
  }));
  if (!result.ok) {
    return can(caller.actor, listUsers.policy) ? (
      <Frame state={state} header={<PageHeader title="Users" />}>
        {result.view}
      </Frame>
    ) : (
      result.view
    );
  }
  const { data, filters } = result.value;
  const now = new Date().toISOString();
  const totalCapped = data.totalCapped === true;
  const invite = await offered(
    caller,
    { policy: createUser.policy, feature: "features.invitations" },
    <ButtonLink href={hrefWith(`${PATH}/new`, { tenantId: query.tenantId })} variant="primary">
      <UserPlus aria-hidden="true" />
      Invite user
    </ButtonLink>,
  );
  const panel = await peekAt({
    id: peek,
    at,
    read: (userId) => perform(getUser, caller, { path: { userId } }),
    show: (user) => <UserPeek user={user} roleName={roleLabel(user.role)} at={at} now={now} />,
  });
  return (
    <Frame
      state={state}
      filters={filters}
      header={
        <PageHeader
          title="Users"
          total={data.totalItems}
          totalCapped={totalCapped}
          freshness={{ asOf: now, now, label: "Read" }}
          actions={invite}
        />
      }
    >
      <UsersTable
        rows={data.items.map(({ role, mfaEnabled: _, ...user }) => ({ ...user, roleName: roleLabel(role) }))}
        at={at}
        now={now}
        sort={query.sort ?? "-createdOn"}
        hiddenColumns={hidden}
        columnOrder={order}
        peek={{ id: peek, panel }}
        bulk={await bulkOf(caller, "users", state, { count: data.totalItems, capped: totalCapped })}
        empty={
          <ListEmpty
            isFiltered={chipsOf(query, at).length > 0}
            isScoped={caller.actor.tenantScope !== "global"}
            clearHref={clearHref}
            noMatch={{
              title: "No user matches",
              text: "The search looks for a part of the e-mail address, in any case.",
            }}
            nothingYet={{ title: "No users yet", text: "Users belong to tenants, or run the platform." }}
            hiddenByScope={{
              title: "No user is within your reach",
              text: "You see the users of the tenants that a super admin has assigned to you.",
            }}
            create={invite}
          />
        }
      />
      <Pagination {...data} totalCapped={totalCapped} at={at} itemName="users" />
      <BulkDialog asked={state.bulk} caller={caller} at={at} />
    </Frame>
  );
}

/** What the filters offer and how they are called: custom roles and tenants are asked for. */
interface Filters {
  readonly roles: readonly SelectOption[];
  readonly tenantLabel: string | undefined;
  /** Tenants that what was typed may mean. */
  readonly matches: Awaited<ReturnType<typeof matchTenants>> | undefined;
}

async function filtersOf(
  caller: Caller,
  { query, at }: Pick<ListState<(typeof LIST.keys)[number]>, "query" | "at">,
  typed: string | undefined,
): Promise<Filters> {
  const [roles, label, matches] = await Promise.all([
    filterRoles(caller),
    query.tenantId === undefined ? undefined : tenantLabel(query.tenantId, caller),
    typed === undefined ? undefined : matchTenants(typed, at, caller),
  ]);
  return { roles, tenantLabel: label, matches };
}

const NO_FILTERS: Filters = { roles: [], tenantLabel: undefined, matches: undefined };

interface FrameProps {
  readonly filters?: Filters | undefined;
  readonly state: ListState<(typeof LIST.keys)[number]>;
  readonly header: ReactNode;
  readonly children: ReactNode;
}

function Frame({ state, filters = NO_FILTERS, header, children }: FrameProps) {
  const { query, at, clearHref, hidden, order, views, dialog } = state;
  return (
    <ListPage>
      {header}
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter users" at={at} keep={KEPT}>
          <SearchField label="Search users" name="email" placeholder="Part of the e-mail address" value={query.email} />
          <FilterSelect label="Status" name="status" value={query.status} options={STATUSES} any="Any status" />
          <FilterSelect
            label="Role"
            name="role"
            value={query.role}
            options={withChosen(filters.roles, query.role)}
            any="Any role"
          />
          <FilterText label="Tenant" name="tenant" placeholder="Tenant name or code" value={filters.matches?.typed} />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chipsOf(query, at, filters.tenantLabel)} clearHref={clearHref} />
      {filters.matches ? <TenantMatchList matches={filters.matches} at={at} /> : null}
      {children}
    </ListPage>
  );
}

/** The role of the address is always among the choices. */
const withChosen = (roles: readonly SelectOption[], role: string | undefined) =>
  role === undefined || roles.some(({ value }) => value === role)
    ? roles
    : [...roles, { value: role, label: roleLabel(role) }];

function chipsOf(query: Query, at: string, tenant?: string) {
  const words = {
    email: { label: "E-mail", value: query.email },
    status: { label: "Status", value: STATUSES.find(({ value }) => value === query.status)?.label ?? query.status },
    role: { label: "Role", value: query.role && roleLabel(query.role) },
    tenantId: { label: "Tenant", value: tenant ?? query.tenantId },
  };
  return Object.entries(words).flatMap(([key, { label, value }]) =>
    value === undefined ? [] : [{ label, value, removeHref: hrefWith(at, { [key]: null, page: null }) }],
  );
}
