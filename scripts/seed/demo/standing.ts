import { DAY_MS, HOUR_MS, MINUTE_MS, workingMomentBetween } from "../calendar.ts";
import { network } from "../networks.ts";
import { at, type Random } from "../random.ts";
import { type DemoUser, isOpenAt } from "./model.ts";

/** A burst of failed sign-ins: who was tried, from where, when it began and how often each. */
export interface Attack {
  readonly targets: readonly DemoUser[];
  readonly network: string;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly triesEach: number;
}

const LOCK_REASONS = [
  "Multiple fraud attempts",
  "Credentials found in a public breach list",
  "Left the company, confirmed by the tenant's administrator",
  "Shared account reported by the tenant",
  "Repeated policy violations: purchased lists",
  "Sign-ins from two continents within an hour",
  "Phishing reported, waiting for a password reset",
];
const RULE_REASON = "Rule AutoSuspendRule: more than 5 failed sign-ins in 10 minutes";
const LOCKED = 31;
const INVITED_SHARE = 0.35;
const INVITED_WITHIN_MS = 24 * DAY_MS;

/** Brute force aimed at one account, and spraying over many; the last one is under way as the demo starts. */
export function makeAttacks(users: readonly DemoUser[], nowMs: number, random: Random): readonly Attack[] {
  const targets = users.filter(
    (user) =>
      user.tenants.length === 1 &&
      user.createdMs < nowMs - 80 * DAY_MS &&
      user.tenants.every((tenant) => isOpenAt(tenant, nowMs)),
  );
  const attack = (count: number, daysAgo: number, minutes: number, triesEach: number): Attack => ({
    targets: Array.from({ length: count }, () => random.pick(targets)),
    network: network(random),
    startMs: Math.round(nowMs - daysAgo * DAY_MS),
    lengthMs: minutes * MINUTE_MS,
    triesEach,
  });
  return [
    attack(1, 71.3, 22, 140),
    attack(64, 52.6, 95, 4),
    attack(1, 33.1, 9, 46),
    attack(2, 19.4, 31, 88),
    attack(38, 8.7, 60, 6),
    attack(1, 2.2, 14, 73),
    attack(3, 0.03, 25, 11),
  ];
}

/** Decides who is invited, locked or suspended now, and writes it into the users. Demo accounts and staff stay active. */
export function decideStanding(
  users: readonly DemoUser[],
  attacks: readonly Attack[],
  nowMs: number,
  random: Random,
): void {
  const members = users.filter((user) => user.tenants.length > 0 && user.password === null);
  const keepers = users.filter(
    (user) => user.tenants.length === 0 && (user.role === "SuperAdmin" || user.role === "Support"),
  );
  for (const user of members) {
    const isAdmin = user.role === "PoolAdmin";
    if (!isAdmin && nowMs - user.createdMs < INVITED_WITHIN_MS && random.chance(INVITED_SHARE)) {
      user.status = "invited";
    }
  }
  // A rule suspends what a brute-force attack hits, unless it is so recent that no rule has run.
  for (const { targets, startMs } of attacks.filter(
    ({ triesEach, startMs }) => triesEach > 40 && startMs < nowMs - DAY_MS,
  )) {
    for (const user of targets) {
      shutOut(user, { status: "suspended", ms: startMs + 3 * MINUTE_MS, reason: RULE_REASON, by: null });
    }
  }
  const candidates = members.filter(
    (user) => user.status === "active" && user.createdMs < nowMs - 30 * DAY_MS && user.role !== "PoolAdmin",
  );
  for (let n = 0; n < LOCKED; n++) {
    const user = random.pick(candidates);
    const ms = workingMomentBetween(
      Math.max(user.createdMs + 5 * DAY_MS, nowMs - 80 * DAY_MS),
      nowMs - HOUR_MS,
      0,
      random,
    );
    const awake = keepers.filter(({ createdMs }) => createdMs < ms);
    shutOut(user, { status: "locked", ms, reason: at(LOCK_REASONS, n % LOCK_REASONS.length), by: random.pick(awake) });
  }
}

function shutOut(
  user: DemoUser,
  { status, ...how }: { status: "locked" | "suspended"; ms: number; reason: string; by: DemoUser | null },
): void {
  if (user.status === "active") {
    user.status = status;
    user.shutOut = how;
  }
}
