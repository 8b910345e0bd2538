import { setTimeout as pause } from "node:timers/promises";

interface Patience {
  readonly withinMs: number;
  /** What is waited for, for the error. */
  readonly what: string;
}

/** Asks until `probe` gives something other than false, null or undefined, and returns it. Throws when the time is up. */
export async function until<T>(
  { withinMs, what }: Patience,
  probe: () => Promise<T> | T,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== false && found !== null && found !== undefined) {
      return found as Exclude<T, false | null | undefined>;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${withinMs} ms`);
    }
    await pause(10);
  }
}
