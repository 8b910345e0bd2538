import { configuration } from "../configuration/current.ts";
import { singleton } from "../core/singleton.ts";

/** What was counted, and when. */
interface Reading<T> {
  readonly value: T;
  readonly asOf: Date;
}

/** The latest reading under `name`, counted anew by `take` once it is as old as `executive.refreshMinutes`. */
export async function reading<T>(name: string, now: Date, take: () => Promise<T>): Promise<Reading<T>> {
  const readings = singleton("executiveReadings", () => new Map<string, Reading<unknown>>());
  const maxAgeMs = (await configuration())["executive.refreshMinutes"] * 60_000;
  const latest = readings.get(name) as Reading<T> | undefined;
  if (latest && now.getTime() - latest.asOf.getTime() < maxAgeMs) {
    return latest;
  }
  const fresh = { value: await take(), asOf: now };
  readings.set(name, fresh);
  return fresh;
}
