import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { peekAt } from "#app/_support/peek.tsx";
import { FilterSelect, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { RolePeek } from "#components/roles/role-peek";
import { type RoleRow, RolesTable } from "#components/roles/roles-table";
import { KIND_LABELS, ROLE_COLUMNS } from "#components/roles/wording";
import { ButtonLink } from "#components/ui/button";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { createRole, deleteRole, getRole, listRoles, updateRole } from "#lib/roles/operations";
import { ListRolesQuery, type Role } from "#lib/roles/schema";

export const metadata: Metadata = { title: "Roles" };

const PATH = "/console/roles";
const LIST = {
  list: "roles",
  path: PATH,
  title: "roles",
  keys: ["page", "pageSize", "sort", "search", "isSystem"],
  schema: ListRolesQuery,
  columns: ROLE_COLUMNS,
} as const satisfies ListSpec<string>;

const KINDS = Object.entries(KIND_LABELS).map(([value, label]) => ({ value, label }));

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every role, with as many of its users as the reader may know of. */
export default async function RolesPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { query, at, clearHref, peek, dialog, hidden, order, views } = await listState(
    caller,
    LIST,
    await searchParams,
  );
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () => perform(listRoles, caller, { query }));
  if (!result.ok) {
    return can(caller.actor, listRoles.policy) ? (
      <ListPage>
        <PageHeader title="Roles" />
        {result.view}
      </ListPage>
    ) : (
      result.view
    );
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  const chips = chipsOf(query, at);
  const create = can(caller.actor, createRole.policy) ? (
    <ButtonLink href={`${PATH}/new`} variant="primary">
      <Plus aria-hidden="true" />
      New role
    </ButtonLink>
  ) : null;
  const panel = await peekAt({
    id: peek,
    at,
    read: (roleId) => perform(getRole, caller, { path: { roleId } }),
    show: (role) => <RolePeek role={role} label={roleLabel(role.name)} at={at} now={now} />,
  });
  return (
    <ListPage>
      <PageHeader
        title="Roles"
        total={data.totalItems}
        totalCapped={data.totalCapped === true}
        freshness={{ asOf: now, now, label: "Read" }}
        actions={create}
      />
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <FilterForm label="Filter roles" at={at}>
          <SearchField label="Search roles" placeholder="Part of the name" value={query.search} />
          <FilterSelect label="Kind" name="isSystem" value={query.isSystem} options={KINDS} any="Any kind" />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      <RolesTable
        rows={data.items.map((role) => rowOf(role, caller.actor))}
        at={at}
        now={now}
        sort={query.sort ?? "name"}
        hiddenColumns={hidden}
        columnOrder={order}
        peek={{ id: peek, panel }}
        empty={
          <ListEmpty
            isFiltered={chips.length > 0}
            isScoped={false}
            clearHref={clearHref}
            noMatch={{ title: "No role matches", text: "The search looks for a part of the name, in any case." }}
            nothingYet={{ title: "No role here", text: "This page lies behind the last one." }}
            create={create}
          />
        }
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="roles" />
    </ListPage>
  );
}

function rowOf(role: Role, actor: Actor): RoleRow {
  const href = `${PATH}/${role.roleId}`;
  const isCustom = !role.isSystem;
  return {
    ...role,
    label: roleLabel(role.name),
    actions: [
      { href, label: "Open" },
      ...(isCustom && can(actor, updateRole.policy) ? [{ href: `${href}/edit`, label: "Edit" }] : []),
      ...(can(actor, createRole.policy)
        ? [{ href: `${PATH}/new?from=${role.roleId}`, label: "Copy to a new role" }]
        : []),
      ...(isCustom && can(actor, deleteRole.policy)
        ? [{ href: `${href}?dialog=delete`, label: "Delete…", isDangerous: true }]
        : []),
    ],
  };
}

function chipsOf(query: Partial<Record<(typeof LIST.keys)[number], string>>, at: string) {
  const words = {
    search: { label: "Search", value: query.search },
    isSystem: { label: "Kind", value: query.isSystem && (KIND_LABELS[query.isSystem] ?? query.isSystem) },
  };
  return Object.entries(words).flatMap(([key, { label, value }]) =>
    value === undefined ? [] : [{ label, value, removeHref: hrefWith(at, { [key]: null, page: null }) }],
  );
}
