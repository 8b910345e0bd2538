import { AppLink } from "#components/ui/app-link";
import { Banner } from "#components/ui/banner";
import { RelativeTime } from "#components/ui/relative-time";
import { listAuditLogs } from "#lib/audit/operations";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { Tenant } from "#lib/tenants/schema";

const EVENTS = { suspended: "TENANT_SUSPENDED", deleted: "TENANT_DELETED" } as const;

/** Says that the tenant is suspended or deleted: since when, because of what, and who did it for those who may know. */
export async function SuspensionBanner({ tenant, caller }: { readonly tenant: Tenant; readonly caller: Caller }) {
  if (tenant.status === "active") {
    return null;
  }
  const event = await latestEvent(tenant, caller);
  const now = new Date().toISOString();
  const isDeleted = tenant.status === "deleted";
  const since = isDeleted ? tenant.deletedOn : (event?.occurredOn ?? tenant.updatedOn);
  return (
    <Banner tone="warning" title={isDeleted ? "This tenant has been deleted." : "This tenant is suspended."}>
      {tenant.statusReason ? <>“{tenant.statusReason}” </> : null}
      Since <RelativeTime value={since} now={now} />
      {event?.actorId ? (
        <>
          , by{" "}
          <AppLink href={`/console/users/${event.actorId}`} className="link">
            {event.actorRole ?? "a user"}
          </AppLink>
        </>
      ) : null}
      .{" "}
      {isDeleted
        ? "Its data is kept for audit and its code stays taken. Its users cannot sign in."
        : "Its users cannot sign in, their sessions have ended, its webhooks are disabled, and its jobs are held."}{" "}
      {event ? (
        <AppLink href={`/console/audit/${event.auditId}`} className="link">
          Audit record
        </AppLink>
      ) : null}
    </Banner>
  );
}

async function latestEvent({ tenantId, status }: Tenant, caller: Caller) {
  if (status === "active" || !can(caller.actor, listAuditLogs.policy)) {
    return undefined;
  }
  const query = { entityId: tenantId, action: EVENTS[status], pageSize: "1" };
  return (await perform(listAuditLogs, caller, { query })).data.items[0];
}
