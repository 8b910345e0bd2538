import { createHash, randomUUID } from "node:crypto";
import { canonicalJson } from "../core/canonical-json.ts";
import { AppError, invalid } from "../core/errors.ts";
import { seal, sealingKey, unseal } from "../core/sealed.ts";
import { singleton } from "../core/singleton.ts";
import type { Db } from "../db/client.ts";
import { read } from "../db/transaction.ts";
import { env } from "../env.ts";
import type { Caller } from "./operation.ts";
import { replay, type Stored, type Success, toStoredFailure } from "./outcome.ts";
import type { WireInput } from "./parse.ts";

/** While a claim is this young its request may still be running; an older one died with its process. */
const CLAIM_SEC = 60;
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
      // A 5xx is not remembered: the retry runs again. During an outage the claim simply grows old.
      await read(
        (db) =>
          db.$executeRaw`DELETE FROM idempotency_keys WHERE subject_id = ${subjectId} AND key = ${key} AND claim = ${claim}::uuid`,
      ).catch(() => undefined);
    }
    throw thrown;
  }
}

async function claimKey(subjectId: string, key: string, hash: Buffer, claim: string): Promise<boolean> {
  const claimed = await read(
    (db) => db.$executeRaw`
    INSERT INTO idempotency_keys AS k (subject_id, key, request_hash, claim, locked_until, expires_on)
    VALUES (${subjectId}, ${key}, ${hash}, ${claim}::uuid, now() + make_interval(secs => ${CLAIM_SEC}), now() + make_interval(hours => ${KEEP_HOURS}))
    ON CONFLICT (subject_id, key) DO UPDATE SET request_hash = excluded.request_hash, claim = excluded.claim,
      locked_until = excluded.locked_until, outcome = NULL, created_on = now(), expires_on = excluded.expires_on
    WHERE k.expires_on <= now() OR (k.outcome IS NULL AND k.locked_until <= now() AND k.request_hash = excluded.request_hash)`,
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
const answerKey = (): Buffer => singleton("idempotencyKey", () => sealingKey(env().NEXTAUTH_SECRET, "idempotency"));

function open(sealed: string): Stored {
  const text = unseal(sealed, answerKey());
  if (text === null) {
    throw new AppError("CONFLICT", "The answer under this Idempotency-Key can no longer be read", {
      fields: { "Idempotency-Key": "Its answer was sealed with a secret that has been replaced" },
    });
  }
  return JSON.parse(text) as Stored;
}

class LostClaimError extends Error {}

async function store(tx: Db, subjectId: string, key: string, claim: string, outcome: Stored): Promise<void> {
  const stored = await tx.$executeRaw`
    UPDATE idempotency_keys SET outcome = ${JSON.stringify({ sealed: seal(JSON.stringify(outcome), answerKey()) })}::json, locked_until = NULL
    WHERE subject_id = ${subjectId} AND key = ${key} AND claim = ${claim}::uuid AND outcome IS NULL`;
  if (stored !== 1) {
    throw new LostClaimError("the idempotency claim was taken over");
  }
}

function ignoreLostClaim(thrown: unknown): void {
  if (!(thrown instanceof LostClaimError) && !(thrown instanceof AppError)) {
    throw thrown;
  }
}
