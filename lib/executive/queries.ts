import type { Db } from "../db/client.ts";

export interface TenantCounts {
  readonly total: number;
  readonly active: number;
  readonly created30d: number;
}

/** Exact counts of live tenants at `now`. */
export async function countTenants(db: Db, now: Date): Promise<TenantCounts> {
  const [row] = await db.$queryRaw<TenantCounts[]>`
    SELECT count(*)::integer AS total, count(*) FILTER (WHERE is_active)::integer AS active,
      count(*) FILTER (WHERE created_on > ${now}::timestamptz - interval '30 days')::integer AS "created30d"
    FROM tenants WHERE deleted_on IS NULL`;
  return row ?? { total: 0, active: 0, created30d: 0 };
}
