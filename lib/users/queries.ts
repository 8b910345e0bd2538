import { NIL } from "uuid";
import type { z } from "zod";
import { AppError } from "../core/errors.ts";
import { COUNT_CAP, cappedTotal, containsPattern, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { exactCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context, TenantScope } from "../operation/operation.ts";
import type { ListUsersQuery, USER_SORTS, User, UserDetail } from "./schema.ts";

type Row = z.input<typeof User>;

const SORT_COLUMNS: Readonly<Record<(typeof USER_SORTS)[number], string>> = {
  email: "u.email",
  name: "u.name",
  createdOn: "u.created_on",
  lastLoginOn: "u.last_login_on",
};

type CountedRow = { [K in keyof Row]: Row[K] | null } & { readonly total: number };

/** One page of users within the scope; page and total are both counted inside it, so that nothing outside shows through. */
export async function listUsers(db: Db, query: ListUsersQuery, scope: TenantScope): Promise<Page<Row>> {
  const roleId = query.role === undefined ? undefined : await roleIdOf(db, query.role);
  const conditions = filters(query, roleId, scope);
  if (conditions.length === 0) {
    const rows = await countedRows(db, query, scope, exactCount("users"), orderedIds(query, Prisma.empty));
    return toPage(itemsOf(rows), query, { totalItems: rows[0]?.total ?? 0 });
  }
  const where = Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`;
  const rows = await matchingRows(db, query, scope, where);
  const total = cappedTotal(rows[0]?.total ?? 0);
  return toPage(total.totalCapped ? await orderedRows(db, query, scope, where) : itemsOf(rows), query, total);
}

/** The page and the total of a filtered list from one pass over the matches, as many as are counted. */
function matchingRows(db: Db, query: ListUsersQuery, scope: TenantScope, where: Prisma.Sql): Promise<CountedRow[]> {
  const { field, descending } = sortOf(query.sort);
  const key = Prisma.raw(SORT_COLUMNS[field]);
  const matches = Prisma.sql`WITH m AS MATERIALIZED (SELECT u.id, ${key} AS key FROM users u ${where} LIMIT ${COUNT_CAP + 1})`;
  const ids = Prisma.sql`SELECT id FROM m ORDER BY ${order("key", "id", field, descending)} ${cut(query)}`;
  return countedRows(db, query, scope, Prisma.sql`SELECT count(*)::float8 AS total FROM m`, ids, matches);
}

/** The page of a list with more matches than are counted, along the index of its order. */
async function orderedRows(db: Db, query: ListUsersQuery, scope: TenantScope, where: Prisma.Sql): Promise<Row[]> {
  return itemsOf(await countedRows(db, query, scope, Prisma.sql`SELECT 0::float8 AS total`, orderedIds(query, where)));
}

function orderedIds(query: ListUsersQuery, where: Prisma.Sql): Prisma.Sql {
  const { field, descending } = sortOf(query.sort);
  return Prisma.sql`SELECT u.id FROM users u ${where} ORDER BY ${order(SORT_COLUMNS[field], "u.id", field, descending)} ${cut(query)}`;
}

/** Rows of the page beside the total, in one round trip; an empty page is one row of nulls beside it. */
function countedRows(
  db: Db,
  { sort }: ListUsersQuery,
  scope: TenantScope,
  count: Prisma.Sql,
  ids: Prisma.Sql,
  matches: Prisma.Sql = Prisma.empty,
): Promise<CountedRow[]> {
  const { field, descending } = sortOf(sort);
  return db.$queryRaw<CountedRow[]>`
    ${matches} SELECT c.total, p.* FROM (${count}) c LEFT JOIN (
      SELECT ${columns(scope)} FROM (${ids}) cut JOIN users u ON u.id = cut.id JOIN roles r ON r.id = u.role_id
    ) p ON true ORDER BY ${order(`p."${field}"`, 'p."userId"', field, descending)}`;
}

const itemsOf = (rows: readonly CountedRow[]): Row[] =>
  rows.filter(({ userId }) => userId !== null).map(({ total: _, ...row }) => row as Row);

const cut = ({ page, pageSize }: ListUsersQuery): Prisma.Sql =>
  Prisma.sql`LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;

/** Asked for before the list: given the id itself, the planner knows how rare the role is. A name of no role gives an id of none. */
async function roleIdOf(db: Db, name: string): Promise<string> {
  const role = await db.role.findUnique({ where: { name }, select: { id: true } });
  return role?.id ?? NIL;
}

/** Never signed in sorts as the longest ago, in both directions; the index is laid out so. */
function order(key: string, id: string, field: (typeof USER_SORTS)[number], descending: boolean): Prisma.Sql {
  const nulls = field === "lastLoginOn" ? ` NULLS ${descending ? "LAST" : "FIRST"}` : "";
  const direction = descending ? "DESC" : "ASC";
  return Prisma.raw(`${key} ${direction}${nulls}, ${id} ${direction}`);
}

const inScope = (scope: TenantScope): Prisma.Sql =>
  scope === "global" ? Prisma.empty : Prisma.sql`AND t.id = ANY(${scope}::uuid[])`;

const columns = (
  scope: TenantScope,
): Prisma.Sql => Prisma.sql`u.id AS "userId", u.email, u.name, r.name AS role, u.status,
  coalesce((SELECT json_agg(json_build_object('tenantId', t.id, 'code', t.code, 'name', t.name) ORDER BY t.name, t.id)
    FROM user_tenants m JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = u.id ${inScope(scope)}), '[]') AS tenants,
  u.last_login_on AS "lastLoginOn", u.created_on AS "createdOn", u.mfa_enabled AS "mfaEnabled"`;

function filters(
  { email, tenantId, status }: ListUsersQuery,
  roleId: string | undefined,
  scope: TenantScope,
): Prisma.Sql[] {
  const member = (condition: Prisma.Sql): Prisma.Sql =>
    Prisma.sql`u.id IN (SELECT m.user_id FROM user_tenants m WHERE ${condition})`;
  return [
    scope === "global" ? null : member(Prisma.sql`m.tenant_id = ANY(${scope}::uuid[])`),
    tenantId === undefined ? null : member(Prisma.sql`m.tenant_id = ${tenantId}::uuid`),
    email === undefined ? null : Prisma.sql`u.email LIKE ${containsPattern(email)}`,
    roleId === undefined ? null : Prisma.sql`u.role_id = ${roleId}::uuid`,
    status === undefined ? null : Prisma.sql`u.status = ${status}`,
  ].filter((condition) => condition !== null);
}

interface DetailRow extends Row {
  version: number;
  updatedOn: Date;
  lockReason: string | null;
  lockedById: string | null;
  lockedOn: Date | null;
}

/** One user with open sessions and latest activity, and the row's version; null when there is none in scope. */
async function findUser(
  db: Db,
  userId: string,
  scope: TenantScope,
): Promise<{ user: z.input<typeof UserDetail>; version: number } | null> {
  const visible =
    scope === "global"
      ? Prisma.empty
      : Prisma.sql`AND EXISTS (SELECT 1 FROM user_tenants m WHERE m.user_id = u.id AND m.tenant_id = ANY(${scope}::uuid[]))`;
  const [row] = await db.$queryRaw<DetailRow[]>`
    SELECT ${columns(scope)}, u.version, u.updated_on AS "updatedOn", u.lock_reason AS "lockReason", u.locked_by_id AS "lockedById", u.locked_on AS "lockedOn"
    FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = ${userId}::uuid ${visible}`;
  if (!row) {
    return null;
  }
  const [sessions, recentActivity] = await Promise.all([
    db.$queryRaw<z.input<typeof UserDetail>["sessions"]>`
      SELECT id AS "sessionId", kind, ip_address AS "ipAddress", user_agent AS "userAgent", created_on AS "createdOn",
        last_seen_on AS "lastSeenOn", expires_on AS "expiresOn"
      FROM sessions WHERE user_id = ${userId}::uuid AND revoked_on IS NULL AND expires_on > now() ORDER BY created_on DESC, id DESC LIMIT 50`,
    db.$queryRaw<z.input<typeof UserDetail>["recentActivity"]>`
      SELECT audit_id AS "auditId", occurred_on AS "occurredOn", action, outcome FROM audit_events
      WHERE actor_id = ${userId}::uuid ORDER BY occurred_on DESC, audit_id DESC LIMIT 20`,
  ]);
  const { version, lockReason, lockedById, lockedOn, ...user } = row;
  const isLocked = user.status === "locked" || user.status === "suspended";
  return {
    version,
    user: {
      ...user,
      sessions,
      recentActivity,
      lock: isLocked ? { reason: lockReason, by: lockedById, on: lockedOn } : null,
    },
  };
}

/** The user as the detail shows it, with its ETag's version. Throws NOT_FOUND outside the actor's scope. */
export async function shown(
  { db, actor }: Context,
  userId: string,
): Promise<{ data: z.input<typeof UserDetail>; version: number }> {
  const found = await findUser(db, userId, actor.tenantScope);
  if (!found) {
    throw new AppError("NOT_FOUND");
  }
  return { data: found.user, version: found.version };
}
