import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { propose } from "../proposals/propose.ts";
import { type Effect, effectOf } from "./dry-run.ts";
import { type Gate, gateOf, type Needed } from "./gate.ts";
import type { Settle } from "./idempotency.ts";
import type { AnyOperation, AnyReply, Caller } from "./operation.ts";
import type { Success } from "./outcome.ts";
import type { WireInput } from "./parse.ts";

/** An act that needs a second person: its transaction is rolled back, and nobody has yet proposed it. */
export class SecondPersonError extends AppError {
  readonly needed: Needed;
  readonly effect: Effect;

  constructor(needed: Needed, effect: Effect) {
    super("CONFLICT", "This needs a second person: it has to be proposed, one thing at a time");
    this.needed = needed;
    this.effect = effect;
  }
}

/** Throws SecondPersonError, which rolls back, where the gate does not let the act through. What was done decides, not what was asked. */
export async function assertThrough(gate: Gate, reply: AnyReply): Promise<void> {
  const needed = gate(reply);
  if (needed) {
    throw new SecondPersonError(needed, await effectOf(reply));
  }
}

/** As `assertThrough`, of what was done to many: one that needs a second person stops them all. */
export async function assertAllThrough(op: AnyOperation, audits: readonly AnyReply["audit"][]): Promise<void> {
  const gate = await gateOf(op);
  for (const audit of audits) {
    await assertThrough(gate, { audit: audit ?? null });
  }
}

/** Turns an act that the gate held into a proposal, answered in the place of its own answer; throws what else was thrown. */
export async function proposeInstead(
  op: AnyOperation,
  caller: Caller,
  wire: WireInput,
  thrown: unknown,
  settle?: Settle,
): Promise<Success> {
  if (!(thrown instanceof SecondPersonError) || caller.actor.id === null) {
    throw thrown;
  }
  const { needed, effect } = thrown;
  return propose(op, caller, wire, { ...needed, effect }, settle && ((tx: Db, success) => settle(tx, { success })));
}

/** In a process nobody reads statuses: there, what was proposed instead of done is a failure that names the proposal. */
export function assertDone<T>(success: Success<T>): Success<T> {
  if (success.proposalId !== undefined) {
    throw new AppError("CONFLICT", "Nothing has changed yet: it waits for a second person", {
      proposalId: success.proposalId,
    });
  }
  return success;
}
