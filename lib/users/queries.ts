import { NIL } from "uuid";
import type { z } from "zod";
import { COUNT_CAP, cappedTotal, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { countedPage } from "../db/counted-page.ts";
import { exactCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import { isSystemRole, SYSTEM_ROLES } from "../policy/roles.ts";
import { candidates, SORT_KEYS, type UserSort, type Wanted } from "./candidates.ts";
import { columns } from "./columns.ts";
import { gramsToFind } from "./grams.ts";
import { RANKED_FROM, rankedIds } from "./ranks.ts";
import type { ListUsersQuery, User } from "./schema.ts";

type Row = z.input<typeof User>;
interface Counted {
  readonly total: number;
  readonly items: Row[];
}

/** One page of users within the scope; page and total are both counted inside it, so that nothing outside shows through. */
export async function listUsers(db: Db, query: ListUsersQuery, scope: TenantScope): Promise<Page<Row>> {
  const wanted = await wantedBy(db, query, scope);
  const isEverybody = [wanted.tenantIds ?? undefined, wanted.roleId, wanted.status, wanted.email].every(
    (filter) => filter === undefined,
  );
  if (isEverybody) {
    return listEverybody(db, query, scope);
  }
  const matching = await matchingRows(db, query, scope, wanted);
  const total = cappedTotal(matching.total);
  return toPage(total.totalCapped ? await orderedRows(db, query, scope, wanted) : matching.items, query, total);
}

/** The list without a filter: an exact total, and a page that is found without walking to it. */
async function listEverybody(db: Db, query: ListUsersQuery, scope: TenantScope): Promise<Page<Row>> {
  const { field: sort, descending } = sortOf<UserSort>(query.sort);
  const { pageSize } = query;
  const offset = offsetOf(query);
  const walked = Prisma.sql`SELECT u.id FROM users u ORDER BY ${SORT_KEYS[sort]} ${way(query)}, u.id ${way(query)} ${cut(query)}`;
  const isFar = offset >= RANKED_FROM;
  const ids = isFar ? rankedIds({ sort, descending, offset, pageSize }) : walked;
  const { total: totalItems, items } = await countedRows(db, query, scope, exactCount("users"), ids);
  if (isFar && items.length === 0 && offset < totalItems) {
    // The ranks are being counted anew.
    return toPage((await countedRows(db, query, scope, exactCount("users"), walked)).items, query, { totalItems });
  }
  return toPage(items, query, { totalItems });
}

/** What a list asks for, as the indexes are asked for it. */
export async function wantedBy(db: Db, query: ListUsersQuery, scope: TenantScope): Promise<Wanted> {
  const part = query.email?.toLowerCase();
  const [roleId, grams] = await Promise.all([
    query.role === undefined ? undefined : roleIdOf(db, query.role),
    part === undefined ? null : gramsToFind(db, part),
  ]);
  return {
    sort: sortOf<UserSort>(query.sort).field,
    tenantIds: tenantsWithin(scope, query.tenantId),
    roleId,
    status: query.status,
    email: part === undefined ? undefined : { part, grams },
  };
}

/** The tenants whose members are asked for. One outside the scope has no members that the actor may know of. */
function tenantsWithin(scope: TenantScope, tenantId: string | undefined): readonly string[] | null {
  if (scope === "global") {
    return tenantId === undefined ? null : [tenantId];
  }
  return tenantId === undefined ? scope : scope.filter((id) => id === tenantId);
}

/** The page and the total of a filtered list from one pass over the matches, as many as are counted. */
function matchingRows(db: Db, query: ListUsersQuery, scope: TenantScope, wanted: Wanted): Promise<Counted> {
  const matches = Prisma.sql`WITH m AS MATERIALIZED (${candidates(wanted)} LIMIT ${COUNT_CAP + 1})`;
  const ids = Prisma.sql`SELECT id FROM m ORDER BY key ${way(query)}, id ${way(query)} ${cut(query)}`;
  return countedRows(db, query, scope, Prisma.sql`SELECT count(*)::float8 AS total FROM m`, ids, matches);
}

/** The page of a list with more matches than are counted, along the index of its order. */
async function orderedRows(db: Db, query: ListUsersQuery, scope: TenantScope, wanted: Wanted): Promise<Row[]> {
  // So many match that reading along finds a page of them soon.
  const read = { ...wanted, email: wanted.email && { ...wanted.email, grams: null } };
  const ids = Prisma.sql`SELECT c.id FROM (${candidates(read)}) c ORDER BY c.key ${way(query)}, c.id ${way(query)} ${cut(query)}`;
  return (await countedRows(db, query, scope, Prisma.sql`SELECT 0::float8 AS total`, ids)).items;
}

const SHOWN_KEYS: Readonly<Record<UserSort, Prisma.Sql>> = {
  email: Prisma.sql`p.email`,
  name: Prisma.sql`p.name`,
  createdOn: Prisma.sql`p."createdOn"`,
  lastLoginOn: Prisma.sql`coalesce(p."lastLoginOn", '-infinity'::timestamptz)`,
};

/** Rows of the page and the total beside them, in one round trip. */
function countedRows(
  db: Db,
  query: ListUsersQuery,
  scope: TenantScope,
  count: Prisma.Sql,
  ids: Prisma.Sql,
  having: Prisma.Sql = Prisma.empty,
): Promise<Counted> {
  const key = SHOWN_KEYS[sortOf<UserSort>(query.sort).field];
  return countedPage<Row>(db, {
    having,
    count,
    // One by one: how many ids a page far down has, the planner cannot know, and would rather read every user.
    rows: Prisma.sql`
      SELECT ${columns(scope)} FROM (${ids}) cut
      CROSS JOIN LATERAL (SELECT * FROM users WHERE id = cut.id LIMIT 1) u JOIN roles r ON r.id = u.role_id`,
    order: Prisma.sql`${key} ${way(query)}, p."userId" ${way(query)}`,
    moments: ["createdOn", "lastLoginOn"],
  });
}

const offsetOf = ({ page, pageSize }: ListUsersQuery): number => (page - 1) * pageSize;

const cut = (query: ListUsersQuery): Prisma.Sql => Prisma.sql`LIMIT ${query.pageSize} OFFSET ${offsetOf(query)}`;

const way = ({ sort }: ListUsersQuery): Prisma.Sql => (sortOf(sort).descending ? Prisma.sql`DESC` : Prisma.sql`ASC`);

/**
 * Known before the list: given the id itself, the planner knows how rare the role is. The system's roles have the same ids
 * everywhere; others are asked for. A name of no role gives an id of none.
 */
async function roleIdOf(db: Db, name: string): Promise<string> {
  if (isSystemRole(name)) {
    return SYSTEM_ROLES[name].id;
  }
  const role = await db.role.findUnique({ where: { name }, select: { id: true } });
  return role?.id ?? NIL;
}
