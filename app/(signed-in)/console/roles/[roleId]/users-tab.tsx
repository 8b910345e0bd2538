import { attempt } from "#app/_support/attempt.tsx";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { UsersTable } from "#components/users/users-table";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import type { Role } from "#lib/roles/schema";
import { listUsers } from "#lib/users/operations";

export interface TabProps {
  readonly role: Role;
  readonly caller: Caller;
  /** The address of this page with its tab. */
  readonly at: string;
  readonly paging: Readonly<Record<string, string>>;
}

/** Who has the role, as far as the reader may know of them. */
export async function UsersTab({ role, caller, at, paging }: TabProps) {
  const result = await attempt(
    { caller, href: at, cleanHref: hrefWith(at, { page: null, pageSize: null, sort: null }) },
    () => perform(listUsers, caller, { query: { ...paging, role: role.name } }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data } = result.value;
  return (
    <>
      <p className="text-muted text-sm">
        <ButtonLink href={hrefWith("/console/users", { role: role.name })} variant="ghost" size="sm">
          Search and filter these users
        </ButtonLink>
      </p>
      <UsersTable
        rows={data.items.map(({ role: name, mfaEnabled: _, ...user }) => ({ ...user, roleName: roleLabel(name) }))}
        at={at}
        now={new Date().toISOString()}
        sort={paging["sort"] ?? "-createdOn"}
        hiddenColumns={["roleName"]}
        empty={
          <EmptyState
            kind={caller.actor.tenantScope === "global" ? "nothing-yet" : "hidden-by-scope"}
            title="Nobody has this role"
          >
            {caller.actor.tenantScope === "global" ? null : "Only users of the tenants assigned to you are counted."}
          </EmptyState>
        }
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="users" />
    </>
  );
}
