import type { Db } from "../../db/client.ts";
import { PLANNED_ANEW } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Condition } from "../condition/compile.ts";
import { readsTenants } from "../planning/variables.ts";
import { loadEvents, type Reading } from "./load-events.ts";
import { type EntityPast, pastOfTenant, pastOfUser, type TenantPast, type UserPast } from "./past.ts";

const ms = (moment: Prisma.Sql): Prisma.Sql => Prisma.sql`(extract(epoch FROM ${moment}) * 1000)::float8`;

/** What the audit log tells of earlier states of a row, the earliest first: from the beginning of the span on. */
const changes = (entityType: string, id: Prisma.Sql, key: string, fromMs: number): Prisma.Sql => Prisma.sql`
  coalesce((SELECT jsonb_agg(jsonb_build_object('atMs', ${ms(Prisma.sql`a.occurred_on`)}, 'before', a.before) ORDER BY a.occurred_on, a.sequence)
    FROM audit_events a WHERE a.entity_id = ${id}::text AND a.entity_type = ${entityType} AND a.outcome = 'success'
      AND a.occurred_on > ${new Date(fromMs)} AND jsonb_exists(a.before, ${key})), '[]') AS changes`;

const TENANT_COLUMNS = Prisma.sql`t.id AS "entityId", ${ms(Prisma.sql`t.created_on`)} AS "createdMs", ${ms(Prisma.sql`t.deleted_on`)} AS "deletedMs",
  t.code, t.plan, t.segment, t.is_active AS "isActive"`;

/** The pasts of the entities, with the events that the condition reads, in no particular order. */
export async function loadPasts(
  db: Db,
  condition: Condition,
  reading: Reading,
  ids: readonly string[],
): Promise<EntityPast[]> {
  const events = await loadEvents(db, condition, reading, ids);
  if (condition.entity === "tenant") {
    const tenants = await loadTenants(db, reading, Prisma.sql`t.id = ANY(${[...ids]}::uuid[])`);
    return tenants.map((tenant) => pastOfTenant(tenant, events.get(tenant.entityId) ?? []));
  }
  const isOfTenants = readsTenants(condition);
  const users = await loadUsers(db, condition, reading, ids);
  const homes = isOfTenants ? await loadHomes(db, reading, ids) : new Map<string, readonly TenantPast[]>();
  return users.map((user) =>
    pastOfUser({ ...user, tenants: homes.get(user.entityId) ?? [] }, events.get(user.entityId) ?? [], isOfTenants),
  );
}

function loadTenants(db: Db, { grid }: Reading, where: Prisma.Sql): Promise<TenantPast[]> {
  return db.$queryRaw<TenantPast[]>`
    ${PLANNED_ANEW} SELECT ${TENANT_COLUMNS}, ${changes("tenant", Prisma.sql`t.id`, "isActive", grid.fromMs)} FROM tenants t WHERE ${where}`;
}

type StoredUser = Omit<UserPast, "tenants">;

/** Sign-ins are read only where the condition asks when the last one was. */
function loadUsers(db: Db, { facts }: Condition, { grid }: Reading, ids: readonly string[]): Promise<StoredUser[]> {
  const asksLastLogin = facts.some(({ name }) => name === "user.days_since_last_login");
  const signIn = (where: Prisma.Sql) =>
    Prisma.sql`SELECT e.occurred_on FROM login_events e WHERE e.user_id = u.id AND e.succeeded AND ${where}`;
  const signIns = asksLastLogin
    ? Prisma.sql`ARRAY(SELECT ${ms(Prisma.sql`x.occurred_on`)} FROM (
        (${signIn(Prisma.sql`e.occurred_on <= ${new Date(grid.fromMs)}`)} ORDER BY e.occurred_on DESC LIMIT 1)
        UNION ALL (${signIn(Prisma.sql`e.occurred_on > ${new Date(grid.fromMs)} AND e.occurred_on <= ${new Date(grid.toMs)}`)})
      ) x ORDER BY x.occurred_on)`
    : Prisma.sql`ARRAY[]::float8[]`;
  return db.$queryRaw<StoredUser[]>`
    ${PLANNED_ANEW} SELECT u.id AS "entityId", ${ms(Prisma.sql`u.created_on`)} AS "createdMs", r.name AS role, u.status, u.mfa_enabled AS "hasMfa",
      ${ms(Prisma.sql`u.last_login_on`)} AS "lastLoginMs", ${signIns} AS "signInsMs", ${changes("user", Prisma.sql`u.id`, "status", grid.fromMs)}
    FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = ANY(${[...ids]}::uuid[])`;
}

/** The tenants of users, each user's by id. */
async function loadHomes(
  db: Db,
  reading: Reading,
  ids: readonly string[],
): Promise<Map<string, readonly TenantPast[]>> {
  const own = reading.tenantId === null ? Prisma.empty : Prisma.sql`AND m.tenant_id = ${reading.tenantId}::uuid`;
  const memberships = await db.$queryRaw<{ userId: string; tenantId: string }[]>`
    SELECT m.user_id AS "userId", m.tenant_id AS "tenantId" FROM user_tenants m WHERE m.user_id = ANY(${[...ids]}::uuid[]) ${own}
    ORDER BY m.user_id, m.tenant_id`;
  const tenantIds = [...new Set(memberships.map(({ tenantId }) => tenantId))];
  const tenants = await loadTenants(db, reading, Prisma.sql`t.id = ANY(${tenantIds}::uuid[])`);
  const byId = new Map(tenants.map((tenant) => [tenant.entityId, tenant]));
  const homes = Map.groupBy(memberships, ({ userId }) => userId);
  return new Map(
    [...homes].map(([userId, of]) => [userId, of.flatMap(({ tenantId }) => byId.get(tenantId) ?? [])] as const),
  );
}
