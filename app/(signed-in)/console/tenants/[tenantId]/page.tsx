import type { Metadata } from "next";
import { cache, type ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { TenantStatus } from "#components/tenants/tenant-status";
import { Badge } from "#components/ui/badge";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { type Tab, Tabs } from "#components/ui/tabs";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { getTenantOverrides } from "#lib/configuration/override-operations";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { getTenant } from "#lib/tenants/operations";
import type { Tenant } from "#lib/tenants/schema";
import { listUsers } from "#lib/users/operations";
import { listWebhooks } from "#lib/webhooks/operations";
import { TenantActions } from "./actions-menu.tsx";
import { ActivityTab, type TabProps } from "./activity-tab.tsx";
import { ConfigurationTab } from "./configuration-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { SuspensionBanner } from "./suspension-banner.tsx";
import { TenantDialog } from "./tenant-dialog.tsx";
import { UsersTab } from "./users-tab.tsx";
import { WebhooksTab } from "./webhooks-tab.tsx";

/** Read once a request, for the title and for the page. */
const tenantOf = cache(async (tenantId: string) => perform(getTenant, await pageCaller(), { path: { tenantId } }));

/** The tenant's name, so that tabs of the browser can be told apart. */
export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const { tenantId } = await params;
  const title = await tenantOf(tenantId).then(
    ({ data }) => data.name,
    () => "Tenant", // the page itself says what is wrong
  );
  return { title };
}

/** What stands beside the overview, by `?tab=`. */
const SECTIONS = new Map<string, (props: TabProps) => ReactNode | Promise<ReactNode>>([
  ["users", UsersTab],
  ["configuration", ConfigurationTab],
  ["webhooks", WebhooksTab],
  ["activity", ActivityTab],
]);

const KEYS = ["tab", "dialog", "key", "changed", "page", "pageSize", "sort"] as const;

interface Props {
  readonly params: Promise<{ tenantId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One tenant: who it is, who belongs to it, what happened to it. */
export default async function TenantDetailPage({ params, searchParams }: Props) {
  const { tenantId } = await params;
  const caller = await pageCaller();
  const query = queryOf(await searchParams, KEYS);
  const href = `/console/tenants/${tenantId}`;
  const at = hrefWith(href, query);
  const result = await attempt({ caller, href: at, cleanHref: href }, () => tenantOf(tenantId));
  if (!result.ok) {
    return result.view;
  }
  const { data: tenant, version = 0 } = result.value;
  const tab = query.tab ?? "overview";
  const Section = SECTIONS.get(tab);
  const { page, pageSize, sort } = query;
  const paging = { ...(page && { page }), ...(pageSize && { pageSize }), ...(sort && { sort }) };
  return (
    <>
      <PageHeader
        title={tenant.name}
        crumbs={[{ href: "/console/tenants", label: "Tenants" }, { label: tenant.name }]}
        meta={
          <>
            <Badge mono>{tenant.code}</Badge>
            <TenantStatus status={tenant.status} />
          </>
        }
        actions={<TenantActions tenant={tenant} actor={caller.actor} />}
      />
      <SuspensionBanner tenant={tenant} caller={caller} />
      <Tabs label={`Sections of ${tenant.name}`} items={tabsOf(tenant, caller.actor, href, tab)} />
      {Section ? (
        <Section
          tenant={tenant}
          caller={caller}
          at={at}
          paging={paging}
          dialog={query.dialog}
          itemKey={query.key}
          changed={query.changed}
        />
      ) : (
        <OverviewTab tenant={tenant} caller={caller} version={version} />
      )}
      <TenantDialog
        kind={query.dialog}
        tenant={tenant}
        version={version}
        caller={caller}
        closeHref={hrefWith(at, { dialog: null })}
      />
    </>
  );
}

function tabsOf(tenant: Tenant, actor: Actor, href: string, current: string): Tab[] {
  const tabs: (Tab & { readonly id: string; readonly isShown: boolean })[] = [
    { id: "overview", href, label: "Overview", isShown: true },
    {
      id: "users",
      href: `${href}?tab=users`,
      label: "Users",
      count: tenant.userCount,
      isShown: can(actor, listUsers.policy),
    },
    {
      id: "configuration",
      href: `${href}?tab=configuration`,
      label: "Configuration",
      isShown: can(actor, getTenantOverrides.policy),
    },
    { id: "webhooks", href: `${href}?tab=webhooks`, label: "Webhooks", isShown: can(actor, listWebhooks.policy) },
    { id: "activity", href: `${href}?tab=activity`, label: "Activity", isShown: can(actor, listAuditLogs.policy) },
  ];
  const known = tabs.some(({ id }) => id === current) ? current : "overview";
  return tabs
    .filter(({ isShown }) => isShown)
    .map(({ id, isShown: _isShown, ...tab }) => ({ ...tab, current: id === known }));
}
