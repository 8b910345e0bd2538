const REGISTRY = Symbol.for("rookery.singletons");
const store = globalThis as { [REGISTRY]?: Map<string, unknown> };
store[REGISTRY] ??= new Map();
const values: Map<string, unknown> = store[REGISTRY];

/**
 * One value per process under `name`. Next bundles pages, route handlers and instrumentation apart, so that a module's
 * own variable would exist several times; what holds a connection or a cache must not.
 */
export function singleton<T>(name: string, create: () => T): T {
  if (!values.has(name)) {
    values.set(name, create());
  }
  return values.get(name) as T;
}

/** Forgets the values whose names begin so, as a restart would. */
export function forgetSingletons(prefix: string): void {
  for (const name of [...values.keys()].filter((kept) => kept.startsWith(prefix))) {
    values.delete(name);
  }
}
