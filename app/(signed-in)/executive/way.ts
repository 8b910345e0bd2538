import { navigationFor } from "#app/_support/navigation.ts";
import { hrefWith } from "#components/ui/href";
import type { Actor } from "#lib/operation/operation";

export const OVERVIEW_PATH = "/executive";
export const TENANTS_PATH = "/executive/tenants";

/** The address of a page of the executive side, when there is one that the actor may open. */
export function pageHref(actor: Actor, path: string, query: Readonly<Record<string, string>> = {}): string | undefined {
  return navigationFor(actor).some(({ href }) => href === path) ? hrefWith(path, query) : undefined;
}

/** A tenant's summary over the same period; `from` is the address that the reader comes from and goes back to, filters and all. */
export const summaryHref = (tenantId: string, from: string): string =>
  hrefWith(`${TENANTS_PATH}/${tenantId}`, {
    timeframe: new URLSearchParams(from.split("?")[1]).get("timeframe"),
    from: hrefWith(from, { figure: null, peek: null }),
  });

/** Where the reader came from, for the way back: a page of the executive side, and nothing else. */
export function cameFrom(from: string | undefined): string | undefined {
  return from !== undefined && /^\/executive(\/[a-z-]+)?(\?[\w\-.&=%+~]*)?$/.test(from) ? from : undefined;
}
