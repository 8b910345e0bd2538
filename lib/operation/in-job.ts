import type { z } from "zod";
import type { AuditAction } from "../audit/actions.ts";
import { recordAudit, recordAudits } from "../audit/record.ts";
import { clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { assertAllThrough, assertThrough } from "./approval.ts";
import { authorize } from "./authorize.ts";
import { recordDenied } from "./denied.ts";
import { gateOf } from "./gate.ts";
import { type Caller, erase, type InputSchemas, type Operation, type RawInput } from "./operation.ts";
import { accept, commit, contextOf } from "./perform.ts";

/**
 * What a job does in somebody's name: the same policy, scope, effect and audit as `perform`, but the call was counted when the work
 * was started, and nobody waits for its answer. `alongside` joins the commit; when it throws, nothing has happened. What needs a second
 * person is refused: a job proposes nothing.
 */
export async function performInJob<
  I extends InputSchemas,
  O extends z.ZodType,
  A extends readonly AuditAction[] | null,
  P,
>(
  declared: Operation<I, O, A, P>,
  caller: Caller,
  given: RawInput<I>,
  alongside: (tx: Db) => Promise<void>,
): Promise<void> {
  const op = erase(declared);
  try {
    authorize(caller.actor, op.policy);
  } catch (thrown) {
    await recordDenied(op, caller, thrown);
    throw thrown;
  }
  const refused = await commit(op, caller, await accept(op, caller, given), {}, async (tx, reply) => {
    if (reply.audit) {
      await recordAudit(tx, caller, reply.audit, clock.now());
    }
    if (reply.refused) {
      return reply.refused;
    }
    await alongside(tx);
    return undefined;
  });
  if (refused) {
    throw refused;
  }
}

/**
 * `performInJob` for many inputs at once, where the operation knows how to do many: one transaction with one audit row each.
 * `alongside` is given the places of those that were done. Returns what each was refused with, null for what was done. Throws where
 * nothing was done at all.
 */
export async function performManyInJob<
  I extends InputSchemas,
  O extends z.ZodType,
  A extends readonly AuditAction[] | null,
  P,
>(
  declared: Operation<I, O, A, P>,
  caller: Caller,
  given: readonly RawInput<I>[],
  alongside: (tx: Db, done: readonly number[]) => Promise<void>,
): Promise<(AppError | null)[]> {
  const op = erase(declared);
  authorize(caller.actor, op.policy);
  const inputs = await Promise.all(given.map((one) => accept(op, caller, one)));
  const committed: (() => void)[] = [];
  const settled = await transaction(async (tx) => {
    const answers = (await op.runMany?.(contextOf(caller, tx, {}, committed), inputs)) ?? [];
    const done = answers.flatMap((answer, n) => (answer instanceof AppError ? [] : [n]));
    const drafts = answers.flatMap((answer) => (answer instanceof AppError ? [] : [answer]));
    await assertAllThrough(op, drafts);
    await recordAudits(tx, caller, drafts, clock.now());
    await alongside(tx, done);
    return answers.map((answer) => (answer instanceof AppError ? answer : null));
  });
  for (const work of committed) {
    work();
  }
  for (const refused of settled) {
    await recordDenied(op, caller, refused);
  }
  return settled;
}

/**
 * `performInJob` in a transaction that the caller rolls back, for one of many that are rehearsed together. Returns the further effects:
 * what → how many. Throws what the write would throw.
 */
export async function rehearseIn<
  I extends InputSchemas,
  O extends z.ZodType,
  A extends readonly AuditAction[] | null,
  P,
>(
  tx: Db,
  declared: Operation<I, O, A, P>,
  caller: Caller,
  given: RawInput<I>,
): Promise<Readonly<Record<string, number>>> {
  const op = erase(declared);
  authorize(caller.actor, op.policy);
  const reply = await op.run(contextOf(caller, tx, {}, null), await accept(op, caller, given), undefined);
  const { refused, cascade = {} } = reply;
  if (refused) {
    throw refused;
  }
  await assertThrough(await gateOf(op), reply);
  return typeof cascade === "function" ? cascade() : cascade;
}
