import { attempt } from "#app/_support/attempt.tsx";
import { OverridesTable } from "#components/configuration/overrides-table";
import { keyChip, VersionList } from "#components/configuration/version-list";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { getAuditLog, listAuditLogs } from "#lib/audit/operations";
import {
  getTenantOverrides,
  getTenantOverridesHistory,
  replaceTenantOverrides,
} from "#lib/configuration/override-operations";
import type { HistoryItem, TenantOverrides } from "#lib/configuration/schema";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { TabProps } from "./activity-tab.tsx";
import { OverrideDialog } from "./override-dialog.tsx";

/** What is in force for the tenant, where each value comes from, and how its own came to be. */
export async function ConfigurationTab({ tenant, caller, at, paging, dialog, itemKey, changed }: TabProps) {
  const path = { tenantId: tenant.tenantId };
  const { page, pageSize } = paging;
  const query = { ...(page && { page }), ...(pageSize && { pageSize }), ...(changed && { key: changed }) };
  const cleanHref = hrefWith(at, { page: null, pageSize: null, changed: null });
  const result = await attempt({ caller, href: at, cleanHref }, async () => {
    const [settings, history] = await Promise.all([
      perform(getTenantOverrides, caller, { path }),
      perform(getTenantOverridesHistory, caller, { path, query }),
    ]);
    return { settings: settings.data, history: history.data };
  });
  if (!result.ok) {
    return result.view;
  }
  const { settings, history } = result.value;
  const canEdit = can(caller.actor, replaceTenantOverrides.policy) && tenant.status !== "deleted";
  const here = hrefWith(at, { dialog: null, key: null });
  return (
    <>
      <p className="text-muted text-sm">
        What holds for this tenant. For a user of several tenants the strictest of what holds in each is in force.
      </p>
      <OverridesTable settings={settings} at={hrefWith(here, { page: null })} canEdit={canEdit} />
      <Card
        title="Changes"
        description="Newest first, each against the one before it"
        flush
        actions={
          can(caller.actor, listAuditLogs.policy) ? (
            <AppLink
              href={hrefWith("/console/audit", { entityType: "override", entityId: tenant.tenantId })}
              className="link text-sm"
            >
              Audit log<span className="sr-only"> of these overrides</span>
            </AppLink>
          ) : null
        }
      >
        {changed === undefined ? null : (
          <div className="px-4 pb-2">
            <FilterChips chips={keyChip(settings.definitions, changed, cleanHref)} clearHref={cleanHref} />
          </div>
        )}
        <Versions versions={history.items} settings={settings} caller={caller} isFiltered={changed !== undefined} />
      </Card>
      <Pagination {...history} totalCapped={history.totalCapped === true} at={here} itemName="versions" />
      {canEdit ? (
        <OverrideDialog kind={dialog} itemKey={itemKey} tenant={tenant} settings={settings} closeHref={here} />
      ) : null}
    </>
  );
}

interface VersionsProps {
  readonly versions: readonly HistoryItem[];
  readonly settings: TenantOverrides;
  readonly caller: Caller;
  readonly isFiltered: boolean;
}

function Versions({ versions, settings, caller, isFiltered }: VersionsProps) {
  if (versions.length === 0) {
    return isFiltered ? (
      <EmptyState kind="no-match" title="This tenant has never had a value of its own for this key" />
    ) : (
      <EmptyState kind="nothing-yet" title="This tenant has never had a value of its own" />
    );
  }
  return (
    <VersionList
      versions={versions}
      definitions={settings.definitions}
      now={new Date().toISOString()}
      unnamed="somebody outside your reach"
      canOpen={can(caller.actor, getAuditLog.policy)}
    />
  );
}
