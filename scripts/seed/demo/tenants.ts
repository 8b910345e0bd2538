import { DAY_MS, HOUR_MS, workingMomentBetween } from "../calendar.ts";
import { slug } from "../names.ts";
import { PLACES, type Place, type PlaceName } from "../places.ts";
import { at, choices, type Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";
import { COMPANIES } from "./companies.ts";
import type { DemoTenant, Plan, Segment, Suspension } from "./model.ts";

/** New tenants in each of 24 months, oldest first; the last is the 30 days before now. Together all of COMPANIES. */
const GROWTH = [4, 3, 3, 4, 3, 4, 4, 5, 4, 5, 5, 6, 5, 6, 6, 7, 7, 8, 8, 9, 10, 11, 12, 11];
const HISTORY_MS = 730 * DAY_MS;
const LAST_MONTH_MS = 30 * DAY_MS;

const SEGMENTS = choices<Segment>([
  ["enterprise", 14],
  ["mid_market", 28],
  ["smb", 38],
  ["startup", 20],
]);
const PLANS = {
  enterprise: choices<Plan>([
    ["enterprise", 80],
    ["professional", 20],
  ]),
  mid_market: choices<Plan>([
    ["professional", 65],
    ["enterprise", 20],
    ["starter", 15],
  ]),
  smb: choices<Plan>([
    ["starter", 50],
    ["professional", 40],
    ["free", 10],
  ]),
  startup: choices<Plan>([
    ["free", 45],
    ["starter", 45],
    ["professional", 10],
  ]),
};
const LOWER_PLAN: Readonly<Record<Plan, Plan | null>> = {
  free: null,
  starter: "free",
  professional: "starter",
  enterprise: "professional",
};

/** Tenants that are suspended now, by their place in the order of creation. */
const SUSPENDED: Readonly<Record<number, string>> = {
  17: "Invoices 60 days overdue, account with collections",
  44: "Complaint rate above 0.5 % for three days; sending stopped until lists are cleaned",
  71: "Compliance hold: data processing agreement expired",
  96: "Compromised administrator account, investigation open",
  118: "Spam trap hits reported by two mailbox providers",
};
/** Tenants that were suspended once and came back. */
const RESTORED: Readonly<Record<number, readonly [reason: string, endReason: string]>> = {
  9: ["Payment failed twice", "Invoice settled"],
  28: ["Bounce rate above 8 % after an imported list", "List verified with the customer"],
  39: ["Payment failed twice", "New card on file"],
  63: ["Domain ownership under dispute", "Ownership proven by the registrar"],
  82: ["Compliance hold: KYC documents missing", "Documents received and checked"],
  104: ["Complaint rate above 0.3 %", "Double opt-in enabled"],
};
const DELETED: Readonly<Record<number, string>> = {
  12: "Contract ended, data export delivered",
  51: "Merged into another customer's account",
};

/** The demo's tenants in the order of their creation, with a history that ends now. */
export function makeTenants(nowMs: number, random: Random): readonly DemoTenant[] {
  const companies = shuffledCompanies(random);
  const moments = creationMoments(nowMs, random);
  return moments.map((createdMs, index) => {
    const { name, place } = at(companies, index);
    return makeTenant({ name, place, createdMs, index, nowMs }, random);
  });
}

interface Basics {
  readonly name: string;
  readonly place: Place;
  readonly createdMs: number;
  readonly index: number;
  readonly nowMs: number;
}

function makeTenant({ name, place, createdMs, index, nowMs }: Basics, random: Random): DemoTenant {
  const segment = random.weighted(SEGMENTS);
  const plan = random.weighted(PLANS[segment]);
  const deletedReason = DELETED[index] ?? null;
  const deletedMs =
    deletedReason === null ? null : workingMomentBetween(nowMs - 75 * DAY_MS, nowMs - 20 * DAY_MS, 0, random);
  const from = LOWER_PLAN[plan];
  const isUpgraded = from !== null && nowMs - createdMs > 90 * DAY_MS && random.chance(0.34);
  return {
    id: uuidV7(createdMs, random),
    code: codeOf(name),
    name,
    domain: `${slug(name, "-")}.example`,
    place,
    segment,
    plan,
    createdMs,
    upgrade: isUpgraded
      ? { from, ms: workingMomentBetween(createdMs + 40 * DAY_MS, nowMs - 5 * DAY_MS, 0, random) }
      : null,
    suspensions: suspensionsOf(index, createdMs, nowMs, random),
    deletedMs,
    deletedReason,
  };
}

function suspensionsOf(index: number, createdMs: number, nowMs: number, random: Random): readonly Suspension[] {
  const reason = SUSPENDED[index];
  if (reason !== undefined) {
    return [
      {
        ms: workingMomentBetween(nowMs - 40 * DAY_MS, nowMs - DAY_MS, 0, random),
        reason,
        endMs: null,
        endReason: null,
      },
    ];
  }
  const [earlier, endReason] = RESTORED[index] ?? [];
  if (earlier === undefined || endReason === undefined) {
    return [];
  }
  const ms = workingMomentBetween(
    Math.max(createdMs + 20 * DAY_MS, nowMs - 200 * DAY_MS),
    nowMs - 15 * DAY_MS,
    0,
    random,
  );
  return [{ ms, reason: earlier, endMs: workingMomentBetween(ms + DAY_MS, ms + 6 * DAY_MS, 0, random), endReason }];
}

function creationMoments(nowMs: number, random: Random): readonly number[] {
  const earlierMonthMs = (HISTORY_MS - LAST_MONTH_MS) / (GROWTH.length - 1);
  return GROWTH.flatMap((count, month) => {
    const isLast = month === GROWTH.length - 1;
    const from = nowMs - (isLast ? LAST_MONTH_MS - DAY_MS / 2 : HISTORY_MS - month * earlierMonthMs);
    const to = isLast ? nowMs - 5 * HOUR_MS : from + earlierMonthMs;
    return Array.from({ length: count }, () => workingMomentBetween(from, to, 0, random)).sort((a, b) => a - b);
  });
}

function shuffledCompanies(random: Random): readonly { name: string; place: Place }[] {
  const all = Object.entries(COMPANIES).flatMap(([place, names]) =>
    names.map((name) => ({ name, place: PLACES[place as PlaceName] })),
  );
  return all
    .map((company) => ({ company, order: random.unit() }))
    .sort((a, b) => a.order - b.order)
    .map(({ company }) => company);
}

/** The name in capitals, by whole words as far as 20 characters go. */
function codeOf(name: string): string {
  const [first = "", ...rest] = slug(name, "-").toUpperCase().split("-");
  let code = first.slice(0, 20);
  for (const word of rest) {
    code = code.length + word.length < 20 ? `${code}-${word}` : code;
  }
  return code;
}
