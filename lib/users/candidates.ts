import { Prisma } from "../db/generated/client.ts";
import type { USER_SORTS } from "./schema.ts";

export type UserSort = (typeof USER_SORTS)[number];

/** What each order of the list compares, of a user aliased `u`. Never signed in counts as the longest ago. */
export const SORT_KEYS: Readonly<Record<UserSort, Prisma.Sql>> = {
  email: Prisma.sql`u.email`,
  name: Prisma.sql`u.name`,
  createdOn: Prisma.sql`u.created_on`,
  lastLoginOn: Prisma.sql`coalesce(u.last_login_on, '-infinity'::timestamptz)`,
};

/** Which users are asked for. */
export interface Wanted {
  readonly sort: UserSort;
  /** Members of any of these; null for everybody. */
  readonly tenantIds: readonly string[] | null;
  readonly roleId: string | undefined;
  readonly status: string | undefined;
  /** Part of the address in lower case, with what the index looks for; without grams the addresses are read along. */
  readonly email: { readonly part: string; readonly grams: readonly bigint[] | null } | undefined;
}

/** Selects `id` and `key`, what the order compares, of every user who is asked for, from the smallest index that can tell. */
export function candidates(wanted: Wanted): Prisma.Sql {
  const { sort, tenantIds, email, roleId, status } = wanted;
  if (sort === "createdOn" && tenantIds !== null && email === undefined) {
    // Of several tenants a user may be a member more than once.
    const distinct = tenantIds.length === 1 ? Prisma.empty : Prisma.sql`DISTINCT`;
    return Prisma.sql`SELECT ${distinct} m.user_id AS id, m.created_on AS key FROM user_tenants m WHERE ${membership(wanted, tenantIds)}`;
  }
  const isByEmailAlone = tenantIds === null && roleId === undefined && status === undefined;
  if (sort === "createdOn" && email?.grams && isByEmailAlone) {
    return Prisma.sql`SELECT s.user_id AS id, s.created_on AS key FROM user_search s WHERE ${found(email.part, email.grams)}`;
  }
  const conditions = [
    tenantIds === null
      ? standing("u", wanted)
      : [Prisma.sql`u.id IN (SELECT m.user_id FROM user_tenants m WHERE ${membership(wanted, tenantIds)})`],
    email === undefined ? [] : [contains(email)],
  ].flat();
  return Prisma.sql`SELECT u.id, ${SORT_KEYS[sort]} AS key FROM users u WHERE ${Prisma.join(conditions, " AND ")}`;
}

function membership(wanted: Wanted, tenantIds: readonly string[]): Prisma.Sql {
  const [only] = tenantIds;
  const ofTenants =
    tenantIds.length === 1
      ? Prisma.sql`m.tenant_id = ${only}::uuid`
      : Prisma.sql`m.tenant_id = ANY(${tenantIds}::uuid[])`;
  return Prisma.join([ofTenants, ...standing("m", wanted)], " AND ");
}

/** Users and memberships know role and status by the same names. */
function standing(alias: "u" | "m", { roleId, status }: Wanted): Prisma.Sql[] {
  const table = Prisma.raw(alias);
  return [
    ...(roleId === undefined ? [] : [Prisma.sql`${table}.role_id = ${roleId}::uuid`]),
    ...(status === undefined ? [] : [Prisma.sql`${table}.status = ${status}`]),
  ];
}

const contains = ({ part, grams }: NonNullable<Wanted["email"]>): Prisma.Sql =>
  grams === null
    ? Prisma.sql`strpos(u.email, ${part}) > 0`
    : Prisma.sql`u.id IN (SELECT s.user_id FROM user_search s WHERE ${found(part, grams)})`;

const found = (part: string, grams: readonly bigint[]): Prisma.Sql =>
  Prisma.sql`email_grams(s.email) @> ${grams.map(String)}::bigint[] AND strpos(s.email, ${part}) > 0`;
