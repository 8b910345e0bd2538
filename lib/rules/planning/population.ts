import { Prisma } from "../../db/generated/client.ts";
import type { Condition } from "../condition/compile.ts";
import { type Moment, readsTenants } from "./variables.ts";

/** Whom a rule looks at. */
export interface Population {
  readonly condition: Condition;
  readonly moment: Moment;
  /** The tenant of a rule that is not global. */
  readonly tenantId: string | null;
  /** Only these of them: those that an event is about. */
  readonly within?: readonly string[];
}

/** The ids that a tenant's rule, or one that looks at a few, is confined to; null for everybody. */
export function scopeIds(population: Population): Prisma.Sql | null {
  const scope = tenantScope(population);
  if (population.within === undefined) {
    return scope;
  }
  const few = Prisma.sql`SELECT unnest(${[...population.within]}::uuid[])`;
  return scope === null ? few : Prisma.sql`${few} INTERSECT ${scope}`;
}

function tenantScope({ condition, tenantId }: Population): Prisma.Sql | null {
  if (tenantId === null) {
    return null;
  }
  return condition.entity === "tenant"
    ? Prisma.sql`SELECT ${tenantId}::uuid`
    : Prisma.sql`SELECT m.user_id FROM user_tenants m WHERE m.tenant_id = ${tenantId}::uuid`;
}

/** The table of the rule's entity, with all that its plain variables need; `ids` keeps to some, `joined` brings their figures. */
export function entitiesOf(
  population: Population,
  ids: Prisma.Sql | null,
  joined: (id: Prisma.Sql) => Prisma.Sql,
): Prisma.Sql {
  const isUser = population.condition.entity === "user";
  const id = isUser ? Prisma.sql`u.id` : Prisma.sql`t.id`;
  const kept = ids === null ? Prisma.empty : Prisma.sql`AND ${id} = ANY(ARRAY(${ids}))`;
  return Prisma.sql`${isUser ? users(population) : tenants(population)} ${joined(id)} WHERE ${belongs(population)} ${kept}`;
}

/** Roles that no rule may touch, told once a statement: there is one. */
const UNTOUCHABLE = Prisma.sql`SELECT s.id FROM roles s WHERE s.name = 'SuperAdmin'`;

/** Whether the figures alone tell who is hit: nothing is read of the users themselves. */
export const isLean = ({ condition, moment }: Population): boolean =>
  condition.entity === "user" && !moment.isPast && condition.facts.every(({ kind }) => kind === "metric");

/** The users among the figures `f`, without reading all users: every figure is a user's, and the few untouchable ones are left out. */
export const usersOfFigures = (): Prisma.Sql =>
  Prisma.sql`figures f WHERE f.id <> ALL(ARRAY(SELECT u.id FROM users u WHERE u.role_id = ANY(ARRAY(${UNTOUCHABLE}))))`;

/** What makes an entity part of the population: it existed then, and it is nobody that no rule may touch (decisions §6). */
function belongs({ condition: { entity }, moment: { asOf, isPast } }: Population): Prisma.Sql {
  if (entity === "tenant") {
    return isPast
      ? Prisma.sql`t.created_on <= ${asOf} AND (t.deleted_on IS NULL OR t.deleted_on > ${asOf})`
      : Prisma.sql`t.deleted_on IS NULL`;
  }
  return isPast
    ? Prisma.sql`u.created_on <= ${asOf} AND coalesce(up.before ->> 'role', r.name) <> 'SuperAdmin'`
    : Prisma.sql`u.role_id <> ALL(ARRAY(${UNTOUCHABLE}))`;
}

/** A user rule that reads tenants looks at each membership, and at a user without any once. */
function users({ condition, moment, tenantId }: Population): Prisma.Sql {
  const state = moment.isPast ? Prisma.sql`LEFT JOIN user_past up ON up.id = u.id` : Prisma.empty;
  const own = tenantId === null ? Prisma.empty : Prisma.sql`AND m.tenant_id = ${tenantId}::uuid`;
  const live = moment.isPast
    ? Prisma.sql`(t.deleted_on IS NULL OR t.deleted_on > ${moment.asOf})`
    : Prisma.sql`t.deleted_on IS NULL`;
  const memberships = readsTenants(condition)
    ? Prisma.sql`LEFT JOIN (user_tenants m JOIN tenants t ON t.id = m.tenant_id AND ${live}
        ${moment.isPast ? Prisma.sql`LEFT JOIN tenant_past tp ON tp.id = t.id` : Prisma.empty}) ON m.user_id = u.id ${own}`
    : Prisma.empty;
  const readsRole = moment.isPast || condition.facts.some(({ name }) => name === "user.role");
  const roles = readsRole ? Prisma.sql`JOIN roles r ON r.id = u.role_id` : Prisma.empty;
  return Prisma.sql`users u ${roles} ${state} ${memberships}`;
}

function tenants({ moment }: Population): Prisma.Sql {
  const state = moment.isPast ? Prisma.sql`LEFT JOIN tenant_past tp ON tp.id = t.id` : Prisma.empty;
  return Prisma.sql`tenants t ${state}`;
}
