import { configuration } from "../../configuration/current.ts";
import { clock } from "../../core/clock.ts";
import type { Db } from "../../db/client.ts";
import { transaction } from "../../db/transaction.ts";
import { type Coefficients, coefficientsOf, rankingHash } from "../coefficients.ts";
import { markChanged } from "./changed.ts";
import { refreshCost } from "./cost.ts";
import { refreshMail, refreshWindows } from "./mail.ts";
import { refreshBackbone, refreshFleetMail, refreshRisk } from "./platform.ts";
import { refreshProposals, refreshProviders } from "./providers.ts";
import { refreshRevenue } from "./revenue.ts";
import { refreshThresholds } from "./thresholds.ts";

/** Whether the figures are due: as old as the configuration lets them be, or ranked under other coefficients. */
export async function isDue(tx: Db, refreshMinutes: number, hash: string, now: Date): Promise<boolean> {
  const [progress] = await tx.$queryRaw<{ refreshedOn: Date | null; coefficients: string | null }[]>`
    SELECT refreshed_on AS "refreshedOn", coefficients FROM figure_progress WHERE name = 'figures'`;
  const age = now.getTime() - (progress?.refreshedOn?.getTime() ?? 0);
  // The schedule ticks at whole minutes and is a little late each time: half of one is allowed for.
  return progress?.coefficients !== hash || age >= refreshMinutes * 60_000 - 30_000;
}

/**
 * Brings the read models up to date, in short transactions that each may be repeated: only what changed is summed anew, so that the
 * work follows new events and not the length of history. `checkpoint` is awaited between them.
 */
export async function refreshFigures(checkpoint: () => Promise<void> = async () => undefined): Promise<void> {
  const coefficients = coefficientsOf(await configuration());
  const now = clock.now();
  const alone = (work: (tx: Db) => Promise<unknown>) =>
    transaction(async (tx) => ((await isAlone(tx)) ? work(tx) : undefined));
  await alone((tx) => markChanged(tx, rankingHash(coefficients), now));
  await untilDone((tx) => refreshMail(tx, coefficients, now), checkpoint);
  await untilDone((tx) => refreshWindows(tx, coefficients, now), checkpoint);
  for (const work of platformWork(coefficients, now)) {
    await checkpoint();
    await alone(work);
  }
  await alone(
    (tx) =>
      tx.$executeRaw`UPDATE figure_progress SET refreshed_on = ${now.toISOString()}::timestamptz WHERE name = 'figures'`,
  );
}

/** The job's body: refreshes the figures when they are due. */
export async function refreshWhenDue(checkpoint: () => Promise<void>): Promise<void> {
  const values = await configuration();
  const hash = rankingHash(coefficientsOf(values) satisfies Coefficients);
  if (await transaction((tx) => isDue(tx, values["executive.refreshMinutes"], hash, clock.now()))) {
    await refreshFigures(checkpoint);
  }
}

const platformWork = (coefficients: Coefficients, now: Date): readonly ((tx: Db) => Promise<unknown>)[] => [
  (tx) => refreshCost(tx, now),
  (tx) => refreshRevenue(tx, now),
  (tx) => refreshFleetMail(tx, now),
  (tx) => refreshBackbone(tx, now),
  (tx) => refreshProviders(tx, now),
  (tx) => refreshProposals(tx, now),
  // Before the risk, which counts the issues that were found.
  (tx) => refreshThresholds(tx, coefficients, now),
  (tx) => refreshRisk(tx, 30, now),
  (tx) => refreshRisk(tx, 90, now),
  (tx) => refreshRisk(tx, 182, now),
  (tx) => refreshRisk(tx, 365, now),
];

async function untilDone(batch: (tx: Db) => Promise<number>, checkpoint: () => Promise<void>): Promise<void> {
  // Rows that another process holds are left to it: a batch that finds none is the last.
  while ((await transaction(batch)) > 0) {
    await checkpoint();
  }
}

/** The lock ends with the transaction, so that a dead process never keeps it. */
async function isAlone(tx: Db): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ locked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('rookery.executive.refresh', 0)) AS locked`;
  return row?.locked === true;
}
