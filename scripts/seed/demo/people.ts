import type { SystemRoleName } from "../../../lib/policy/roles.ts";
import { DAY_MS, HOUR_MS, workingMomentBetween } from "../calendar.ts";
import { PLACES } from "../places.ts";
import { at, choices, type Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";
import type { DemoTenant, DemoUser, Segment } from "./model.ts";
import { type Naming, namesWithout } from "./naming.ts";

const STAFF_DOMAIN = "penguinmails.example";
const STAFF: readonly (readonly [SystemRoleName, number])[] = [
  ["SuperAdmin", 2],
  ["Auditor", 4],
  ["Support", 18],
  ["ROLE_EXECUTIVE_CEO", 1],
  ["ROLE_EXECUTIVE_CFO", 1],
  ["ROLE_EXECUTIVE_COO", 1],
  ["ROLE_EXECUTIVE_CTO", 1],
  ["ROLE_SYSTEM_ADMIN", 5],
  ["ROLE_OPERATIONS_MANAGER", 3],
  ["ROLE_OPS_COORDINATOR", 6],
  ["ROLE_SUPPORT_MANAGER", 2],
  ["ROLE_ANALYST", 4],
  ["ROLE_FINANCE", 4],
];
/** How many people a tenant of the segment has, before all are scaled to the wanted total. */
const SIZES: Readonly<Record<Segment, readonly [number, number]>> = {
  enterprise: [60, 170],
  mid_market: [22, 60],
  smb: [8, 24],
  startup: [3, 10],
};
/** Roles inside a tenant; its first person, and every eighteenth, is its administrator. */
const MEMBER_ROLES = choices<SystemRoleName>([
  ["ROLE_DASHBOARD_USER", 38],
  ["ROLE_READ_ONLY", 27],
  ["ROLE_ANALYST", 12],
  ["ROLE_OPS_COORDINATOR", 8],
  ["ROLE_FINANCE", 6],
  ["ROLE_SUPPORT_MANAGER", 3],
  ["Auditor", 3],
  ["Support", 3],
]);
const ADMIN_EVERY = 18;

/** What the demo accounts are: e-mail address, role and password of each. */
export type Accounts = readonly { readonly email: string; readonly role: string; readonly password: string }[];

/** Everybody: the demo accounts, the platform's staff and the tenants' people, `total` in all, in the order of their creation. */
export function makePeople(
  tenants: readonly DemoTenant[],
  accounts: Accounts,
  total: number,
  nowMs: number,
  random: Random,
): readonly DemoUser[] {
  const naming = namesWithout(new Set(accounts.map(({ email }) => email)), random);
  const firstMs = at(tenants, 0).createdMs - 20 * DAY_MS;
  const demo = accounts.map((account, index) => demoAccount(account, firstMs + index * HOUR_MS, tenants, random));
  const staff = STAFF.flatMap(([role, count]) =>
    Array.from({ length: count }, () => {
      const createdMs = workingMomentBetween(
        firstMs,
        role === "SuperAdmin" ? firstMs + 5 * DAY_MS : nowMs - 60 * DAY_MS,
        0,
        random,
      );
      return person({ role, tenants: [], createdMs, mfa: 0.8, ...naming(STAFF_DOMAIN) }, random);
    }),
  );
  const members = makeMembers(tenants, total - demo.length - staff.length, nowMs, random, naming);
  return [...demo, ...staff, ...members].sort((a, b) => a.createdMs - b.createdMs);
}

function makeMembers(
  tenants: readonly DemoTenant[],
  total: number,
  nowMs: number,
  random: Random,
  naming: Naming,
): readonly DemoUser[] {
  const weights = tenants.map(({ segment, createdMs }) => {
    const [low, high] = SIZES[segment];
    const ageInYears = (nowMs - createdMs) / (365 * DAY_MS);
    return random.between(low, high) * (0.35 + Math.min(ageInYears, 1) * 0.65);
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  let reached = 0;
  let made = 0;
  return tenants.flatMap((tenant, index) => {
    // Rounded on the running sum, so that the tenants add up to the total.
    reached += (at(weights, index) / sum) * total;
    const count = Math.max(1, Math.round(reached) - made);
    made += count;
    return Array.from({ length: count }, (_, nth) => member(tenant, nth, tenants, nowMs, random, naming));
  });
}

function member(
  tenant: DemoTenant,
  nth: number,
  all: readonly DemoTenant[],
  nowMs: number,
  random: Random,
  naming: Naming,
): DemoUser {
  const endMs = tenant.deletedMs ?? tenant.suspensions.find(({ endMs }) => endMs === null)?.ms ?? nowMs;
  const firstMs = tenant.createdMs + 10 * 60_000;
  const isEarly = random.chance(0.3);
  const createdMs =
    nth === 0
      ? firstMs
      : workingMomentBetween(
          firstMs,
          isEarly ? Math.min(endMs, firstMs + 14 * DAY_MS) : endMs,
          tenant.place.utcHours,
          random,
        );
  const role = nth % ADMIN_EVERY === 0 ? "PoolAdmin" : random.weighted(MEMBER_ROLES);
  const others = random.chance(0.035) && nth > 0 ? otherTenants(tenant, createdMs, all, random) : [];
  return person(
    { role, tenants: [tenant, ...others], createdMs, mfa: role === "PoolAdmin" ? 0.55 : 0.2, ...naming(tenant.domain) },
    random,
  );
}

/** One or two more tenants that existed then: consultants and people of a group of companies. */
function otherTenants(home: DemoTenant, ms: number, all: readonly DemoTenant[], random: Random): readonly DemoTenant[] {
  const open = all.filter((tenant) => tenant !== home && tenant.createdMs < ms && tenant.deletedMs === null);
  const picked = open.length === 0 ? [] : [random.pick(open), ...(random.chance(0.3) ? [random.pick(open)] : [])];
  return [...new Set(picked)];
}

interface Basics {
  readonly email: string;
  readonly name: string;
  readonly role: SystemRoleName;
  readonly tenants: readonly DemoTenant[];
  readonly createdMs: number;
  readonly mfa: number;
}

function person({ mfa, ...basics }: Basics, random: Random): DemoUser {
  return {
    ...basics,
    id: uuidV7(basics.createdMs, random),
    place: basics.tenants[0]?.place ?? random.pick([PLACES.lon, PLACES.nyc, PLACES.ber, PLACES.sin]),
    mfaEnabled: random.chance(mfa),
    password: null,
    status: "active",
    shutOut: null,
    lastLoginMs: null,
  };
}

function demoAccount(
  { email, role, password }: Accounts[number],
  createdMs: number,
  tenants: readonly DemoTenant[],
  random: Random,
): DemoUser {
  const name = `Demo ${email.slice(0, email.indexOf("@")).replace(/^./, (letter) => letter.toUpperCase())}`;
  const assigned = role === "PoolAdmin" ? liveliest(tenants, 3) : [];
  const made = person({ email, name, role: role as SystemRoleName, tenants: assigned, createdMs, mfa: 0 }, random);
  return { ...made, place: PLACES.lon, password };
}

const liveliest = (tenants: readonly DemoTenant[], count: number): readonly DemoTenant[] =>
  tenants
    .filter(
      ({ segment, deletedMs, suspensions }) => segment !== "startup" && deletedMs === null && suspensions.length === 0,
    )
    .slice(2, 2 + count);
