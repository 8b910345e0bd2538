import { createHash, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { canonicalJson } from "../core/canonical-json.ts";
import { AppError, invalid } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { presence } from "../db/signals.ts";
import { read } from "../db/transaction.ts";
import { sealing } from "../sealing.ts";
import type { Caller } from "./operation.ts";
import { replay, type Stored, type Success, toStoredFailure } from "./outcome.ts";
import type { WireInput } from "./parse.ts";

/** A claim this old is over, whatever became of its process; one whose process has died is over at once. */
const CLAIM_SEC = 60;
const RELEASE_PAUSE_MS = 500;
const KEEP_HOURS = 24;

interface Row {
  request_hash: Uint8Array;
  outcome: { readonly sealed: string } | null;
  is_running: boolean;
  retry_sec: number;
}

/** Stores the answer in the transaction of the effect, so that both commit or neither does. */
export type Settle = (tx: Db, outcome: Stored) => Promise<void>;

/**
 * Runs `work` once per subject and key for 24 hours (SRS §13, decisions §4). The key is claimed before the work starts:
 * a concurrent twin gets CONFLICT, a later one the stored answer, another request under the same key KEY_REUSED.
 */
export async function once(
  { actor, request }: Caller,
  operationName: string,
  key: string,
  input: WireInput,
  work: (settle: Settle) => Promise<Success>,
): Promise<Success> {
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw invalid("Idempotency-Key", "1–255 printable characters");
  }
  const subjectId = actor.id ?? "";
  const hash = createHash("sha256").update(operationName).update(canonicalJson(input)).digest();
  const claim = randomUUID();
  if (!(await claimKey(subjectId, key, hash, claim))) {
    const stored = await storedAnswer(subjectId, key, hash);
    request.isReplayed = true;
    return replay(stored);
  }
  const settle: Settle = (tx, outcome) => store(tx, subjectId, key, claim, outcome);
  try {
    return await work(settle);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.status < 500) {
      await read((db) => settle(db, toStoredFailure(thrown))).catch(ignoreLostClaim);
    } else {
      // A 5xx is not remembered: the retry runs again.
      const isReleased = await release(subjectId, key, claim);
      if (!isReleased) {
        void keepReleasing(subjectId, key, claim);
      }
    }
    throw thrown;
  }
}

/**
 * Gives the claim back unless the work has been settled after all: of a commit whose answer was lost nobody knows how it ended, and if
 * it ended well, the retry is to get its answer. False while the database cannot be asked.
 */
const release = (subjectId: string, key: string, claim: string): Promise<boolean> =>
  read(
    (db) =>
      db.$executeRaw`
      DELETE FROM idempotency_keys WHERE subject_id = ${subjectId} AND key = ${key} AND claim = ${claim}::uuid AND outcome IS NULL`,
  ).then(
    () => true,
    () => false,
  );

/** Tries until the claim would have ended by itself: the retry is not to wait for longer than the outage. */
async function keepReleasing(subjectId: string, key: string, claim: string): Promise<void> {
  for (const end = performance.now() + CLAIM_SEC * 1000; performance.now() < end; ) {
    await pause(RELEASE_PAUSE_MS, undefined, { ref: false });
    if (await release(subjectId, key, claim)) {
      return;
    }
  }
}

/**
 * Claims a key that nobody has, whose day is over, or whose claim is dead: old, or of a process that lets its lock be taken. Taking over
 * from one that lives after all is safe: its effect cannot commit without its claim.
 */
async function claimKey(subjectId: string, key: string, hash: Buffer, claim: string): Promise<boolean> {
  const claimed = await read(
    (db) => db.$executeRaw`
    INSERT INTO idempotency_keys AS k (subject_id, key, request_hash, claim, locked_until, holder, expires_on)
    VALUES (${subjectId}, ${key}, ${hash}, ${claim}::uuid, now() + make_interval(secs => ${CLAIM_SEC}), ${presence()}::bigint,
      now() + make_interval(hours => ${KEEP_HOURS}))
    ON CONFLICT (subject_id, key) DO UPDATE SET request_hash = excluded.request_hash, claim = excluded.claim,
      locked_until = excluded.locked_until, holder = excluded.holder, outcome = NULL, created_on = now(), expires_on = excluded.expires_on
    WHERE k.expires_on <= now() OR (k.outcome IS NULL AND k.request_hash = excluded.request_hash
      AND (k.locked_until <= now() OR pg_try_advisory_xact_lock_shared(k.holder)))`,
  );
  return claimed === 1;
}

async function storedAnswer(subjectId: string, key: string, hash: Buffer): Promise<Stored> {
  const [row] = await read(
    (db) => db.$queryRaw<Row[]>`
    SELECT request_hash, outcome, outcome IS NULL AS is_running,
      greatest(1, ceil(extract(epoch FROM coalesce(locked_until, now()) - now())))::integer AS retry_sec
    FROM idempotency_keys WHERE subject_id = ${subjectId} AND key = ${key}`,
  );
  if (row && !hash.equals(row.request_hash)) {
    throw new AppError("KEY_REUSED", undefined, { fields: { "Idempotency-Key": "Was used with another request" } });
  }
  if (!row?.outcome) {
    throw new AppError("CONFLICT", "The first request with this Idempotency-Key is still running", {
      retryAfterSec: Math.min(row?.retry_sec ?? 1, 5),
      fields: { "Idempotency-Key": "The first request is still running" },
    });
  }
  return open(row.outcome.sealed);
}

/** Answers may hold one-time tokens and addresses: what is stored of them is for nobody who only reads the table. */
const answers = () => sealing("idempotency");

function open(sealed: string): Stored {
  const text = answers().open(sealed);
  if (text === null) {
    throw new AppError("CONFLICT", "The answer under this Idempotency-Key can no longer be read", {
      fields: { "Idempotency-Key": "Its answer was sealed with a secret that has been replaced" },
    });
  }
  return JSON.parse(text) as Stored;
}

/** Another request under the key took the claim over, and with it the work. */
class LostClaimError extends AppError {
  constructor() {
    super("CONFLICT", "Another request with this Idempotency-Key is running", {
      retryAfterSec: 1,
      fields: { "Idempotency-Key": "Another request has taken over" },
    });
  }
}

async function store(tx: Db, subjectId: string, key: string, claim: string, outcome: Stored): Promise<void> {
  const stored = await tx.$executeRaw`
    UPDATE idempotency_keys SET outcome = ${JSON.stringify({ sealed: answers().seal(JSON.stringify(outcome)) })}::json, locked_until = NULL, holder = NULL
    WHERE subject_id = ${subjectId} AND key = ${key} AND claim = ${claim}::uuid AND outcome IS NULL`;
  if (stored !== 1) {
    throw new LostClaimError();
  }
}

function ignoreLostClaim(thrown: unknown): void {
  if (!(thrown instanceof AppError)) {
    throw thrown;
  }
}
