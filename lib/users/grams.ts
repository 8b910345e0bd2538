import { singleton } from "../core/singleton.ts";
import type { Db } from "../db/client.ts";

/** Lengths of the runs that `email_grams` of the database keeps, longest first. */
const LENGTHS = [5, 3, 2, 1] as const;

/**
 * What an address that contains `part` has in its `email_grams`: runs of the longest length that fits into the part, packed as the
 * database packs them, side by side and one at the end. Every byte lies in one of them; those between would be further lists to read
 * that hardly tell more. The index finds addresses that have all of them; whether they stand together is checked on the row.
 */
export function gramsOf(part: string): bigint[] {
  const bytes = new TextEncoder().encode(part);
  const length = LENGTHS.find((candidate) => candidate <= bytes.length) ?? 1;
  const grams = new Set<bigint>();
  for (let end = length; end < bytes.length + length; end += length) {
    const from = Math.min(end, bytes.length) - length;
    const packed = bytes.subarray(from, from + length).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
    grams.add((BigInt(length) << 40n) | packed);
  }
  return [...grams];
}

const SAMPLE_SIZE = 1500;
const SAMPLE_FRESH_MS = 600_000;
/** From here on reading along until enough are found beats the index, which must list every match first. */
const COMMON_SHARE = 0.07;

/** A run that so many addresses have is a long list to read, and tells little beside `KEPT_MIN` others. */
const LONG_SHARE = 0.015;
const KEPT_MIN = 3;
const SHARES_MAX = 10_000;

interface Sample {
  readonly emails: readonly string[];
  readonly drawnAt: number;
  /** Which share of the sample has a run, as far as somebody has asked. */
  readonly shares: Map<bigint, number>;
}

const samples = (): { latest?: Promise<Sample> } => singleton("emailSample", () => ({}));

/**
 * What to look for in the index: the runs of `part` without those that many addresses have, as long as three others remain. Null where so
 * many contain the part that an index is no help. From a sample that each process draws now and then.
 */
export async function gramsToFind(db: Db, part: string): Promise<readonly bigint[] | null> {
  const sample = await sampleOf(db);
  if (shareWith(sample, part) > COMMON_SHARE) {
    return null;
  }
  const grams = gramsOf(part);
  if (grams.length <= KEPT_MIN) {
    return grams;
  }
  return grams
    .map((gram) => ({ gram, share: shareOf(sample, gram) }))
    .sort((a, b) => a.share - b.share)
    .filter(({ share }, n) => n < KEPT_MIN || share < LONG_SHARE)
    .map(({ gram }) => gram);
}

const shareWith = ({ emails }: Sample, text: string): number =>
  emails.filter((email) => email.includes(text)).length / Math.max(1, emails.length);

function shareOf(sample: Sample, gram: bigint): number {
  const { shares } = sample;
  const known = shares.get(gram);
  if (known !== undefined) {
    return known;
  }
  const share = shareWith(sample, textOf(gram));
  if (shares.size < SHARES_MAX) {
    shares.set(gram, share);
  }
  return share;
}

/** The run of a gram; where it cuts a character in two, a text that no address has. */
function textOf(gram: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(gram);
  return bytes.subarray(8 - Number(gram >> 40n)).toString();
}

async function sampleOf(db: Db): Promise<Sample> {
  const kept = samples();
  const known = await kept.latest;
  if (known && performance.now() - known.drawnAt < SAMPLE_FRESH_MS) {
    return known;
  }
  const drawing = draw(db);
  kept.latest = drawing;
  drawing.catch(() => {
    delete kept.latest;
  });
  return drawing;
}

async function draw(db: Db): Promise<Sample> {
  const rows = await db.$queryRaw<{ email: string }[]>`
    SELECT email FROM user_search TABLESAMPLE SYSTEM (
      (SELECT least(100, 100.0 * 2 * ${SAMPLE_SIZE} / greatest(1, sum(total))) FROM row_counts WHERE name = 'users')) LIMIT ${SAMPLE_SIZE}`;
  return { emails: rows.map(({ email }) => email), drawnAt: performance.now(), shares: new Map() };
}
