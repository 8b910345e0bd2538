import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { listAuditLogs } from "#lib/audit/operations";
import { deedOf } from "#lib/audit/sentence";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { Tenant } from "#lib/tenants/schema";

/** The latest that happened to the tenant, for those who may read the audit log. */
export async function LatestEvents({ tenant, caller }: { readonly tenant: Tenant; readonly caller: Caller }) {
  if (!can(caller.actor, listAuditLogs.policy)) {
    return null;
  }
  const { tenantId } = tenant;
  const { data } = await perform(listAuditLogs, caller, { query: { tenantId, pageSize: "6" } });
  const now = new Date().toISOString();
  return (
    <Card
      title="Latest activity"
      actions={
        <AppLink href={`/console/tenants/${tenantId}?tab=activity`} className="link text-sm">
          All activity
        </AppLink>
      }
    >
      {data.items.length === 0 ? <p className="text-muted text-sm">Nothing yet.</p> : null}
      <ul className="divide-y divide-line text-sm">
        {data.items.map((record) => (
          <li key={record.auditId} className="flex items-baseline justify-between gap-4 py-1.5 first:pt-0 last:pb-0">
            <AppLink href={`/console/audit/${record.auditId}`} className="min-w-0 truncate hover:underline">
              {deedOf(record)}
            </AppLink>
            <span className="shrink-0 text-muted text-xs">
              <RelativeTime value={record.occurredOn} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
