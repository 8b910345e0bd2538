import { ArrowRight, Search } from "lucide-react";
import { navigationFor } from "#app/_support/navigation.ts";
import { AppLink } from "#components/ui/app-link";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { hrefWith } from "#components/ui/href";
import { Input } from "#components/ui/input";
import { getTenantOverrides } from "#lib/configuration/override-operations";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { TENANTS_PATH } from "../../way.ts";

/** The pages that say more, each with what it is asked about this tenant. */
const VIEWS = [
  { path: "/executive/revenue-protection", label: "Revenue protection", query: () => ({}) },
  { path: "/executive/cost-optimization", label: "Cost optimization", query: () => ({}) },
  { path: "/executive/intelligence", label: "Its alerts", query: (tenantId: string) => ({ tenant_id: tenantId }) },
] as const;

interface OnwardProps {
  readonly tenantId: string;
  readonly actor: Actor;
}

/** Where to go from here: views of more detail, as far as the reader may open them, and other tenants. */
export function Onward({ tenantId, actor }: OnwardProps) {
  const pages = navigationFor(actor);
  const views = VIEWS.flatMap(({ path, label, query }) =>
    pages.some(({ href }) => href === path) ? [{ href: hrefWith(path, query(tenantId)), label }] : [],
  );
  const links = can(actor, getTenantOverrides.policy)
    ? [...views, { href: `/console/tenants/${tenantId}?tab=configuration`, label: "Configuration" }]
    : views;
  return (
    <Card title="More" description="Details, and other tenants">
      <div className="no-print flex flex-col gap-3">
        {links.length === 0 ? null : (
          <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
            {links.map(({ href, label }) => (
              <li key={href}>
                <AppLink href={href} className="inline-flex min-h-6 items-center gap-1 text-link hover:underline">
                  {label}
                  <ArrowRight aria-hidden="true" className="size-3.5" />
                </AppLink>
              </li>
            ))}
          </ul>
        )}
        <form action={TENANTS_PATH} className="flex max-w-sm items-center gap-2">
          <Input type="search" name="search" aria-label="Another tenant" placeholder="Another tenant" />
          <Button type="submit">
            <Search aria-hidden="true" />
            Find
          </Button>
        </form>
      </div>
    </Card>
  );
}
