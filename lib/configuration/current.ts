import { singleton } from "../core/singleton.ts";
import { areSignalsLive, onSignal } from "../db/signals.ts";
import { read } from "../db/transaction.ts";
import type { Configuration } from "./definitions.ts";
import { newestConfiguration } from "./versions.ts";

/** Even with live signals the values are read again this often; without them, every second. */
const FRESH_MS = 10_000;
const FRESH_WITHOUT_SIGNALS_MS = 1000;

/** How old a remembered value may be. */
export const freshMs = (): number => (areSignalsLive() ? FRESH_MS : FRESH_WITHOUT_SIGNALS_MS);

interface Cache {
  values: Configuration | undefined;
  loadedAt: number;
  generation: number;
  loading: Promise<Configuration> | undefined;
}

const cache = (): Cache =>
  singleton("configuration", () => {
    const created: Cache = { values: undefined, loadedAt: 0, generation: 0, loading: undefined };
    onSignal((message) => {
      if (message.kind === "configuration" && message.tenantId === undefined) {
        forget(created);
      }
    });
    return created;
  });

function forget(current: Cache): void {
  current.generation += 1;
  current.values = undefined;
  current.loading = undefined;
}

/** Forgets on this instance at once, without waiting for the signal's way round. For `afterCommit`. */
export const forgetConfiguration = (): void => forget(cache());

/** The configuration in force, from memory; changes of any instance arrive within milliseconds. */
export async function configuration(): Promise<Configuration> {
  const current = cache();
  if (current.values && performance.now() - current.loadedAt < freshMs()) {
    return current.values;
  }
  current.loading ??= load(current);
  return current.loading;
}

async function load(current: Cache): Promise<Configuration> {
  const { generation } = current;
  try {
    const { values } = await read((db) => newestConfiguration(db));
    if (current.generation === generation) {
      current.values = values;
      current.loadedAt = performance.now();
    }
    return values;
  } finally {
    if (current.generation === generation) {
      current.loading = undefined;
    }
  }
}
