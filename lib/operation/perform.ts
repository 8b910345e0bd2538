import type { z } from "zod";
import type { AuditAction } from "../audit/actions.ts";
import { recordAudit } from "../audit/record.ts";
import { assertFeature } from "../configuration/features.ts";
import { clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { read, transaction } from "../db/transaction.ts";
import { observed } from "../observability/observed.ts";
import { assertDone, assertThrough, proposeInstead } from "./approval.ts";
import { assertOpenToKeys, assertTenantScope, authorize } from "./authorize.ts";
import { compiledOf } from "./compiled.ts";
import { recordDenied, recordFailure } from "./denied.ts";
import { type DryRun, rehearse } from "./dry-run.ts";
import { gateOf } from "./gate.ts";
import { once, type Settle } from "./idempotency.ts";
import {
  type AnyOperation,
  type AnyReply,
  type Caller,
  type Context,
  erase,
  type Input,
  type InputSchemas,
  type Operation,
  type RawInput,
  type Viewed,
} from "./operation.ts";
import { type Success, toStoredFailure, toSuccess } from "./outcome.ts";
import { parseInput, type WireInput } from "./parse.ts";
import { addressSubject, takeToken } from "./rate-limit.ts";
import { assertSteppedUp } from "./step-up.ts";

export interface PerformOptions {
  readonly idempotencyKey?: string | undefined;
  readonly ifMatch?: readonly number[] | null;
}

/** The input, or how to read it: what comes off the wire is not read before the caller is let in. */
export type Given<I extends InputSchemas> = RawInput<I> | (() => Promise<RawInput<I>>);

/**
 * The one path to business logic, for pages, server actions, REST and jobs alike: allowance, policy, idempotency, input,
 * scope, effect and audit in one commit, output. Throws AppError, a CONFLICT with the proposal where it needs a second person;
 * anything else thrown is a bug.
 */
export async function perform<I extends InputSchemas, O extends z.ZodType, A extends readonly AuditAction[] | null, P>(
  declared: Operation<I, O, A, P>,
  caller: Caller,
  given: Given<I>,
  options: PerformOptions = {},
): Promise<Success<z.output<O>>> {
  return assertDone(await answer(declared, caller, given, options)) as Success<z.output<O>>;
}

/** As `perform`, for those who read statuses: what needs a second person is answered by the proposal (202). */
export function answer<I extends InputSchemas, O extends z.ZodType, A extends readonly AuditAction[] | null, P>(
  declared: Operation<I, O, A, P>,
  caller: Caller,
  given: Given<I>,
  options: PerformOptions = {},
): Promise<Success> {
  const op = erase(declared);
  return observed(op.name, caller.request.requestId, () => carryOut(op, caller, given, options));
}

async function carryOut(op: AnyOperation, caller: Caller, given: object, options: PerformOptions): Promise<Success> {
  await admit(op, caller);
  const wire = await wireOf(given);
  await assertSteppedUp(op, caller, () => accept(op, caller, wire));
  const key = op.idempotent ? options.idempotencyKey : undefined;
  return key === undefined
    ? execute(op, caller, wire, options)
    : once(caller, op.name, key, wire, (settle) => execute(op, caller, wire, options, settle));
}

/** What the write would do, without doing it: field diff, cascade, audit rows. Same allowance, policy, input and scope. */
export async function dryRun<I extends InputSchemas, O extends z.ZodType, A extends readonly AuditAction[] | null, P>(
  declared: Operation<I, O, A, P>,
  caller: Caller,
  given: Given<I>,
  options: PerformOptions = {},
): Promise<Success<DryRun>> {
  const op = erase(declared);
  return observed(op.name, caller.request.requestId, () => rehearseAlone(op, caller, given, options));
}

async function rehearseAlone(
  op: AnyOperation,
  caller: Caller,
  given: object,
  options: PerformOptions,
): Promise<Success<DryRun>> {
  await admit(op, caller);
  const input = await accept(op, caller, await wireOf(given));
  const rehearsed = rehearse(
    (db) => op.run(contextOf(caller, db, options, null), input, undefined),
    caller,
    clock.now(),
    await gateOf(op),
  );
  const data = await rehearsed.catch(async (thrown: unknown) => {
    await recordDenied(op, caller, thrown);
    throw thrown;
  });
  return { status: 200, message: "Dry run: nothing was changed", data };
}

/** Throws what performing the operation would throw to this caller before any input: for a page that leads to it. A refusal is recorded. */
export const assertMay = (declared: object, caller: Caller): Promise<void> => admit(erase(declared), caller);

const subjectOf = ({ actor, request }: Caller): string =>
  actor.id ?? (actor.provider === undefined ? addressSubject(request) : `provider:${actor.provider}`);

const wireOf = async (given: object): Promise<WireInput> => (typeof given === "function" ? given() : given);

async function admit(op: AnyOperation, caller: Caller): Promise<void> {
  if (!caller.actor.isSystem) {
    caller.request.rate = await takeToken(op.limit, subjectOf(caller));
  }
  try {
    authorize(caller.actor, op.policy);
    assertOpenToKeys(caller.actor, op);
  } catch (thrown) {
    await recordDenied(op, caller, thrown);
    throw thrown;
  }
}

/** The parsed input, when the caller may reach what it names. */
export async function accept(op: AnyOperation, { actor }: Caller, wire: WireInput): Promise<Input<InputSchemas>> {
  const input = parseInput(op, wire);
  assertTenantScope(actor, op.policy, input.path);
  const feature = typeof op.feature === "function" ? op.feature(input) : op.feature;
  if (feature) {
    const { tenantId } = input.path as { readonly tenantId?: string };
    await assertFeature(feature, tenantId);
  }
  return input;
}

async function execute(
  op: AnyOperation,
  caller: Caller,
  wire: WireInput,
  options: PerformOptions,
  settle?: Settle,
): Promise<Success> {
  const input = await accept(op, caller, wire);
  if (op.audit === null && !op.ingests) {
    return answerRead(op, caller, input, options, settle);
  }
  const result = await commit(op, caller, input, options, (tx, reply) =>
    concludeWrite(op, caller, tx, reply, settle),
  ).catch((thrown: unknown) => proposeInstead(op, caller, wire, thrown, settle));
  if (result instanceof AppError) {
    throw result;
  }
  return result;
}

/**
 * Carries out the write: what must precede the transaction, the transaction, what follows the commit, and the rows of a failure.
 * Throws SecondPersonError, with nothing done, where it needs a second person.
 */
export async function commit<T>(
  op: AnyOperation,
  caller: Caller,
  input: Input<InputSchemas>,
  options: PerformOptions,
  conclude: (tx: Db, reply: AnyReply) => Promise<T>,
): Promise<T> {
  const prepared: unknown = await op.prepare?.(caller, input).catch(async (thrown: unknown) => {
    await recordFailure(op, caller, input.path, thrown);
    throw thrown;
  });
  const committed: (() => void)[] = [];
  let result: T;
  try {
    const gate = await gateOf(op);
    result = await transaction(async (tx) => {
      const reply = await op.run(contextOf(caller, tx, options, committed), input, prepared);
      await assertThrough(gate, reply);
      return conclude(tx, reply);
    });
  } catch (thrown) {
    if (prepared !== undefined) {
      await op.abandon?.(caller, input, prepared, thrown);
    }
    await recordDenied(op, caller, thrown);
    await recordFailure(op, caller, input.path, thrown);
    throw thrown;
  }
  for (const work of committed) {
    work();
  }
  return result;
}

async function answerRead(
  op: AnyOperation,
  caller: Caller,
  input: Input<InputSchemas>,
  options: PerformOptions,
  settle: Settle | undefined,
): Promise<Success> {
  const now = clock.now();
  const reply = await read(async (db) => {
    const run = () => op.run(contextOf(caller, db, options, []), input, undefined);
    const onRecord = () => op.viewed && recordAudit(db, caller, viewedOf(op.viewed, op, input.path), now);
    // What may turn out not to exist is on record once it has been seen; everything else meanwhile, so that the row costs no time.
    const found = op.errors.includes("NOT_FOUND") ? await run() : null;
    const [reply] = await Promise.all([found ?? run(), onRecord()]);
    return reply;
  });
  const success = await present(op, reply);
  if (settle) {
    await read((db) => settle(db, { success }));
  }
  return success;
}

const viewedOf = ({ action, entityType, of }: Viewed, op: AnyOperation, path: Readonly<Record<string, unknown>>) => ({
  action,
  entityType,
  entityId: of ? of(path) : String(Object.values(path)[0] ?? op.name),
  ...(typeof path["tenantId"] === "string" && { tenantId: path["tenantId"] }),
});

async function concludeWrite(
  op: AnyOperation,
  caller: Caller,
  tx: Db,
  reply: AnyReply,
  settle: Settle | undefined,
): Promise<Success | AppError> {
  for (const draft of reply.audit ? [reply.audit, ...(reply.also ?? [])] : []) {
    await recordAudit(tx, caller, draft, clock.now());
  }
  if (reply.refused) {
    if (reply.refused.status < 500) {
      await settle?.(tx, toStoredFailure(reply.refused));
    }
    return reply.refused;
  }
  const success = await present(op, reply);
  await settle?.(tx, { success });
  return success;
}

async function present(op: AnyOperation, { data, answer, meta, version, stream }: AnyReply): Promise<Success> {
  if (stream) {
    if (!Object.hasOwn(op.streams ?? {}, stream.mediaType)) {
      throw new Error(`${op.name} streams ${stream.mediaType}, which it does not declare`);
    }
    return { ...toSuccess(op, null, {}), stream };
  }
  const output: unknown = typeof data === "function" ? await data() : data;
  const extra = { ...(meta && { meta }), ...(version !== undefined && { version }) };
  return { ...toSuccess(op, compiledOf(op.output).parse(output), extra), ...answer };
}

/** What `run` is given; `committed` collects what it wants done after the commit, of which a dry run has none. */
export const contextOf = (
  caller: Caller,
  db: Db,
  { ifMatch = null }: PerformOptions,
  committed: (() => void)[] | null,
): Context => ({
  ...caller,
  db,
  now: clock.now(),
  ifMatch,
  isDryRun: committed === null,
  afterCommit: (work) => {
    committed?.push(work);
  },
});
