import { singleton } from "../core/singleton.ts";
import type { Db } from "../db/client.ts";
import { onSignal } from "../db/signals.ts";
import { read } from "../db/transaction.ts";
import { configuration, freshMs } from "./current.ts";
import {
  type Configuration,
  DEFINITIONS,
  goodOverrides,
  OVERRIDABLE_KEYS,
  type OverridableKey,
  type Overrides,
} from "./definitions.ts";

const CACHE_MAX = 20_000;

interface Entry {
  readonly overrides: Overrides;
  readonly loadedAt: number;
}

interface Cache {
  readonly entries: Map<string, Entry>;
  generation: number;
}

/** Overrides by tenant: those of tenants that somebody has asked for lately, and that they have none. */
const cache = (): Cache =>
  singleton("tenantOverrides", () => {
    const created: Cache = { entries: new Map(), generation: 0 };
    onSignal((message) => {
      if (message.kind === "configuration") {
        forget(created, message.tenantId);
      }
    });
    return created;
  });

function forget(current: Cache, tenantId: string | undefined): void {
  current.generation += 1;
  if (tenantId === undefined) {
    current.entries.clear();
  } else {
    current.entries.delete(tenantId);
  }
}

/** Forgets on this instance at once, without waiting for the signal's way round. For `afterCommit`. */
export const forgetOverrides = (tenantId: string): void => forget(cache(), tenantId);

/**
 * What is in force for each of the tenants, in their order: its overrides over the global values. `db` is the caller's transaction where
 * there is one, so that nobody holds two connections.
 */
export async function tenantConfigurations(tenantIds: readonly string[], db?: Db): Promise<Configuration[]> {
  const values = await configuration();
  const found = await overridesOf(tenantIds, db);
  return tenantIds.map((id) => ({ ...values, ...found.get(id) }));
}

/** Whom a key that a tenant may override holds for. */
export interface Governed {
  readonly role: string;
  readonly tenants: readonly string[];
}

/**
 * What is in force for a user: of several tenants the strictest of what holds in each. A SuperAdmin reaches beyond any tenants, so the
 * global value has its say too: no tenant can loosen what guards the platform.
 */
export async function userConfiguration({ role, tenants }: Governed, db?: Db): Promise<Configuration> {
  const values = await configuration();
  const found = await overridesOf(tenants, db);
  if (found.size === 0) {
    return values;
  }
  const inherits = role === "SuperAdmin" || found.size < new Set(tenants).size;
  return strictest(
    [...(inherits ? [values] : []), ...[...found.values()].map((own) => ({ ...values, ...own }))],
    values,
  );
}

/** Of several configurations the strictest value of each key that tenants may override; the rest is that of `base`. */
export function strictest(configurations: readonly Configuration[], base: Configuration): Configuration {
  const decided = OVERRIDABLE_KEYS.map((key) => {
    const stricter = stricterOf(key);
    return [key, configurations.map((each): unknown => each[key]).reduce((a, b) => stricter(a, b))];
  });
  return { ...base, ...Object.fromEntries(decided) };
}

/** TypeScript cannot see that values and comparison are of the same key. */
const stricterOf = (key: OverridableKey): ((a: unknown, b: unknown) => unknown) =>
  DEFINITIONS[key].stricter as (a: unknown, b: unknown) => unknown;

/** The overrides of those of the tenants that have any. Asks the database only for tenants not asked for lately, all at once. */
async function overridesOf(tenantIds: readonly string[], db?: Db): Promise<Map<string, Overrides>> {
  const current = cache();
  const oldest = performance.now() - freshMs();
  const missing = tenantIds.filter((id) => (current.entries.get(id)?.loadedAt ?? Number.NEGATIVE_INFINITY) < oldest);
  const loaded = missing.length === 0 ? new Map<string, Overrides>() : await load(current, missing, db);
  const found = new Map<string, Overrides>();
  for (const id of tenantIds) {
    const overrides = loaded.get(id) ?? current.entries.get(id)?.overrides ?? {};
    if (Object.keys(overrides).length > 0) {
      found.set(id, overrides);
    }
  }
  return found;
}

async function load(current: Cache, tenantIds: readonly string[], db: Db | undefined): Promise<Map<string, Overrides>> {
  const { generation } = current;
  const query = (from: Db) => from.$queryRaw<{ id: string; overrides: Record<string, unknown> }[]>`
    SELECT t.id, v.overrides FROM unnest(${[...tenantIds]}::uuid[]) t (id) CROSS JOIN LATERAL (
      SELECT o.overrides FROM tenant_override_versions o WHERE o.tenant_id = t.id ORDER BY o.version DESC LIMIT 1) v`;
  const rows = await (db ? query(db) : read(query));
  const loaded = new Map<string, Overrides>(tenantIds.map((id) => [id, {}]));
  for (const { id, overrides } of rows) {
    loaded.set(id, goodOverrides(overrides));
  }
  if (current.generation === generation) {
    remember(current, loaded);
  }
  return loaded;
}

function remember({ entries }: Cache, loaded: ReadonlyMap<string, Overrides>): void {
  const loadedAt = performance.now();
  for (const [id, overrides] of loaded) {
    entries.delete(id);
    entries.set(id, { overrides, loadedAt });
  }
  for (const id of entries.keys()) {
    if (entries.size <= CACHE_MAX) {
      return;
    }
    entries.delete(id); // the longest not loaded
  }
}
