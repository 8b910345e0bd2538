import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalJson } from "../../core/canonical-json.ts";
import { leafHash, merkleRoot } from "../../core/merkle.ts";
import { commitmentTo } from "../commitment.ts";
import type { Commitments } from "../personal.ts";

// What is hashed and signed. scripts/audit-verify.mjs knows it too, on its own, so that an auditor needs nothing of us: a change here
// is a new format beside the old one.

/** The format of new seals. It says what a row's hash is made of: since 2 the commitments in place of personal values. */
export const FORMAT = 2;
/** A seal of another format is none that this version can prove. */
export const FORMATS: readonly number[] = [1, FORMAT];

/** What is sealed of a record beside its commitments: all that there is, with null where a commitment stands for the value. */
export const SEALED_FIELDS: readonly string[] = [
  "auditId",
  "sequence",
  "occurredOn",
  "action",
  "outcome",
  "actorId",
  "actorRole",
  "entityType",
  "entityId",
  "tenantId",
  "reason",
  "requestId",
  "ipAddress",
  "before",
  "after",
];

/** Sequence, month and hash of a row in a seal's list. */
export const ENTRY_BYTES = 44;
const HASH_BYTES = 32;
const HEADER = Buffer.from([2]);

/** A record as it is kept. */
export interface SealedRow extends Readonly<Record<string, unknown>> {
  readonly sequence: number;
  readonly occurredOn: string;
  readonly commitments: Commitments | null;
}

/** A record with those of its personal values that are still there, and their salts in hexadecimal, by field. */
export interface OpenedRow extends SealedRow {
  readonly opened: Readonly<Record<string, unknown>>;
  readonly salts: Readonly<Record<string, string>>;
}

/** What a seal keeps of one record, so that a bad one can be named, and a month past its retention told from a deletion. */
export interface Entry {
  readonly sequence: number;
  /** Month of the record in UTC, 202611: it decides when retention removes it. */
  readonly month: number;
  readonly hash: Buffer;
}

/** A record that is held to its seal. */
export interface OpenedEntry extends Entry {
  /** A personal value that is not the one committed to; null when all are. */
  readonly misfit: string | null;
  /** Personal values that are gone. */
  readonly erased: number;
}

/** A seal without its list. Hashes in hexadecimal. */
export interface SealHeader {
  readonly format: number;
  readonly number: number;
  readonly previous: string;
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly records: number;
  readonly root: string;
  readonly sealedOn: string;
  readonly keyId: string;
}

/** What the first seal follows. */
export const GENESIS = "0".repeat(2 * HASH_BYTES);

/** Rows hashed in one turn: a few milliseconds, after which whoever waits for an answer of this process gets theirs. */
const ROWS_A_TURN = 200;

/** What seals of the format keep of the rows, in their order. */
export const entriesOf = (rows: readonly SealedRow[], format: number): Promise<Entry[]> =>
  inTurns(rows, (row) => entryOf(row, format));

/** The same of rows to verify, and how their personal values stand to the commitments. */
export const openedEntriesOf = (rows: readonly OpenedRow[], format: number): Promise<OpenedEntry[]> =>
  inTurns(rows, (row) => ({ ...entryOf(row, format), ...standing(row) }));

async function inTurns<Row, Made>(rows: readonly Row[], make: (row: Row) => Made): Promise<Made[]> {
  const made: Made[] = [];
  for (const row of rows) {
    if (made.length % ROWS_A_TURN === ROWS_A_TURN - 1) {
      await nextTurn();
    }
    made.push(make(row));
  }
  return made;
}

/** Numbers count as the doubles that every reader of the API sees. The first format knew no commitments: any would be a change. */
function entryOf(row: SealedRow, format: number): Entry {
  const fields = Object.fromEntries(SEALED_FIELDS.map((name) => [name, row[name]]));
  const commitments = format === 1 && row.commitments === null ? {} : { commitments: row.commitments };
  return {
    sequence: row.sequence,
    month: monthOf(row.occurredOn),
    hash: createHash("sha256")
      .update(canonicalJson({ ...fields, ...commitments, v: format }))
      .digest(),
  };
}

function standing({ commitments, opened, salts }: OpenedRow): Omit<OpenedEntry, keyof Entry> {
  const fields = Object.entries(commitments ?? {});
  const present = fields.filter(([field]) => field in opened);
  const misfit = present.find(
    ([field, commitment]) => commitmentTo(Buffer.from(salts[field] ?? "", "hex"), field, opened[field]) !== commitment,
  );
  return { misfit: misfit?.[0] ?? null, erased: fields.length - present.length };
}

/** `2026-11-20T…` → 202611 */
const monthOf = (instant: string): number => Number(instant.slice(0, 4) + instant.slice(5, 7));

/** The list of a seal, in order of sequence. */
export function encodeEntries(entries: readonly Entry[]): Buffer {
  const bytes = Buffer.alloc(entries.length * ENTRY_BYTES);
  for (const [n, { sequence, month, hash }] of entries.entries()) {
    bytes.writeBigUInt64BE(BigInt(sequence), n * ENTRY_BYTES);
    bytes.writeUInt32BE(month, n * ENTRY_BYTES + 8);
    hash.copy(bytes, n * ENTRY_BYTES + 12);
  }
  return bytes;
}

/** The reverse. */
export const decodeEntries = (bytes: Buffer): Entry[] =>
  Array.from({ length: Math.floor(bytes.length / ENTRY_BYTES) }, (_, n) => {
    const at = n * ENTRY_BYTES;
    return {
      sequence: Number(bytes.readBigUInt64BE(at)),
      month: bytes.readUInt32BE(at + 8),
      hash: bytes.subarray(at + 12, at + ENTRY_BYTES),
    };
  });

/** The Merkle root over a seal's list, hexadecimal. */
export function rootOf(entries: Buffer): string {
  const leaves: Buffer[] = [];
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    leaves.push(leafHash(entries.subarray(at, at + ENTRY_BYTES)));
  }
  return merkleRoot(leaves).toString("hex");
}

const message = (header: SealHeader): Buffer => {
  const { format, fromSequence, keyId, number, previous, records, root, sealedOn, toSequence } = header;
  const text = canonicalJson({ format, fromSequence, keyId, number, previous, records, root, sealedOn, toSequence });
  return Buffer.concat([HEADER, Buffer.from(text)]);
};

/** A seal's own hash, which the next one holds. */
export const hashOf = (header: SealHeader): string => createHash("sha256").update(message(header)).digest("hex");

export const signed = (header: SealHeader, key: KeyObject): Buffer => sign(null, message(header), key);

export const isSignedBy = (header: SealHeader, signature: Buffer, key: KeyObject): boolean =>
  verify(null, message(header), key, signature);
