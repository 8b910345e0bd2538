import { clock } from "../../core/clock.ts";
import type { SealKeys } from "../../core/seal-keys.ts";
import { singleton } from "../../core/singleton.ts";
import { read } from "../../db/transaction.ts";
import { log } from "../../observability/log.ts";
import { departureFromFiles } from "./checkpoint-files.ts";
import {
  encodeEntries,
  entriesOf,
  FORMAT,
  GENESIS,
  hashOf,
  rootOf,
  type SealedRow,
  type SealHeader,
  signed,
} from "./format.ts";
import { sealKeys } from "./keys.ts";
import { lastSeal, recordsBetween, type Seal } from "./store.ts";
import { settledSequence } from "./watermark.ts";

/** Records that one seal may hold. */
export const SEAL_RECORDS = 5000;
const SEALS_MAX = 60;

/**
 * Seals the records that are certain to be complete; returns how many seals that were. Several processes may do it at once: each seal
 * has the number after the last one, and the table takes a number once. Throws when what was published before is not in the table:
 * whoever removed seals shall not be given new ones for changed records.
 */
export async function sealAudit(patienceMs = 10_000): Promise<number> {
  const keys = sealKeys();
  if (keys === null) {
    singleton("auditSealingOff", () => log.warn("audit records are not sealed: AUDIT_SEAL_KEY is not set") ?? true);
    return 0;
  }
  if ((await departureFromFiles()) !== null) {
    throw new Error(
      "nothing is sealed: the table of seals does not hold what the newest checkpoint file says was sealed",
    );
  }
  const upTo = await settledSequence(patienceMs);
  let made = 0;
  while (upTo !== null && made < SEALS_MAX && (await sealNext(upTo, keys))) {
    made += 1;
  }
  return made;
}

/** False when there is nothing more to seal, or somebody else was faster. */
async function sealNext(upTo: number, keys: SealKeys): Promise<boolean> {
  const last = await lastSeal();
  const from = (last?.toSequence ?? 0) + 1;
  const rows = from > upTo ? [] : await recordsBetween(from, upTo, SEAL_RECORDS);
  const final = rows.at(-1);
  if (final === undefined) {
    return false;
  }
  // A full batch ends with its last record, any other with what is certain: the numbers between were rolled back.
  const to = rows.length === SEAL_RECORDS ? final.sequence : upTo;
  return insert(last, { from, to, rows }, keys);
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly SealedRow[];
}

async function insert(last: Seal | null, { from, to, rows }: Range, { keyId, signing }: SealKeys): Promise<boolean> {
  const entries = encodeEntries(await entriesOf(rows, FORMAT));
  const header: SealHeader = {
    format: FORMAT,
    number: (last?.number ?? 0) + 1,
    previous: last?.hash ?? GENESIS,
    fromSequence: from,
    toSequence: to,
    records: rows.length,
    root: rootOf(entries),
    sealedOn: clock.now().toISOString(),
    keyId,
  };
  const bytes = (hex: string) => Buffer.from(hex, "hex");
  const inserted = await read(
    (db) => db.$executeRaw`
      INSERT INTO audit_seals (number, format, previous, from_sequence, to_sequence, records, root, sealed_on, key_id, hash, signature,
        entries)
      VALUES (${header.number}, ${header.format}, ${bytes(header.previous)}, ${from}, ${to}, ${header.records}, ${bytes(header.root)},
        ${header.sealedOn}::timestamptz, ${keyId}, ${bytes(hashOf(header))}, ${signed(header, signing)}, ${entries})
      ON CONFLICT DO NOTHING`,
  );
  return inserted === 1;
}
