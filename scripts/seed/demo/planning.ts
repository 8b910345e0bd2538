import { clock } from "../../../lib/core/clock.ts";
import { prisma } from "../../../lib/db/client.ts";
import type { Caller } from "../../../lib/operation/operation.ts";
import { perform } from "../../../lib/operation/perform.ts";
import { decisions } from "../../../lib/planning/decisions.ts";
import { initiatives } from "../../../lib/planning/initiatives.ts";
import { marketRecords } from "../../../lib/planning/market-records.ts";
import { reviews } from "../../../lib/planning/reviews.ts";
import { DAY_MS } from "../calendar.ts";
import { anew, callerOf } from "./caller.ts";

/** Days before today; negative ones are yet to come. */
type DaysAgo = number;

interface Scene {
  readonly ceo: Caller;
  readonly cfo: Caller;
  readonly day: (ago: DaysAgo) => string;
  /** Lets what follows happen on that day. */
  readonly at: (ago: DaysAgo) => void;
}

/** What the demo's executives have planned, decided and found out, by the operations that they use. Does nothing where there are plans. */
export async function planDemo(nowMs: number): Promise<string> {
  if (await prisma().planningInitiative.findFirst({ select: { initiativeId: true } })) {
    return "There are plans already.";
  }
  const real = clock.now;
  const scene: Scene = {
    ceo: await callerOf("ceo@rookery.local"),
    cfo: await callerOf("cfo@rookery.local"),
    day: (ago) => new Date(nowMs - ago * DAY_MS).toISOString().slice(0, 10),
    at: (ago) => {
      clock.now = () => new Date(nowMs - ago * DAY_MS);
    },
  };
  try {
    const begun = await begin(scene);
    const decided = await decide(scene);
    const reviewed = await review(scene, begun[0] ?? "", decided);
    const known = await lookAround(scene);
    return `Planned ${begun.length} initiatives, ${decided.length} decisions, ${reviewed} reviews and ${known} market records.`;
  } finally {
    clock.now = real;
  }
}

/** Name, status, progress, impact, owner, start and due, and when it was entered. */
const INITIATIVES = [
  ["Revenue Protection Enhancement", "in_progress", 70, "positive", "ceo", 120, -27, 12],
  ["Dedicated addresses for bulk senders", "in_progress", 45, "positive", "cfo", 60, -70, 3],
  ["Second mail provider in Europe", "planned", 0, "neutral", "ceo", -10, -140, 20],
  ["Retire idle servers of the old pool", "on_hold", 30, "positive", "cfo", 90, 5, 33],
  ["Invoices by the fifth working day", "completed", 100, "positive", "cfo", 150, 40, 41],
] as const;

async function begin({ ceo, cfo, day, at }: Scene): Promise<string[]> {
  const ids: string[] = [];
  for (const [name, status, progress, impact, owner, start, due, entered] of INITIATIVES) {
    const by = owner === "ceo" ? ceo : cfo;
    at(entered);
    const body = {
      name,
      status,
      progress,
      impact,
      owner_id: by.actor.id ?? "",
      start_on: day(start),
      due_on: day(due),
    };
    ids.push((await perform(initiatives.create, anew(by), { body })).data.initiative_id);
  }
  return ids;
}

/** Title, category, insight, decision, outcome, review; null while it is pending. */
const DECISIONS = [
  ["Move bulk senders to dedicated addresses", "deliverability", 66, 62, "From 100,000 messages a month on.", -21],
  [
    "Renew the contract with the first mail provider",
    "cost_optimization",
    31,
    20,
    "For one year, without volume floor.",
    -160,
  ],
  ["Offer onboarding in Spanish", "product", 12, 8, "For the self-service plans first.", -90],
  ["Keep raw delivery events for fourteen months", "compliance", 140, 135, "As the privacy counsel advised.", 6],
  ["Open a second region in Asia", "infrastructure", 4, null, null, null],
] as const;

async function decide({ ceo, cfo, day, at }: Scene): Promise<string[]> {
  const ids: string[] = [];
  for (const [title, category, insight, decided, outcome, due] of DECISIONS) {
    at(decided ?? insight);
    const made =
      decided === null ? {} : { decided_on: day(decided), outcome, ...(due !== null && { review_due_on: day(due) }) };
    const body = { title, category, insight_on: day(insight), ...made };
    const by = category === "cost_optimization" ? cfo : ceo;
    ids.push((await perform(decisions.create, anew(by), { body })).data.decision_id);
  }
  return ids;
}

async function review(
  { ceo, cfo, day, at }: Scene,
  initiative_id: string,
  decided: readonly string[],
): Promise<number> {
  const all = [
    { initiative_id, due_on: day(14), done_on: day(13), outcome: "On its way; the alerts of the worst tenants work." },
    { initiative_id, due_on: day(-14) },
    { decision_id: decided[0] ?? null, due_on: day(-21) },
    { decision_id: decided[1] ?? null, due_on: day(2) },
  ];
  at(10);
  for (const [index, body] of all.entries()) {
    await perform(reviews.create, anew(index % 2 === 0 ? ceo : cfo), { body });
  }
  return all.length;
}

async function lookAround({ ceo, cfo, day, at }: Scene): Promise<number> {
  const all = [
    {
      subject: "Transactional e-mail for small businesses",
      kind: "position",
      position: "competitive",
      text: "Delivery on a par with the two largest vendors; behind both in self-service onboarding.",
      source: "https://reports.example.com/2026/transactional-email",
      ago: 19,
    },
    {
      subject: "Dispatchly",
      kind: "opportunity",
      position: null,
      text: "Raises list prices by a quarter in January; its customers of the middle segment look around.",
      source: "Announcement to its customers, October",
      ago: 33,
    },
    {
      subject: "Marketing suites with e-mail included",
      kind: "opportunity",
      position: null,
      text: "Three of them look for a partner who answers for deliverability.",
      source: "Notes of the autumn trade fair",
      ago: 52,
    },
    {
      subject: "Transactional e-mail for enterprises",
      kind: "position",
      position: "challenged",
      text: "Two tenders lost on regional data residency.",
      source: "Review of lost tenders, third quarter",
      ago: 71,
    },
  ] as const;
  for (const [index, { ago, ...record }] of all.entries()) {
    at(ago);
    await perform(marketRecords.create, anew(index % 2 === 0 ? ceo : cfo), {
      body: { ...record, observed_on: day(ago) },
    });
  }
  return all.length;
}
