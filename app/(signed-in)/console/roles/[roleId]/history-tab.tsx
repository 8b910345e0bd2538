import { attempt } from "#app/_support/attempt.tsx";
import { RoleHistory } from "#components/roles/role-history";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { getAuditLog, listAuditLogs } from "#lib/audit/operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { getRoleHistory } from "#lib/roles/operations";
import type { TabProps } from "./users-tab.tsx";

/** Every version of the role. */
export async function HistoryTab({ role, caller, at, paging: { page, pageSize } }: TabProps) {
  const query = { ...(page && { page }), ...(pageSize && { pageSize }) };
  const result = await attempt({ caller, href: at, cleanHref: hrefWith(at, { page: null, pageSize: null }) }, () =>
    perform(getRoleHistory, caller, { path: { roleId: role.roleId }, query }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data } = result.value;
  return (
    <>
      <Card
        title="Versions"
        description="Newest first, each against the one before it"
        flush
        actions={
          can(caller.actor, listAuditLogs.policy) ? (
            <AppLink
              href={hrefWith("/console/audit", { entityType: "role", entityId: role.roleId })}
              className="link text-sm"
            >
              Audit log<span className="sr-only"> of this role</span>
            </AppLink>
          ) : null
        }
      >
        {data.items.length === 0 ? (
          <EmptyState
            kind="nothing-yet"
            title={role.isSystem ? "A system role has no versions" : "No version recorded"}
          >
            {role.isSystem ? "It comes with the product and cannot be edited." : null}
          </EmptyState>
        ) : (
          <RoleHistory
            versions={data.items.map((version) => ({
              ...version,
              byRole: version.changedByRole === null ? null : roleLabel(version.changedByRole),
            }))}
            canOpen={can(caller.actor, getAuditLog.policy)}
            now={new Date().toISOString()}
          />
        )}
      </Card>
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="versions" />
    </>
  );
}
