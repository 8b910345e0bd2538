import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { EditTenantForm } from "#components/tenants/tenant-forms";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { assertMay, perform } from "#lib/operation/perform";
import { getTenant, updateTenant } from "#lib/tenants/operations";
import { CURRENCIES, TIME_ZONES } from "#lib/tenants/schema";
import { updateTenantAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Edit tenant" };

interface Props {
  readonly params: Promise<{ tenantId: string }>;
}

/** Edits a tenant. */
export default async function EditTenantPage({ params }: Props) {
  const { tenantId } = await params;
  const caller = await pageCaller();
  const href = `/console/tenants/${tenantId}`;
  const result = await attempt({ caller, href: `${href}/edit`, cleanHref: href }, async () => {
    await assertMay(updateTenant, caller);
    return perform(getTenant, caller, { path: { tenantId } });
  });
  if (!result.ok) {
    return result.view;
  }
  const { data: tenant, version = 0 } = result.value;
  const { name, code, timezone, currency, segment, plan } = tenant;
  return (
    <>
      <PageHeader
        title={`Edit ${name}`}
        crumbs={[{ href: "/console/tenants", label: "Tenants" }, { href, label: name }, { label: "Edit" }]}
      />
      {tenant.status === "deleted" ? (
        <Banner
          tone="warning"
          title="A deleted tenant cannot be changed."
          actions={<ButtonLink href={href}>Back</ButtonLink>}
        />
      ) : (
        <EditTenantForm
          action={updateTenantAction}
          choices={{ timeZones: TIME_ZONES, currencies: CURRENCIES }}
          tenantId={tenantId}
          version={version}
          initial={{ name, code, timezone, currency, segment: segment ?? "", plan: plan ?? "" }}
        />
      )}
    </>
  );
}
