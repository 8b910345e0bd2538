import { Prisma } from "../db/generated/client.ts";
import type { MaintenanceTask } from "../jobs/index.ts";
import { SORT_KEYS, type UserSort } from "./candidates.ts";
import { USER_SORTS } from "./schema.ts";

/** From this offset on, finding the place costs less than walking to it. */
export const RANKED_FROM = 5000;

export interface Cut {
  readonly sort: UserSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly pageSize: number;
}

/**
 * Selects `id` of the users of a page far down the list of all users: the place comes from the ranks and the changes since they were
 * counted, the rows from a short walk along the index. Exact, since all is read at one moment. Nothing while the ranks are not there.
 */
export function rankedIds({ sort, descending, offset, pageSize }: Cut): Prisma.Sql {
  const key = Prisma.raw(sort === "email" || sort === "name" ? "text_key" : "time_key");
  // From the end, a page is found by its last row: ranks and indexes are then walked upwards alike.
  const page = descending
    ? Prisma.sql`greatest(max(upto) - ${offset} - ${pageSize}, 0) AS first, greatest(least(max(upto) - ${offset}, ${pageSize}), 0) AS size FROM placed`
    : Prisma.sql`${offset}::bigint AS first, ${pageSize}::bigint AS size`;
  return Prisma.sql`
    WITH changed AS (
      SELECT r.id, sum(c.change) AS change FROM user_rank_changes c CROSS JOIN LATERAL (
        SELECT r.id FROM user_ranks r WHERE r.sort = ${sort} AND (r.${key}, r.user_id) <= (c.${key}, c.user_id)
        ORDER BY r.${key} DESC, r.user_id DESC LIMIT 1
      ) r WHERE c.sort = ${sort} GROUP BY r.id
    ), placed AS (
      SELECT r.${key} AS key, r.user_id, r.rows + coalesce(c.change, 0) AS rows,
        sum(r.rows + coalesce(c.change, 0)) OVER (ORDER BY r.${key}, r.user_id) AS upto
      FROM user_ranks r LEFT JOIN changed c ON c.id = r.id
      WHERE r.sort = ${sort} AND NOT EXISTS (SELECT FROM user_rank_changes c WHERE c.sort = ${sort} AND c.change = 0)
    ), page AS (
      SELECT ${page}
    ), spot AS (
      SELECT p.key, p.user_id, w.first - (p.upto - p.rows) AS rest, w.size FROM placed p CROSS JOIN page w
      WHERE p.upto > w.first ORDER BY p.upto, p.key, p.user_id LIMIT 1
    )
    SELECT walked.id FROM spot s CROSS JOIN LATERAL (
      SELECT u.id FROM users u WHERE (${SORT_KEYS[sort]}, u.id) >= (s.key, s.user_id)
      ORDER BY ${SORT_KEYS[sort]}, u.id LIMIT s.size OFFSET s.rest
    ) walked`;
}

/** Works what changed into the ranks of each order, and counts anew what has grown out of proportion. */
export const USER_RANKS: readonly MaintenanceTask[] = USER_SORTS.map((sort) => ({
  name: `user-ranks-${sort}`,
  async batch(tx) {
    const [row] = await tx.$queryRaw<{ handled: number }[]>`SELECT refresh_user_ranks(${sort}) AS handled`;
    return row?.handled ?? 0;
  },
}));
