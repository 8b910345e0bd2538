/**
 * One value per process under `name`. Next bundles pages, route handlers and instrumentation apart, so that a module's
 * own variable would exist several times; what holds a connection or a cache must not.
 */
export function singleton<T>(name: string, create: () => T): T {
  const key = Symbol.for(`rookery.${name}`);
  const store = globalThis as unknown as Record<symbol, T>;
  store[key] ??= create();
  return store[key];
}
