import type { JsonWebKey } from "node:crypto";
import type { SealHeader } from "./format.ts";
import { sealKeys } from "./keys.ts";
import { entriesBetween, type Seal, sealsAfter } from "./store.ts";

/** A seal as it is published: all that it takes to prove an export with nothing else at hand. */
export interface Checkpoint extends SealHeader {
  readonly hash: string;
  /** Ed25519, base64url. */
  readonly signature: string;
  /** The key that signed, unless it has been taken out of the environment since. */
  readonly publicKey: JsonWebKey | null;
  /** Sequence, month and hash of each record, base64. */
  readonly entries: string;
}

/** Seals that one step of publishing holds at once. */
const BATCH = 20;
/** Of a backlog, what one run publishes at most. */
const BATCHES_MAX = 25;

/** Publishes the seals behind the one with that number in order, each after the one before has been taken; returns how many. */
export async function publishAfter(
  number: number,
  publish: (checkpoint: Checkpoint) => Promise<void>,
): Promise<number> {
  let [last, published] = [number, 0];
  for (let batches = 0; batches < BATCHES_MAX; batches += 1) {
    const seals = await sealsAfter(last, BATCH);
    const [first, final] = [seals[0], seals.at(-1)];
    if (!first || !final) {
      break;
    }
    const entries = await entriesBetween(first.number, final.number);
    for (const seal of seals) {
      await publish(checkpointOf(seal, entries.get(seal.number) ?? Buffer.alloc(0)));
      published += 1;
    }
    last = final.number;
  }
  return published;
}

function checkpointOf({ signature, ...seal }: Seal, entries: Buffer): Checkpoint {
  const key = sealKeys()?.verifying.get(seal.keyId);
  return {
    ...seal,
    signature: signature.toString("base64url"),
    publicKey: key ? key.export({ format: "jwk" }) : null,
    entries: entries.toString("base64"),
  };
}
