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

interface Sample {
  readonly emails: readonly string[];
  readonly drawnAt: number;
}

const samples = (): { latest?: Promise<Sample> } => singleton("emailSample", () => ({}));

/** Whether so many addresses contain the part that an index is no help; from a sample that each process draws now and then. */
export async function isCommonPart(db: Db, part: string): Promise<boolean> {
  const { emails } = await sampleOf(db);
  return emails.filter((email) => email.includes(part)).length > emails.length * COMMON_SHARE;
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
  return { emails: rows.map(({ email }) => email), drawnAt: performance.now() };
}
