import { singleton } from "../core/singleton.ts";
import type { Db } from "../db/client.ts";
import { areSignalsLive, onSignal, signal } from "../db/signals.ts";
import { read } from "../db/transaction.ts";
import { type Configuration, withDefaults } from "./definitions.ts";

/** Even with live signals the values are read again this often; without them, every second. */
const FRESH_MS = 10_000;
const FRESH_WITHOUT_SIGNALS_MS = 1000;

interface Cache {
  values: Configuration | undefined;
  loadedAt: number;
  generation: number;
  loading: Promise<Configuration> | undefined;
}

const cache = (): Cache =>
  singleton("configuration", () => {
    const created: Cache = { values: undefined, loadedAt: 0, generation: 0, loading: undefined };
    onSignal(({ kind }) => {
      if (kind === "configuration") {
        created.generation += 1;
        created.values = undefined;
        created.loading = undefined;
      }
    });
    return created;
  });

/** The configuration in force, from memory; changes of any instance arrive within milliseconds. */
export async function configuration(): Promise<Configuration> {
  const current = cache();
  const freshMs = areSignalsLive() ? FRESH_MS : FRESH_WITHOUT_SIGNALS_MS;
  if (current.values && Date.now() - current.loadedAt < freshMs) {
    return current.values;
  }
  current.loading ??= load(current);
  return current.loading;
}

async function load(current: Cache): Promise<Configuration> {
  const { generation } = current;
  try {
    const newest = await read((db) => db.configurationVersion.findFirst({ orderBy: { version: "desc" } }));
    const values = withDefaults((newest?.values ?? {}) as Record<string, unknown>);
    if (current.generation === generation) {
      current.values = values;
      current.loadedAt = Date.now();
    }
    return values;
  } finally {
    if (current.generation === generation) {
      current.loading = undefined;
    }
  }
}

/** Saves `values` as the next version and tells every instance at commit. Two writers at once: the key of one refuses the other. */
export async function saveConfiguration(tx: Db, values: Configuration, createdById: string | null): Promise<number> {
  const newest = await tx.configurationVersion.findFirst({ orderBy: { version: "desc" }, select: { version: true } });
  const version = (newest?.version ?? 0) + 1;
  await tx.configurationVersion.create({ data: { version, values, createdById } });
  await signal(tx, { kind: "configuration" });
  return version;
}
