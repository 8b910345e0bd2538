import type { Metadata } from "next";
import { v7 as uuidv7 } from "uuid";
import { attempt } from "#app/_support/attempt.tsx";
import { CreateTenantForm } from "#components/tenants/tenant-forms";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { assertMay } from "#lib/operation/perform";
import { createTenant } from "#lib/tenants/operations";
import { CURRENCIES, TIME_ZONES } from "#lib/tenants/schema";
import { createTenantAction } from "../actions.ts";

export const metadata: Metadata = { title: "New tenant" };

/** Creates a tenant. */
export default async function NewTenantPage() {
  const caller = await pageCaller();
  const place = { caller, href: "/console/tenants/new", cleanHref: "/console/tenants" };
  const allowed = await attempt(place, () => assertMay(createTenant, caller));
  if (!allowed.ok) {
    return allowed.view;
  }
  return (
    <>
      <PageHeader
        title="New tenant"
        crumbs={[{ href: "/console/tenants", label: "Tenants" }, { label: "New" }]}
        description="A customer organisation with its own users, time zone and currency."
      />
      <CreateTenantForm
        action={createTenantAction}
        choices={{ timeZones: TIME_ZONES, currencies: CURRENCIES }}
        idempotencyKey={uuidv7()}
      />
    </>
  );
}
