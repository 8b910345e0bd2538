import type { Db } from "../db/client.ts";
import { env } from "../env.ts";
import type { ChaosMode } from "./schema.ts";

/** Whether this server lets sources be degraded. */
export const isChaosAllowed = (): boolean => env().CHAOS_SWITCH;

/** How each source is degraded now, on every instance; empty where that is not allowed. */
export async function chaosModes(db: Db, now: Date): Promise<ReadonlyMap<string, ChaosMode>> {
  if (!isChaosAllowed()) {
    return new Map();
  }
  const rows = await db.$queryRaw<{ source: string; mode: ChaosMode }[]>`
    SELECT source, mode FROM source_chaos WHERE ends_at > ${now.toISOString()}::timestamptz`;
  return new Map(rows.map(({ source, mode }) => [source, mode]));
}
