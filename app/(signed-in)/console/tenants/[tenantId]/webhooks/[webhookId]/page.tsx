import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { SwitchedOff } from "#app/_support/offered.tsx";
import { AppLink } from "#components/ui/app-link";
import { Banner } from "#components/ui/banner";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { WebhookState } from "#components/webhooks/states";
import { DISABLED_LOOKS, hostOf } from "#components/webhooks/wording";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { isFeatureOn } from "#lib/configuration/features";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { getTenant } from "#lib/tenants/operations";
import { getWebhook } from "#lib/webhooks/operations";
import type { Webhook } from "#lib/webhooks/schema";
import { Deliveries } from "./deliveries.tsx";
import { WebhookActions } from "./webhook-actions.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";

export const metadata: Metadata = { title: "Webhook" };

const KEYS = ["page", "pageSize", "sort", "status", "peek"] as const;

interface Props {
  readonly params: Promise<{ tenantId: string; webhookId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One webhook: where it leads, whether it works, and what was sent. */
export default async function WebhookPage({ params, searchParams }: Props) {
  const path = await params;
  const caller = await pageCaller();
  const search = await searchParams;
  const { peek, ...query } = queryOf(search, KEYS);
  const { dialog, delivery } = queryOf(search, ["dialog", "delivery"]);
  const tenantHref = `/console/tenants/${path.tenantId}`;
  const href = `${tenantHref}/webhooks/${path.webhookId}`;
  const at = hrefWith(href, { ...query, peek });
  const result = await attempt({ caller, href: at, cleanHref: href }, () =>
    Promise.all([
      perform(getWebhook, caller, { path }),
      perform(getTenant, caller, { path: { tenantId: path.tenantId } }),
    ]),
  );
  if (!result.ok) {
    return result.view;
  }
  const [{ data: webhook, version = 0 }, { data: tenant }] = result.value;
  const host = hostOf(webhook.url);
  const isOn = await isFeatureOn("features.webhooks", path.tenantId);
  return (
    <>
      <PageHeader
        title={host}
        crumbs={[
          { href: "/console/tenants", label: "Tenants" },
          { href: tenantHref, label: tenant.name },
          { href: `${tenantHref}?tab=webhooks`, label: "Webhooks" },
          { label: host },
        ]}
        meta={<WebhookState disabledReason={webhook.disabledReason} />}
        actions={
          <WebhookActions webhook={webhook} actor={caller.actor} isFrozen={tenant.status === "deleted"} isOn={isOn} />
        }
      />
      <SwitchedOff caller={caller} feature="features.webhooks" tenantId={path.tenantId}>
        Nothing is sent, and what waits is not sent later either.
      </SwitchedOff>
      <StateBanner webhook={webhook} isDeleted={tenant.status === "deleted"} />
      <Facts webhook={webhook} hasAudit={can(caller.actor, listAuditLogs.policy)} />
      <Deliveries webhook={webhook} caller={caller} at={at} query={query} peek={peek} isOn={isOn} />
      <WebhookDialog
        kind={tenant.status === "deleted" || (!isOn && dialog !== "delete") ? undefined : dialog}
        deliveryId={delivery}
        webhook={webhook}
        version={version}
        caller={caller}
        closeHref={at}
      />
    </>
  );
}

function StateBanner({ webhook, isDeleted }: { readonly webhook: Webhook; readonly isDeleted: boolean }) {
  const { disabledReason, failuresInRow, isEnabled } = webhook;
  if (isDeleted) {
    return <Banner tone="warning" title="Its tenant has been deleted: nothing is sent any more." />;
  }
  if (disabledReason !== null) {
    const { tone, sentence } = DISABLED_LOOKS[disabledReason];
    return (
      <Banner tone={tone} title="Nothing is sent.">
        {sentence}
      </Banner>
    );
  }
  return isEnabled && failuresInRow > 0 ? (
    <Banner
      tone="warning"
      title={`The last ${failuresInRow === 1 ? "delivery" : `${failuresInRow} deliveries`} failed.`}
    >
      After 20 in a row the webhook is disabled.
    </Banner>
  ) : null;
}

function Facts({ webhook, hasAudit }: { readonly webhook: Webhook; readonly hasAudit: boolean }) {
  const { url, description, events, previousSecretEndsOn, createdOn, updatedOn, webhookId } = webhook;
  const now = new Date().toISOString();
  const chosen = events.filter((type) => type !== "webhook.test");
  return (
    <Card
      title="Webhook"
      actions={
        hasAudit ? (
          <AppLink href={`/console/audit?entityId=${webhookId}`} className="link text-sm">
            Audit log
          </AppLink>
        ) : undefined
      }
    >
      <DefinitionList
        items={[
          { term: "Address", value: <span className="figure break-all">{url}</span> },
          { term: "Description", value: description ?? <span className="text-subtle">None</span> },
          {
            term: "Events",
            value: chosen.length === 0 ? "Tests only" : <span className="figure">{chosen.join(" · ")}</span>,
          },
          ...(previousSecretEndsOn === null
            ? []
            : [
                {
                  term: "Old secret",
                  value: <RelativeTime value={previousSecretEndsOn} now={now} />,
                  note: "Until then every message carries both signatures",
                },
              ]),
          { term: "Webhook id", value: <CopyableId value={webhookId} label="webhook id" /> },
          { term: "Created", value: <RelativeTime value={createdOn} now={now} format="absolute" /> },
          { term: "Last changed", value: <RelativeTime value={updatedOn} now={now} /> },
        ]}
      />
    </Card>
  );
}
