import { setTimeout as sleep } from "node:timers/promises";
import { singleton } from "../../core/singleton.ts";
import { Prisma } from "../../db/generated/client.ts";
import { rawRows } from "../../db/raw-rows.ts";

const POLL_MS = 50;

/** A sequence number, and the transactions that were writing records when it was the last one drawn. */
interface Candidate {
  readonly sequence: number;
  readonly writers: readonly string[];
}

const waiting = (): { candidate: Candidate | null } => singleton("auditWatermark", () => ({ candidate: null }));

/**
 * The sequence number up to which no record can appear any more; null while that is not known.
 *
 * Numbers are drawn before the commit, so the highest one that can be seen proves nothing: a transaction still open may hold a lower
 * one. Nor does the oldest running transaction id, since a number can be drawn before its transaction is given an id. What is
 * certain: every INSERT holds ROW EXCLUSIVE on the table from before it draws a number until its transaction has ended. So whoever
 * drew a number up to the last one either has ended or is among the holders of that lock, asked for afterwards; once each of these has
 * ended, every such record is committed and seen, or never will be. CREATE INDEX CONCURRENTLY waits for writers in the same way.
 * Nobody is blocked: the locks are only looked at. A transaction that stays open delays sealing, and is asked about again in the next
 * run rather than replaced by a newer candidate, so that a stream of slow writers cannot put it off for ever.
 */
export async function settledSequence(patienceMs: number): Promise<number | null> {
  const memory = waiting();
  const candidate = memory.candidate ?? (await newCandidate());
  memory.candidate = candidate;
  const until = performance.now() + patienceMs;
  while (await isAnyOpen(candidate)) {
    if (performance.now() >= until) {
      return null;
    }
    await sleep(POLL_MS);
  }
  memory.candidate = null;
  return candidate.sequence;
}

async function newCandidate(): Promise<Candidate> {
  // Two statements: the writers must be asked for after the number is known.
  const [drawn] = await rawRows<{ sequence: string | null }>(
    Prisma.sql`SELECT pg_sequence_last_value('audit_events_sequence_seq') AS sequence`,
  );
  const writers = await rawRows<{ id: string }>(Prisma.sql`SELECT DISTINCT id FROM (${WRITERS}) w`);
  return { sequence: Number(drawn?.sequence ?? 0), writers: writers.map(({ id }) => id) };
}

async function isAnyOpen({ writers }: Candidate): Promise<boolean> {
  if (writers.length === 0) {
    return false;
  }
  const [open] = await rawRows<object>(
    Prisma.sql`SELECT 1 FROM (${WRITERS}) w WHERE id = ANY(${[...writers]}) LIMIT 1`,
  );
  return open !== undefined;
}

const WRITERS = Prisma.sql`
  SELECT virtualtransaction AS id FROM pg_locks
  WHERE locktype = 'relation' AND relation = 'audit_events'::regclass AND mode = 'RowExclusiveLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
