import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { PageHeader } from "#components/ui/page-header";
import { EditWebhookForm } from "#components/webhooks/webhook-forms";
import { hostOf } from "#components/webhooks/wording";
import { pageCaller } from "#lib/auth/console";
import { assertMay, perform } from "#lib/operation/perform";
import { getTenant } from "#lib/tenants/operations";
import { getWebhook, updateWebhook } from "#lib/webhooks/operations";
import { updateWebhookAction } from "../../actions.ts";
import { webhookFields } from "../../fields.ts";

export const metadata: Metadata = { title: "Edit webhook" };

interface Props {
  readonly params: Promise<{ tenantId: string; webhookId: string }>;
}

/** Edits a webhook. */
export default async function EditWebhookPage({ params }: Props) {
  const path = await params;
  const caller = await pageCaller();
  const tenantHref = `/console/tenants/${path.tenantId}`;
  const href = `${tenantHref}/webhooks/${path.webhookId}`;
  const result = await attempt({ caller, href: `${href}/edit`, cleanHref: href }, async () => {
    await assertMay(updateWebhook, caller);
    const { tenantId } = path;
    return Promise.all([perform(getWebhook, caller, { path }), perform(getTenant, caller, { path: { tenantId } })]);
  });
  if (!result.ok) {
    return result.view;
  }
  const [{ data: webhook, version = 0 }, { data: tenant }] = result.value;
  const host = hostOf(webhook.url);
  return (
    <>
      <PageHeader
        title={`Edit ${host}`}
        crumbs={[
          { href: "/console/tenants", label: "Tenants" },
          { href: tenantHref, label: tenant.name },
          { href: `${tenantHref}?tab=webhooks`, label: "Webhooks" },
          { href, label: host },
          { label: "Edit" },
        ]}
      />
      <EditWebhookForm
        action={updateWebhookAction}
        {...path}
        version={version}
        initial={webhookFields(webhook)}
        isWaiting={webhook.disabledReason === "tenant"}
        cancelHref={href}
      />
    </>
  );
}
