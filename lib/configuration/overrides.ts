import type { z } from "zod";
import { canonicalJson } from "../core/canonical-json.ts";
import type { Db } from "../db/client.ts";
import { CONFIGURATION_KEYS, type Configuration, DEFINITIONS, type Overrides } from "./definitions.ts";
import { describedDefinitions } from "./describe.ts";
import type { TenantOverrides } from "./schema.ts";
import type { SavedOverrides } from "./versions.ts";

type Wire = z.input<typeof TenantOverrides>;

/** The tenant's overrides as answers show them, with what follows for every key and whose value that is. */
export function shownOverrides(tenantId: string, saved: SavedOverrides, global: Configuration): Wire {
  const { version, overrides } = saved;
  const details = Object.fromEntries(CONFIGURATION_KEYS.map((key) => [key, detailOf(key, overrides, global)]));
  return {
    tenantId,
    version,
    overrides: { ...overrides },
    effective: { ...global, ...overrides },
    details,
    definitions: describedDefinitions(),
  };
}

function detailOf(key: keyof Configuration, overrides: Overrides, global: Configuration): Wire["details"][string] {
  const { default: fallback, overridable } = DEFINITIONS[key];
  const own = (overrides as Partial<Configuration>)[key];
  const isDefault = canonicalJson(global[key]) === canonicalJson(fallback);
  return {
    value: own ?? global[key],
    source: own !== undefined ? "tenant" : isDefault ? "default" : "global",
    global: global[key],
    default: fallback,
    overridable,
  };
}

/** How many tenants have a value of their own for any of the keys. */
export async function overridingTenants(db: Db, keys: readonly string[]): Promise<number> {
  const [row] = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::integer AS total FROM (
      SELECT DISTINCT ON (tenant_id) overrides FROM tenant_override_versions ORDER BY tenant_id, version DESC) newest
    WHERE jsonb_exists_any(overrides, ${[...keys]}::text[])`;
  return row?.total ?? 0;
}
