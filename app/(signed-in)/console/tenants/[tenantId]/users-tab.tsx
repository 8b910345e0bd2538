import { attempt } from "#app/_support/attempt.tsx";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { UsersTable } from "#components/users/users-table";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { createUser, listUsers } from "#lib/users/operations";
import type { TabProps } from "./activity-tab.tsx";

/** The tenant's members. */
export async function UsersTab({ tenant, caller, at, paging }: TabProps) {
  const { tenantId } = tenant;
  const result = await attempt(
    { caller, href: at, cleanHref: hrefWith(at, { page: null, pageSize: null, sort: null }) },
    () => perform(listUsers, caller, { query: { ...paging, tenantId } }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data } = result.value;
  const invite =
    can(caller.actor, createUser.policy) && tenant.status !== "deleted" ? (
      <ButtonLink href={`/console/users/new?tenantId=${tenantId}`}>Invite user</ButtonLink>
    ) : null;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted text-sm">
          <ButtonLink href={`/console/users?tenantId=${tenantId}`} variant="ghost" size="sm">
            Search and filter these users
          </ButtonLink>
        </p>
        {invite}
      </div>
      <UsersTable
        rows={data.items.map(({ role, mfaEnabled: _mfaEnabled, ...user }) => ({ ...user, roleName: roleLabel(role) }))}
        at={at}
        now={new Date().toISOString()}
        sort={paging["sort"] ?? "-createdOn"}
        hiddenColumns={["tenants"]}
        empty={
          <EmptyState kind="nothing-yet" title="Nobody belongs to this tenant yet" action={invite}>
            Members are invited by e-mail and choose their own password.
          </EmptyState>
        }
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="users" />
    </>
  );
}
