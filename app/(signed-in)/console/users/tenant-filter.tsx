import { redirect } from "next/navigation";
import { AppLink } from "#components/ui/app-link";
import { hrefWith } from "#components/ui/href";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { getTenant, listTenants } from "#lib/tenants/operations";

const SUGGESTED_MAX = 8;

export interface TenantMatches {
  readonly typed: string;
  readonly tenants: readonly { readonly tenantId: string; readonly code: string; readonly name: string }[];
  readonly isMore: boolean;
}

/**
 * The tenants that what was typed into the list's tenant field may mean. When only one fits, or one has exactly that code, the list
 * goes on to the address that filters by it.
 */
export async function matchTenants(typed: string, at: string, caller: Caller): Promise<TenantMatches> {
  const { data } = await perform(listTenants, caller, {
    query: { search: typed.slice(0, 120), sort: "code", pageSize: "50" },
  });
  const exact = data.items.find(({ code }) => code === typed.toUpperCase());
  const only = exact ?? (data.totalItems === 1 ? data.items[0] : undefined);
  if (only) {
    redirect(hrefWith(at, { tenantId: only.tenantId, tenant: null, page: null }));
  }
  return { typed, tenants: data.items.slice(0, SUGGESTED_MAX), isMore: data.totalItems > SUGGESTED_MAX };
}

/** The tenant's code, for the chip of its filter; the id itself of one that the reader may not know of. */
export async function tenantLabel(tenantId: string, caller: Caller): Promise<string> {
  return perform(getTenant, caller, { path: { tenantId } }).then(
    ({ data }) => data.code,
    () => tenantId,
  );
}

interface TenantMatchListProps {
  readonly matches: TenantMatches;
  readonly at: string;
  /** The parameter that filters. */
  readonly name?: string | undefined;
}

/** The tenants to choose from, as links that filter by them. */
export function TenantMatchList({ matches, at, name = "tenantId" }: TenantMatchListProps) {
  const { typed, tenants, isMore } = matches;
  return (
    <section
      aria-label="Tenants to filter by"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm"
      role="status"
    >
      {tenants.length === 0 ? (
        <p className="text-muted">No tenant has “{typed}” in its name or code.</p>
      ) : (
        <>
          <p className="text-muted">Which tenant?</p>
          {tenants.map(({ tenantId, code, name: title }) => (
            <AppLink
              key={tenantId}
              href={hrefWith(at, { [name]: tenantId, page: null })}
              className="link"
              title={title}
            >
              {code}
            </AppLink>
          ))}
          {isMore ? <p className="text-subtle">and more: type on</p> : null}
        </>
      )}
    </section>
  );
}
