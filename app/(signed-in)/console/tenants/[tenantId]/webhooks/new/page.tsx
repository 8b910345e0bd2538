import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { SwitchedOff } from "#app/_support/offered.tsx";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { PageHeader } from "#components/ui/page-header";
import { CreateWebhookForm } from "#components/webhooks/webhook-forms";
import { pageCaller } from "#lib/auth/console";
import { isFeatureOn } from "#lib/configuration/features";
import { assertMay, perform } from "#lib/operation/perform";
import { getTenant } from "#lib/tenants/operations";
import { createWebhook } from "#lib/webhooks/operations";
import { createWebhookAction } from "../actions.ts";

export const metadata: Metadata = { title: "New webhook" };

interface Props {
  readonly params: Promise<{ tenantId: string }>;
}

/** Creates a webhook of a tenant. */
export default async function NewWebhookPage({ params }: Props) {
  const { tenantId } = await params;
  const caller = await pageCaller();
  const tenantHref = `/console/tenants/${tenantId}`;
  const listHref = `${tenantHref}?tab=webhooks`;
  const result = await attempt({ caller, href: `${tenantHref}/webhooks/new`, cleanHref: listHref }, async () => {
    await assertMay(createWebhook, caller);
    return perform(getTenant, caller, { path: { tenantId } });
  });
  if (!result.ok) {
    return result.view;
  }
  const { data: tenant } = result.value;
  return (
    <>
      <PageHeader
        title="New webhook"
        crumbs={[
          { href: "/console/tenants", label: "Tenants" },
          { href: tenantHref, label: tenant.name },
          { href: listHref, label: "Webhooks" },
          { label: "New" },
        ]}
        description="Its signing secret is shown once, after it has been created."
      />
      {tenant.status === "deleted" ? (
        <Banner
          tone="warning"
          title="A deleted tenant cannot be changed."
          actions={<ButtonLink href={listHref}>Back</ButtonLink>}
        />
      ) : !(await isFeatureOn("features.webhooks", tenantId)) ? (
        <SwitchedOff caller={caller} feature="features.webhooks" tenantId={tenantId}>
          None can be created.
        </SwitchedOff>
      ) : (
        <CreateWebhookForm
          action={createWebhookAction}
          tenantId={tenantId}
          idempotencyKey={crypto.randomUUID()}
          cancelHref={listHref}
        />
      )}
    </>
  );
}
