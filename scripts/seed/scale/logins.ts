import type pg from "pg";
import { DAY_MS } from "../calendar.ts";
import type { Value } from "../copy-rows.ts";
import { network } from "../networks.ts";
import { at, type Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";

/** How far back the sign-in attempts go: the longest window that a rule may read. */
const DAYS = 90;
const READ_AT_ONCE = 100_000;
const NETWORKS = 40_000;
/** One sign-in in so many is mistyped first. */
const MISTYPED = 0.035;
/** Shares of all attempts that strangers make: one try at each of many accounts, and many tries at a few. */
const SPRAYED = 0.02;
const FORCED = 0.006;

export const LOGIN_COLUMNS = ["id", "user_id", "occurred_on", "succeeded", "ip_address"];

/** Who may sign in, in the order of their ids; times in milliseconds, the last sign-in NaN where there was none. */
export interface SignInUsers {
  readonly ids: string[];
  readonly createdMs: number[];
  readonly lastMs: number[];
}

/** Reads the users whom the database has. */
export async function readUsers(client: pg.ClientBase): Promise<SignInUsers> {
  const users: SignInUsers = { ids: [], createdMs: [], lastMs: [] };
  for (let after = "00000000-0000-0000-0000-000000000000"; ; after = users.ids.at(-1) ?? after) {
    const { rows } = await client.query<[string, number, number | null]>({
      text: `SELECT id, extract(epoch FROM created_on)::float8 * 1000, extract(epoch FROM last_login_on)::float8 * 1000
        FROM users WHERE id > $1 ORDER BY id LIMIT ${READ_AT_ONCE}`,
      values: [after],
      rowMode: "array",
    });
    for (const [id, createdMs, lastMs] of rows) {
      users.ids.push(id);
      users.createdMs.push(createdMs);
      users.lastMs.push(lastMs ?? Number.NaN);
    }
    if (rows.length < READ_AT_ONCE) {
      return users;
    }
  }
}

/** Attempts of one day: user × 2 + whether it failed, and the millisecond, in the same order. */
interface Day {
  readonly what: number[];
  readonly ms: number[];
}

/**
 * About `count` sign-in attempts of the last ninety days, oldest first. Those who have signed in lately come back as often as people
 * do, a few of them much more often than most, up to their last sign-in; strangers try many accounts once and a few accounts often.
 */
export function* loginRows(
  count: number,
  users: SignInUsers,
  nowMs: number,
  random: Random,
): Generator<readonly Value[]> {
  const fromMs = nowMs - DAYS * DAY_MS;
  const days = Array.from({ length: DAYS + 1 }, (): Day => ({ what: [], ms: [] }));
  const add = (user: number, ms: number, failed: boolean): void => {
    const day = days[Math.floor((ms - fromMs) / DAY_MS)];
    if (day && ms <= nowMs && ms > at(users.createdMs, user)) {
      day.what.push(user * 2 + (failed ? 1 : 0));
      day.ms.push(Math.floor(ms));
    }
  };
  addHabits(count * (1 - SPRAYED - FORCED), users, fromMs, random, add);
  addStrangers(count, users, { fromMs, nowMs }, random, add);
  const networks = Array.from({ length: NETWORKS }, () => network(random));
  for (const { what, ms } of days) {
    const order = Uint32Array.from(ms.keys()).sort((a, b) => at(ms, a) - at(ms, b));
    for (const n of order) {
      const [user, failed] = [Math.floor(at(what, n) / 2), at(what, n) % 2 === 1];
      // Two networks each, home and work, and now and then another.
      const place = random.chance(0.04) ? random.int(0, NETWORKS) : user * 7919 + (random.chance(0.25) ? 104_729 : 0);
      yield [
        uuidV7(at(ms, n), random),
        at(users.ids, user),
        new Date(at(ms, n)),
        !failed,
        at(networks, place % NETWORKS),
      ];
    }
  }
}

type Add = (user: number, ms: number, failed: boolean) => void;

function addHabits(count: number, users: SignInUsers, fromMs: number, random: Random, add: Add): void {
  const recent = [...users.ids.keys()].filter((user) => at(users.lastMs, user) > fromMs);
  const weights = recent.map(() => 0.4 + 12 * random.unit() ** 6);
  const each = count / (1 + MISTYPED) / weights.reduce((sum, weight) => sum + weight, 0);
  for (const [n, user] of recent.entries()) {
    const lastMs = at(users.lastMs, user);
    const sinceMs = Math.max(fromMs, at(users.createdMs, user));
    const times = at(weights, n) * each;
    for (let left = Math.floor(times) + (random.chance(times % 1) ? 1 : 0), ms = lastMs; left > 0; left--) {
      add(user, ms, false);
      if (random.chance(MISTYPED)) {
        add(user, ms - random.between(4000, 40_000), true);
      }
      ms = random.between(sinceMs, lastMs);
    }
  }
}

function addStrangers(
  count: number,
  users: SignInUsers,
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
  random: Random,
  add: Add,
): void {
  const somebody = () => random.int(0, users.ids.length - 1);
  for (let n = 0; n < count * SPRAYED; n++) {
    add(somebody(), random.between(fromMs, nowMs), true);
  }
  for (let n = 0; n < count * FORCED; ) {
    const [user, sinceMs, tries] = [somebody(), random.between(fromMs, nowMs), random.int(3, 40)];
    for (let k = 0; k < tries; k++) {
      add(user, sinceMs + random.between(0, 8 * 60_000), true);
    }
    n += tries;
  }
}
