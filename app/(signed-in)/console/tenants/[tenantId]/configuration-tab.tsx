import { attempt } from "#app/_support/attempt.tsx";
import { OverridesTable } from "#components/configuration/overrides-table";
import { VersionList } from "#components/configuration/version-list";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import {
  getTenantOverrides,
  getTenantOverridesHistory,
  replaceTenantOverrides,
} from "#lib/configuration/override-operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import type { TabProps } from "./activity-tab.tsx";
import { OverrideDialog } from "./override-dialog.tsx";

/** What is in force for the tenant, where each value comes from, and how its own came to be. */
export async function ConfigurationTab({ tenant, caller, at, paging, dialog, itemKey }: TabProps) {
  const path = { tenantId: tenant.tenantId };
  const { page, pageSize } = paging;
  const query = { ...(page && { page }), ...(pageSize && { pageSize }) };
  const cleanHref = hrefWith(at, { page: null, pageSize: null });
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
      <OverridesTable settings={settings} at={here} canEdit={canEdit} />
      <Card title="Changes" description="Newest first, each against the one before it" flush>
        {history.items.length === 0 ? (
          <EmptyState kind="nothing-yet" title="This tenant has never had a value of its own" />
        ) : (
          <VersionList
            versions={history.items}
            definitions={settings.definitions}
            now={new Date().toISOString()}
            unnamed="somebody outside your reach"
          />
        )}
      </Card>
      <Pagination {...history} totalCapped={history.totalCapped === true} at={here} itemName="versions" />
      {canEdit ? (
        <OverrideDialog kind={dialog} itemKey={itemKey} tenant={tenant} settings={settings} closeHref={here} />
      ) : null}
    </>
  );
}
