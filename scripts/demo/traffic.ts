import { createHash } from "node:crypto";
import { DAY_MS, HOUR_MS } from "../seed/calendar.ts";
import { Random } from "../seed/random.ts";
import type { Segment, Sender } from "./senders.ts";

/** What became of one message at one moment, before it is put in a provider's words. */
export interface Outcome {
  readonly messageId: string;
  readonly recipient: string;
  readonly tenantId: string;
  readonly kind: "delivered" | "bounced" | "deferred" | "complained" | "opened" | "clicked";
  readonly atMs: number;
  readonly provider: "postmark" | "mailgun";
}

/** Messages of a working day. Few, so that the history is there soon; the proportions are those of the trade. */
const VOLUME: Readonly<Record<Segment, number>> = { enterprise: 16, mid_market: 8, smb: 5, startup: 4 };
/** By month: quiet summers, loud weeks before the holidays. */
const SEASON = [0.95, 0.95, 1, 1, 1, 0.95, 0.88, 0.82, 1, 1.08, 1.3, 1.35];
/** Days before now on which something was wrong with everybody's mail. */
const INCIDENT_DAYS: ReadonlySet<number> = new Set([12, 47, 48, 96, 151, 203, 204, 266, 318, 371]);
const TROUBLE_DAYS = 24;
const MAILGUN_EVERY = 50;

/** The days of the demo's incidents, as days before now. */
export const incidentDays = (): number[] => [...INCIDENT_DAYS];

/** What became of the messages that the tenant sent on the UTC day, in the order of time. The same every time it is asked, whenever. */
export function outcomesOf(sender: Sender, dayMs: number, todayMs: number): Outcome[] {
  const end = sender.endedMs ?? Number.POSITIVE_INFINITY;
  if (dayMs + DAY_MS <= sender.createdMs || dayMs >= end) {
    return [];
  }
  const day = Math.round(dayMs / DAY_MS);
  const random = new Random(seedOf(`${sender.id} ${day}`));
  const daysAgo = Math.round((todayMs - dayMs) / DAY_MS);
  const count = Math.round(Math.max(0, volume(sender, dayMs, daysAgo) * random.normal(1, 0.15)));
  const outcomes = Array.from({ length: count }, (_, n) => messageOf(sender, { dayMs, daysAgo, n }, random)).flat();
  return outcomes.filter(({ atMs }) => atMs >= sender.createdMs && atMs < end).sort((a, b) => a.atMs - b.atMs);
}

function volume({ segment, story, index, createdMs }: Sender, dayMs: number, daysAgo: number): number {
  const date = new Date(dayMs);
  const weekday = date.getUTCDay() % 6 === 0 ? 0.45 : 1;
  const settled = Math.min(1, 0.4 + (dayMs - createdMs) / (90 * DAY_MS));
  const own = 0.7 + ((index * 37) % 60) / 100;
  const growth = story === "growth" ? 4 * 2 ** (-daysAgo / 75) : story === "trouble" ? 2.5 : 1;
  return VOLUME[segment] * (SEASON[date.getUTCMonth()] ?? 1) * weekday * settled * own * growth;
}

/** Shares of bounces and complaints. The tenant in trouble gets worse by the day. */
function rates({ story, index }: Sender, daysAgo: number): { bounce: number; complaint: number; deferral: number } {
  const depth = story === "trouble" ? Math.min(1, Math.max(0, (TROUBLE_DAYS - daysAgo) / TROUBLE_DAYS)) : 0;
  const incident = INCIDENT_DAYS.has(daysAgo) ? 0.05 : 0;
  return {
    bounce: 0.008 + ((index * 13) % 10) / 1500 + depth * 0.17 + incident,
    complaint: 0.0004 + depth * 0.026,
    deferral: 0.02 + incident * 4,
  };
}

function messageOf(
  sender: Sender,
  { dayMs, daysAgo, n }: { dayMs: number; daysAgo: number; n: number },
  random: Random,
): Outcome[] {
  const { bounce, complaint, deferral } = rates(sender, daysAgo);
  const atMs = dayMs + Math.round(Math.min(23.5, Math.max(0, random.normal(13, 4))) * HOUR_MS);
  const key = createHash("sha256").update(`${sender.id} ${dayMs} ${n}`).digest("hex");
  const draws = [random.unit(), random.unit(), random.unit(), random.unit()] as const;
  const outcome = (kind: Outcome["kind"], afterMs: number): Outcome => ({
    messageId: key.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    recipient: `r${key.slice(32, 42)}@mailbox.example`,
    tenantId: sender.id,
    kind,
    atMs: atMs + afterMs,
    provider: sender.index % MAILGUN_EVERY === 7 ? "mailgun" : "postmark",
  });
  const deferred = draws[1] < deferral ? [outcome("deferred", -60_000)] : [];
  if (draws[0] < bounce) {
    return [...deferred, outcome("bounced", 2000)];
  }
  const reactions = [
    ...(draws[2] < complaint ? [outcome("complained", HOUR_MS)] : []),
    ...(draws[3] < 0.22 ? [outcome("opened", 20 * 60_000)] : []),
    ...(draws[3] < 0.04 ? [outcome("clicked", 22 * 60_000)] : []),
  ];
  return [...deferred, outcome("delivered", 1500), ...reactions];
}

const seedOf = (text: string): number => createHash("sha256").update(text).digest().readInt32BE(0);
