import type { SealKeys } from "../../core/seal-keys.ts";
import { departureFromFiles } from "./checkpoint-files.ts";
import { BrokenSeal, type Compared, compare, isAnyMissing } from "./compare.ts";
import { decodeEntries, ENTRY_BYTES, FORMATS, GENESIS, hashOf, isSignedBy, openedEntriesOf, rootOf } from "./format.ts";
import { sealKeys } from "./keys.ts";
import { SEAL_RECORDS } from "./seal.ts";
import {
  countUnsealed,
  entriesBetween,
  expiredMonth,
  lastSeal,
  openedBetween,
  type Seal,
  sealsAfter,
  startOfNewest,
} from "./store.ts";

/** Without a range, the newest records up to this many are held to their seals: about a second's work, where five million take minutes. */
export const RECORDS_BY_DEFAULT = 25_000;
const HEADERS = 500;
/** Retention keeps a year whatever is configured, so nothing younger can have expired. */
const MONTHS_KEPT = 12;

export interface Range {
  readonly fromSequence?: number | undefined;
  readonly toSequence?: number | undefined;
}

export interface Verification {
  readonly valid: boolean;
  /** What was verified, both ends included; null where nothing was. */
  readonly fromSequence: number | null;
  readonly toSequence: number | null;
  readonly records: number;
  readonly unsealed: number;
  /** Personal values of the verified records that are gone. */
  readonly erased: number;
  readonly firstBadSequence?: number;
  readonly problem?: string;
}

/** What has been found good so far. */
interface Progress {
  from: number | null;
  to: number | null;
  records: number;
  erased: number;
}

/**
 * Verifies the whole chain of seals and the records of those that touch the range. Reads in batches: memory does not grow with the log.
 */
export async function verifyAudit(range: Range, now: Date): Promise<Verification> {
  const last = await lastSeal();
  const unsealed = await countUnsealed(last);
  const progress: Progress = { from: null, to: null, records: 0, erased: 0 };
  const answer = (bad: object) => ({
    ...bad,
    fromSequence: progress.from,
    toSequence: progress.to,
    records: progress.records,
    erased: progress.erased,
    unsealed,
  });
  try {
    const problem = await walk(last, range, now, progress);
    const nothing = problem ?? (last === null && unsealed > 0 ? "Nothing has been sealed yet" : null);
    return answer(nothing === null ? { valid: true } : { valid: false, problem: nothing }) as Verification;
  } catch (thrown) {
    if (thrown instanceof BrokenSeal) {
      return answer({ valid: false, firstBadSequence: thrown.sequence, problem: thrown.message }) as Verification;
    }
    throw thrown;
  }
}

/** Returns why nothing can be proved; throws BrokenSeal where something is disproved. */
async function walk(last: Seal | null, range: Range, now: Date, progress: Progress): Promise<string | null> {
  const keys = sealKeys();
  if (keys === null) {
    return "Sealing is off: AUDIT_SEAL_KEY is not set";
  }
  // What was published first: it also tells of seals that are gone.
  const departure = await departureFromFiles();
  if (departure !== null) {
    throw new BrokenSeal(departure, "The seals are not those that were published as checkpoints");
  }
  if (last === null) {
    return null;
  }
  const to = range.toSequence ?? last.toSequence;
  const from = range.fromSequence ?? (range.toSequence === undefined ? await startOfNewest(RECORDS_BY_DEFAULT) : 1);
  for await (const seals of provenChain(last, keys)) {
    const asked = seals.filter(({ fromSequence, toSequence }) => toSequence >= from && fromSequence <= to);
    await examine(asked, now, progress);
  }
  return null;
}

/**
 * The chain, each seal proven to be ours and in its place. Each holds the hash of the one before: the signature of the last one
 * vouches for all. Only a broken one makes it worth asking each, to name the first that is wrong.
 */
async function* provenChain(last: Seal, keys: SealKeys): AsyncGenerator<readonly Seal[], void> {
  const isEachAsked = !isSealedBy(keys, last);
  let previous: Seal | null = null;
  for await (const seals of chain(last)) {
    for (const seal of seals) {
      assertFollows(seal, previous);
      if (isEachAsked && !isSealedBy(keys, seal)) {
        throw new BrokenSeal(seal.fromSequence, `Seal ${seal.number} is not signed by a key of this installation`);
      }
      previous = seal;
    }
    yield seals;
  }
}

/** All seals up to the last one, in order. */
async function* chain(last: Seal): AsyncGenerator<readonly Seal[], void> {
  let number = 0;
  while (number < last.number) {
    const seals = (await sealsAfter(number, HEADERS)).filter((seal) => seal.number <= last.number);
    if (seals.length === 0) {
      return;
    }
    yield seals;
    number = seals.at(-1)?.number ?? last.number;
  }
}

const isSealedBy = ({ verifying }: SealKeys, seal: Seal): boolean => {
  const key = verifying.get(seal.keyId);
  return key !== undefined && isSignedBy(seal, seal.signature, key);
};

function assertFollows(seal: Seal, previous: Seal | null): void {
  const from = (previous?.toSequence ?? 0) + 1;
  const follows =
    seal.number === (previous?.number ?? 0) + 1 &&
    seal.fromSequence === from &&
    seal.previous === (previous?.hash ?? GENESIS);
  if (!follows) {
    throw new BrokenSeal(from, `Seal ${seal.number} does not follow the one before it: a seal was removed or replaced`);
  }
  if (!FORMATS.includes(seal.format) || seal.hash !== hashOf(seal)) {
    throw new BrokenSeal(from, `Seal ${seal.number} was changed`);
  }
}

/** Holds the records of these seals to their lists, some seals of one format at a time. */
async function examine(seals: readonly Seal[], now: Date, progress: Progress): Promise<void> {
  let group: Seal[] = [];
  let records = 0;
  for (const seal of seals) {
    if (group[0] && (records + seal.records > SEAL_RECORDS || seal.format !== group[0].format)) {
      await examineGroup(group, now, progress);
      [group, records] = [[], 0];
    }
    group.push(seal);
    records += seal.records;
  }
  await examineGroup(group, now, progress);
}

async function examineGroup(group: readonly Seal[], now: Date, progress: Progress): Promise<void> {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) {
    return;
  }
  const lists = await entriesBetween(first.number, last.number);
  const entries = group.flatMap((seal) => decodeEntries(proven(seal, lists.get(seal.number))));
  // Whatever stands before the first number that the sequence ever gave was not there when the log was sealed from its beginning.
  const from = first.number === 1 ? Number.MIN_SAFE_INTEGER : first.fromSequence;
  const rows = await openedEntriesOf(await openedBetween(from, last.toSequence, entries.length + 1), first.format);
  const expired = isAnyMissing(entries, rows) ? await expiry(now) : null;
  const found: Compared = compare(entries, rows, expired);
  progress.from ??= found.records === entries.length ? first.fromSequence : found.first;
  progress.to = last.toSequence;
  progress.records += found.records;
  progress.erased += found.erased;
}

function proven(seal: Seal, entries: Buffer | undefined): Buffer {
  if (entries?.length !== seal.records * ENTRY_BYTES || rootOf(entries) !== seal.root) {
    throw new BrokenSeal(seal.fromSequence, `The list of seal ${seal.number} was changed`);
  }
  return entries;
}

/** The newest month that may be gone: one that retention says it removed, and that is old enough for that. */
async function expiry(now: Date): Promise<number | null> {
  const removed = await expiredMonth();
  const newest = now.getUTCFullYear() * 12 + now.getUTCMonth() - MONTHS_KEPT - 1;
  const allowed = Math.floor(newest / 12) * 100 + (newest % 12) + 1;
  return removed === null ? null : Math.min(removed, allowed);
}
