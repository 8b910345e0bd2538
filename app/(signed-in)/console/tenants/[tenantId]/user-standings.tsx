import { AppLink } from "#components/ui/app-link";
import { formatTotal } from "#components/ui/format";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { Tenant } from "#lib/tenants/schema";
import { listUsers } from "#lib/users/operations";
import { USER_STATUSES } from "#lib/users/schema";

const WORDS = {
  active: "Active",
  locked: "Locked",
  suspended: "Suspended",
  invited: "Invited, not yet accepted",
} as const;

/** How many of the tenant's users stand how; each number leads to those users. */
export async function UserStandings({ tenant, caller }: { readonly tenant: Tenant; readonly caller: Caller }) {
  if (!can(caller.actor, listUsers.policy)) {
    return <p className="text-muted text-sm">Your role does not include users.</p>;
  }
  const { tenantId } = tenant;
  const counts = await Promise.all(
    USER_STATUSES.map(async (status) => {
      const { data } = await perform(listUsers, caller, { query: { tenantId, status, pageSize: "1" } });
      return { status, total: data.totalItems, isCapped: data.totalCapped === true };
    }),
  );
  return (
    <ul className="divide-y divide-line text-sm">
      {counts.map(({ status, total, isCapped }) => (
        <li key={status} className="flex items-baseline justify-between gap-4 py-1.5 first:pt-0 last:pb-0">
          <AppLink href={`/console/users?tenantId=${tenantId}&status=${status}`} className="link">
            {WORDS[status]}
          </AppLink>
          <span className="figure">{formatTotal(total, isCapped)}</span>
        </li>
      ))}
    </ul>
  );
}
