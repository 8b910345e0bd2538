import { UserPlus } from "lucide-react";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { peekAt } from "#app/_support/peek.tsx";
import { roleLabel } from "#app/_support/roles.ts";
import { setColumns } from "#app/preferences/actions.ts";
import { ColumnChooser } from "#components/data-table/column-chooser";
import { FilterSelect, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { hiddenColumnsOf } from "#components/shell/preferences";
import { ButtonLink } from "#components/ui/button";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { UserPeek } from "#components/users/user-peek";
import { UsersTable } from "#components/users/users-table";
import { USER_COLUMNS, USER_STATUS_LOOKS } from "#components/users/wording";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { SYSTEM_ROLE_NAMES } from "#lib/policy/roles";
import { createUser, getUser, listUsers } from "#lib/users/operations";

export const metadata: Metadata = { title: "Users" };

const PATH = "/console/users";
const KEYS = ["page", "pageSize", "sort", "email", "role", "status", "tenantId"] as const;
const PAGE_KEYS = [...KEYS, "peek"] as const;
const STATUSES = Object.entries(USER_STATUS_LOOKS).map(([value, { word }]) => ({ value, label: word }));
const ROLES = SYSTEM_ROLE_NAMES.map((value) => ({ value, label: roleLabel(value) }));
/** Parameters that no control of the filter form holds. */
const KEPT = ["sort", "pageSize", "tenantId"];

type Query = Partial<Record<(typeof KEYS)[number], string>>;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every user that the reader may know of: searched, filtered, sorted and paged by the URL. */
export default async function UsersPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { peek, ...query } = queryOf(await searchParams, PAGE_KEYS);
  const at = hrefWith(PATH, { ...query, peek });
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () => perform(listUsers, caller, { query }));
  if (!result.ok) {
    return can(caller.actor, listUsers.policy) ? (
      <Frame query={query} at={at} header={<PageHeader title="Users" />} hidden={[]}>
        {result.view}
      </Frame>
    ) : (
      result.view
    );
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  const jar = await cookies();
  const hidden = hiddenColumnsOf((name) => jar.get(name)?.value, "users");
  const totalCapped = data.totalCapped === true;
  const invite = can(caller.actor, createUser.policy) ? (
    <ButtonLink href={hrefWith(`${PATH}/new`, { tenantId: query.tenantId })} variant="primary">
      <UserPlus aria-hidden="true" />
      Invite user
    </ButtonLink>
  ) : null;
  const panel = await peekAt({
    id: peek,
    at,
    read: (userId) => perform(getUser, caller, { path: { userId } }),
    show: (user) => <UserPeek user={user} roleName={roleLabel(user.role)} at={at} now={now} />,
  });
  return (
    <Frame
      query={query}
      at={at}
      hidden={hidden}
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
        peek={{ id: peek, panel }}
        empty={
          <ListEmpty
            isFiltered={chipsOf(query, at).length > 0}
            isScoped={caller.actor.tenantScope !== "global"}
            clearHref={PATH}
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
    </Frame>
  );
}

interface FrameProps {
  readonly query: Query;
  readonly at: string;
  readonly hidden: readonly string[];
  readonly header: ReactNode;
  readonly children: ReactNode;
}

function Frame({ query, at, hidden, header, children }: FrameProps) {
  return (
    <ListPage>
      {header}
      <TableToolbar end={<ColumnChooser table="users" columns={USER_COLUMNS} hidden={hidden} action={setColumns} />}>
        <FilterForm label="Filter users" at={at} keep={KEPT}>
          <SearchField label="Search users" name="email" placeholder="Part of the e-mail address" value={query.email} />
          <FilterSelect label="Status" name="status" value={query.status} options={STATUSES} any="Any status" />
          <FilterSelect label="Role" name="role" value={query.role} options={rolesWith(query.role)} any="Any role" />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chipsOf(query, at)} clearHref={PATH} />
      {children}
    </ListPage>
  );
}

/** The system roles, and a custom one when the address names it. */
const rolesWith = (role: string | undefined) =>
  role === undefined || ROLES.some(({ value }) => value === role) ? ROLES : [...ROLES, { value: role, label: role }];

function chipsOf(query: Query, at: string) {
  const words = {
    email: { label: "E-mail", value: query.email },
    status: { label: "Status", value: STATUSES.find(({ value }) => value === query.status)?.label ?? query.status },
    role: { label: "Role", value: query.role && roleLabel(query.role) },
    tenantId: { label: "Tenant", value: query.tenantId },
  };
  return Object.entries(words).flatMap(([key, { label, value }]) =>
    value === undefined ? [] : [{ label, value, removeHref: hrefWith(at, { [key]: null, page: null }) }],
  );
}
