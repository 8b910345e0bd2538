import { SYSTEM_ROLES, type SystemRoleName } from "../../../lib/policy/roles.ts";
import { DAY_MS } from "../calendar.ts";
import type { Value } from "../copy-rows.ts";
import { FAMILY_NAMES, GIVEN_NAMES, slug } from "../names.ts";
import { at, choices, type Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";
import { lowerBound, momentOf, type ScaleTenants } from "./tenants.ts";

const STAFF_DOMAIN = "staff.penguinmails.example";
const STAFF_ROLES: readonly SystemRoleName[] = [
  "SuperAdmin",
  "Support",
  "Support",
  "Auditor",
  "Support",
  "ROLE_SYSTEM_ADMIN",
  "ROLE_EXECUTIVE_COO",
  "Support",
  "ROLE_OPERATIONS_MANAGER",
  "ROLE_ANALYST",
];
const MEMBER_ROLES = choices<SystemRoleName>([
  ["ROLE_DASHBOARD_USER", 40],
  ["ROLE_READ_ONLY", 28],
  ["ROLE_ANALYST", 12],
  ["ROLE_OPS_COORDINATOR", 8],
  ["ROLE_FINANCE", 6],
  ["PoolAdmin", 6],
]);
const STATUSES = choices([
  ["active", 935],
  ["invited", 30],
  ["locked", 25],
  ["suspended", 10],
]);
/** Coprime to any number of name pairs below it, so that walking by it meets each pair once. */
const STRIDE = 15_485_863;

const bySlug = (names: readonly string[]) => [...new Map(names.map((name) => [slug(name, "."), name]))];
const GIVEN = bySlug(GIVEN_NAMES);
const FAMILY = bySlug(FAMILY_NAMES);
const PAIRS = GIVEN.length * FAMILY.length;

/** What the other generators need of each user, in the order of creation; the first `staff` belong to no tenant. */
export interface ScaleUsers {
  readonly ids: string[];
  readonly roles: SystemRoleName[];
  readonly createdMs: Float64Array;
  /** Index of the user's first tenant. */
  readonly home: Uint32Array;
  readonly staff: number;
}

/** Room for `count` users, to be filled by `userRows`. */
export const planUsers = (count: number): ScaleUsers => ({
  ids: [],
  roles: [],
  createdMs: new Float64Array(count),
  home: new Uint32Array(count),
  staff: Math.min(count, Math.max(20, Math.round(count * 0.0004))),
});

export const USER_COLUMNS = [
  "id",
  "email",
  "name",
  "role_id",
  "status",
  "password_hash",
  "password_changed_on",
  "mfa_enabled",
  "lock_reason",
  "locked_on",
  "last_login_on",
  "created_on",
  "updated_on",
];

/** What rows need beyond the plan: how many users the database has, and the hash of a password that nobody knows. */
interface Given {
  readonly offset: number;
  readonly nowMs: number;
  readonly passwordHash: string;
}

/** The users' rows in the order of creation; fills in what `users` keeps of each. */
export function* userRows(
  users: ScaleUsers,
  tenants: ScaleTenants,
  given: Given,
  random: Random,
): Generator<readonly Value[]> {
  const perTenant = new Uint32Array(tenants.ids.length);
  const count = users.createdMs.length;
  const fromMs = at(tenants.createdMs, 0) + 1;
  for (let n = 0; n < count; n++) {
    const ms = momentOf(n, count, fromMs, given.nowMs, 0.7, random);
    const isStaff = n < users.staff;
    const home = isStaff ? 0 : drawTenant(tenants, ms, random);
    const nth = perTenant[home] ?? 0;
    perTenant[home] = nth + (isStaff ? 0 : 1);
    const named = isStaff ? nameOf(0, given.offset + n, STAFF_DOMAIN) : nameOf(home, nth, at(tenants.domains, home));
    const role = isStaff ? at(STAFF_ROLES, n % STAFF_ROLES.length) : random.weighted(MEMBER_ROLES);
    const id = uuidV7(ms, random);
    users.ids.push(id);
    users.roles.push(role);
    users.createdMs[n] = ms;
    users.home[n] = home;
    yield [
      id,
      named.email,
      named.name,
      SYSTEM_ROLES[role].id,
      ...standing(isStaff ? "active" : random.weighted(STATUSES), ms, given, random),
    ];
  }
}

/** The columns from `status` on. */
function standing(status: string, ms: number, { nowMs, passwordHash }: Given, random: Random): readonly Value[] {
  const created = new Date(ms);
  const isKnown = status !== "invited";
  const locked = status === "locked" || status === "suspended" ? new Date(random.between(ms, nowMs)) : null;
  const lastLogin =
    isKnown && random.chance(0.86) ? new Date(Math.max(ms, nowMs - random.unit() ** 3 * 400 * DAY_MS)) : null;
  const password = isKnown ? [passwordHash, created] : [null, null];
  return [
    status,
    ...password,
    random.chance(0.2),
    locked && "Repeated failed sign-ins",
    locked,
    lastLogin,
    created,
    locked ?? created,
  ];
}

/** The n-th person at a tenant: every pair of names once before any gets a number. */
function nameOf(tenant: number, nth: number, domain: string): { name: string; email: string } {
  const pair = (((tenant * 7919) % PAIRS) + (nth % PAIRS) * (STRIDE % PAIRS)) % PAIRS;
  const [given, family] = [at(GIVEN, pair % GIVEN.length), at(FAMILY, Math.floor(pair / GIVEN.length))];
  const round = Math.floor(nth / PAIRS);
  return { name: `${given[1]} ${family[1]}`, email: `${given[0]}.${family[0]}${round === 0 ? "" : round}@${domain}` };
}

/** A tenant that exists at the moment, as likely as it is large. */
function drawTenant({ createdMs, reach, ids }: ScaleTenants, ms: number, random: Random): number {
  const existing = Math.max(1, lowerBound(createdMs, ms, ids.length));
  return lowerBound(reach, random.unit() * at(reach, existing - 1), existing);
}

/** Everybody's home tenant, and one or two more for one in twenty-five. */
export function* membershipRows(users: ScaleUsers, tenants: ScaleTenants, random: Random): Generator<readonly Value[]> {
  for (let n = users.staff; n < users.ids.length; n++) {
    const id = at(users.ids, n);
    const mine = new Set([at(users.home, n)]);
    for (let more = random.chance(0.04); more; more = random.chance(0.3) && mine.size < 3) {
      mine.add(drawTenant(tenants, at(users.createdMs, n), random));
    }
    for (const tenant of mine) {
      yield [at(tenants.ids, tenant), id];
    }
  }
}
