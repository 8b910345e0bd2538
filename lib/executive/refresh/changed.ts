import type { Db } from "../../db/client.ts";
import { daysBefore } from "../windows.ts";

/** Facts that are written while others are read may carry an earlier time than those: so far back is looked again. */
const OVERLAP = "5 minutes";

/**
 * Marks the tenants whose daily facts have changed since the last time, all of them when the coefficients behind rankings have.
 * Their long windows are marked when older days changed: those of the current day come in with the next day. Returns how many.
 */
export async function markChanged(tx: Db, hash: string, now: Date): Promise<number> {
  const [progress] = await tx.$queryRaw<{ reached: Date | null; newest: Date | null; coefficients: string | null }[]>`
    SELECT reached, coefficients, (SELECT max(updated_at) FROM tenant_daily_facts) AS newest
    FROM figure_progress WHERE name = 'figures' FOR UPDATE`;
  const { reached = null, newest = null, coefficients = null } = progress ?? {};
  if (coefficients !== hash) {
    await tx.$executeRaw`UPDATE tenant_figures SET mail_on = NULL, long_on = NULL`;
  }
  if (newest === null || newest.getTime() === reached?.getTime()) {
    await tx.$executeRaw`UPDATE figure_progress SET coefficients = ${hash} WHERE name = 'figures'`;
    return 0;
  }
  const since = (reached ?? new Date(0)).toISOString();
  const marked = await tx.$executeRaw`
    UPDATE tenant_figures f SET mail_on = NULL,
      long_on = CASE WHEN changed.oldest < ${daysBefore(now, 1)}::date THEN NULL ELSE f.long_on END
    FROM (
      SELECT tenant_id, min(day) AS oldest FROM tenant_daily_facts
      WHERE updated_at > ${since}::timestamptz - ${OVERLAP}::interval GROUP BY tenant_id
    ) changed WHERE f.tenant_id = changed.tenant_id`;
  await tx.$executeRaw`
    UPDATE figure_progress SET reached = ${newest.toISOString()}::timestamptz, coefficients = ${hash} WHERE name = 'figures'`;
  return marked;
}
