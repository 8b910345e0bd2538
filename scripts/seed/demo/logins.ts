import { DAY_MS, HOUR_MS, isWeekend, workingMoment } from "../calendar.ts";
import { network } from "../networks.ts";
import type { Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";
import { type Attempt, type DemoUser, isOpenAt } from "./model.ts";
import type { Attack } from "./standing.ts";

const DAYS = 90;
const WEEKEND_FACTOR = 0.14;
const MISTYPED = 0.035;

/** Ninety days of sign-in attempts of everybody, oldest first; sets each user's `lastLoginMs`. */
export function makeLogins(
  users: readonly DemoUser[],
  attacks: readonly Attack[],
  nowMs: number,
  random: Random,
): readonly Attempt[] {
  const attempts = [
    ...users.flatMap((user) => habitOf(user, nowMs, random)),
    ...attacks.flatMap((attack) => triesOf(attack, nowMs, random)),
  ];
  attempts.sort((a, b) => a.ms - b.ms);
  for (const { user, ms, sessionId } of attempts) {
    user.lastLoginMs = sessionId === null ? user.lastLoginMs : ms;
  }
  for (const user of users) {
    const isQuiet = user.lastLoginMs === null && user.status !== "invited";
    const lastChanceMs = nowMs - DAYS * DAY_MS - DAY_MS;
    if (isQuiet && user.createdMs < lastChanceMs && random.chance(0.7)) {
      user.lastLoginMs = Math.round(random.between(user.createdMs, lastChanceMs));
    }
  }
  return attempts;
}

function habitOf(user: DemoUser, nowMs: number, random: Random): readonly Attempt[] {
  const daily = Math.min(0.95, user.password === null ? random.unit() ** 2.2 : 0.5);
  const networks = [network(random), network(random)] as const;
  return momentsOf(user, daily, nowMs, random)
    .filter((ms) => mayTry(user, ms, nowMs))
    .flatMap((ms) => tries(user, ms, networks[random.chance(0.85) ? 0 : 1], random));
}

/** Moments of the last days at which somebody comes who comes on `daily` of all working days. */
function momentsOf({ place: { utcHours } }: DemoUser, daily: number, nowMs: number, random: Random): readonly number[] {
  const today = nowMs - (nowMs % DAY_MS) - utcHours * HOUR_MS;
  const moments: number[] = [];
  for (let midnightMs = today - DAYS * DAY_MS; midnightMs <= today + DAY_MS; midnightMs += DAY_MS) {
    const probability = daily * (isWeekend(midnightMs + HOUR_MS, utcHours) ? WEEKEND_FACTOR : 1);
    for (let again = random.chance(probability); again; again = random.chance(0.12)) {
      moments.push(workingMoment(midnightMs, random) + random.int(0, 59_999));
    }
  }
  return moments;
}

const mayTry = (user: DemoUser, ms: number, nowMs: number): boolean =>
  user.status !== "invited" &&
  ms > user.createdMs + 5 * 60_000 &&
  ms < nowMs - 60_000 &&
  (user.shutOut === null || ms < user.shutOut.ms) &&
  (user.tenants.length === 0 || user.tenants.some((tenant) => isOpenAt(tenant, ms)));

/** The attempt, now and then after one or two with a mistyped password. */
function tries(user: DemoUser, ms: number, from: string, random: Random): readonly Attempt[] {
  const attempts = [attempt(user, ms, from, true, random)];
  for (let mistypedMs = ms; random.chance(MISTYPED * attempts.length); ) {
    mistypedMs -= random.int(4000, 25_000);
    attempts.push(attempt(user, mistypedMs, from, false, random));
  }
  return attempts;
}

function triesOf(
  { targets, network: from, startMs, lengthMs, triesEach }: Attack,
  nowMs: number,
  random: Random,
): readonly Attempt[] {
  return targets.flatMap((user) =>
    Array.from({ length: triesEach }, () => Math.round(startMs + random.unit() * lengthMs))
      .filter((ms) => ms < nowMs)
      .map((ms) => attempt(user, ms, from, false, random)),
  );
}

const attempt = (user: DemoUser, ms: number, from: string, succeeded: boolean, random: Random): Attempt => ({
  id: uuidV7(ms, random),
  user,
  ms,
  network: from,
  sessionId: succeeded ? uuidV7(ms, random) : null,
});
