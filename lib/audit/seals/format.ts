import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalJson } from "../../core/canonical-json.ts";
import { leafHash, merkleRoot } from "../../core/merkle.ts";

// What is hashed and signed. scripts/audit-verify.mjs knows it too, on its own, so that an auditor needs nothing of us: a change here
// is a new format beside the old one.

/** The format of new seals. It says what a row's hash is made of; a seal of another format is none that this version can prove. */
export const FORMAT = 1;

/** What is sealed of a record: all that an export holds of it, and so all that there is. */
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

/** A record as an export writes it. */
export type SealedRow = Readonly<Record<string, unknown>> & { readonly sequence: number; readonly occurredOn: string };

/** What a seal keeps of one record, so that a bad one can be named, and a month past its retention told from a deletion. */
export interface Entry {
  readonly sequence: number;
  /** Month of the record in UTC, 202611: it decides when retention removes it. */
  readonly month: number;
  readonly hash: Buffer;
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

/** What seals keep of the rows, in their order. */
export async function entriesOf(rows: readonly SealedRow[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const row of rows) {
    if (entries.length % ROWS_A_TURN === ROWS_A_TURN - 1) {
      await nextTurn();
    }
    entries.push(entryOf(row));
  }
  return entries;
}

/** Numbers count as the doubles that every reader of the API sees. */
function entryOf(row: SealedRow): Entry {
  const fields = Object.fromEntries(SEALED_FIELDS.map((name) => [name, row[name]]));
  return {
    sequence: row.sequence,
    month: monthOf(row.occurredOn),
    hash: createHash("sha256")
      .update(canonicalJson({ ...fields, v: FORMAT }))
      .digest(),
  };
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
