import { redirect } from "next/navigation";
import { hrefWith } from "#components/ui/href";
import { listSystemTenants } from "#lib/executive/operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { TenantMatches } from "../../console/users/tenant-filter.tsx";

const SUGGESTED_MAX = 8;

/** The tenants of the executive directory that what was typed may mean; when only one fits, the list goes on to it. */
export async function chooseTenant(typed: string, at: string, caller: Caller): Promise<TenantMatches> {
  const { data } = await perform(listSystemTenants, caller, {
    query: { search: typed.slice(0, 120), sort: "name", pageSize: "25" },
  });
  const tenants = data.items.map(({ tenant_id: tenantId, code, name }) => ({ tenantId, code, name }));
  const only =
    tenants.find(({ code }) => code === typed.toUpperCase()) ?? (tenants.length === 1 ? tenants[0] : undefined);
  if (only) {
    redirect(hrefWith(at, { tenant_id: only.tenantId, tenant: null, page: null }));
  }
  return { typed, tenants: tenants.slice(0, SUGGESTED_MAX), isMore: data.total_items > SUGGESTED_MAX };
}
