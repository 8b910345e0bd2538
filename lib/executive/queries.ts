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

/** How many tenants existed at each of the moments, which ascend. Both reads are index-only: the deleted ones are few. */
export async function tenantsAt(db: Db, moments: readonly Date[]): Promise<number[]> {
  const points = moments.map((at) => at.toISOString());
  const rows = await db.$queryRaw<{ total: number }[]>`
    WITH changes AS (
      SELECT width_bucket(created_on, ${points}::timestamptz[]) AS bucket, count(*) AS change FROM tenants WHERE deleted_on IS NULL GROUP BY 1
      UNION ALL
      SELECT width_bucket(created_on, ${points}::timestamptz[]), count(*) FROM tenants WHERE deleted_on IS NOT NULL GROUP BY 1
      UNION ALL
      SELECT width_bucket(deleted_on, ${points}::timestamptz[]), -count(*) FROM tenants WHERE deleted_on IS NOT NULL GROUP BY 1
    )
    SELECT coalesce(sum(change) FILTER (WHERE bucket <= point), 0)::integer AS total
    FROM generate_series(0, ${points.length - 1}::integer) AS point LEFT JOIN changes ON true
    GROUP BY point ORDER BY point`;
  return rows.map(({ total }) => total);
}
