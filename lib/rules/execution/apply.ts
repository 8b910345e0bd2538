import { recordAudits } from "../../audit/record.ts";
import { clock } from "../../core/clock.ts";
import { AppError } from "../../core/errors.ts";
import type { Db } from "../../db/client.ts";
import { read } from "../../db/transaction.ts";
import { log } from "../../observability/log.ts";
import { ACTS, type Doer, type Doing } from "./acts.ts";
import { noteAttempts, type PendingEffect, settle } from "./effects.ts";
import { type ExecutionRow, ruleCaller } from "./record.ts";
import { whyNot } from "./standing.ts";

/** The effects are settled already, or their run is over: nothing has happened. */
class SettledEffectError extends AppError {
  constructor() {
    super("CONFLICT", "This effect is settled already");
  }
}

/** Several at a time where each has a transaction of its own. */
const WORKERS = 6;

/**
 * Does to the entities what the rule says, and in the same commit writes down that it was done: in one transaction where the action
 * knows how to act on many, each by itself otherwise, and where that fails. A refusal is the effect's outcome. Returns how many
 * failed for a reason that may pass: those effects stay for the next try.
 */
export async function applyEffects(
  run: ExecutionRow,
  effects: readonly PendingEffect[],
  signal: AbortSignal,
): Promise<number> {
  const reasons = await whyNot(run, effects);
  await read((db) => settle(db, run, "skipped", reasons));
  const left = effects.filter(({ entityId }) => !reasons.has(entityId));
  return left.length > 1 && (await applyTogether(run, left)) ? 0 : applyEach(run, left, signal);
}

/** Whether it went through; when not, nothing has happened. */
async function applyTogether(run: ExecutionRow, effects: readonly PendingEffect[]): Promise<boolean> {
  const { many } = ACTS[run.action];
  if (!many) {
    return false;
  }
  const doings = effects.map((effect) => doingOf(run, effect));
  try {
    const refused = await many(doerOf(run), doings, (tx, done) =>
      applied(
        tx,
        run,
        effects.filter((_effect, n) => done.includes(n)),
      ),
    );
    await read((db) => settle(db, run, "failed", messagesOf(effects, refused)));
    return true;
  } catch (thrown) {
    if (!(thrown instanceof SettledEffectError)) {
      log.warn(
        { err: thrown, requestId: run.executionId },
        "effects of a rule failed together; each is tried by itself",
      );
    }
    return false;
  }
}

const messagesOf = (effects: readonly PendingEffect[], refused: readonly (AppError | null)[]): Map<string, string> =>
  new Map(
    effects.flatMap(({ entityId }, n) => {
      const why = refused[n];
      return why ? [[entityId, why.message] as const] : [];
    }),
  );

async function applyEach(run: ExecutionRow, effects: readonly PendingEffect[], signal: AbortSignal): Promise<number> {
  const queue = [...effects];
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let effect = queue.pop(); effect && !signal.aborted; effect = queue.pop()) {
      failed += (await applyOne(run, effect)) ? 0 : 1;
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return failed;
}

async function applyOne(run: ExecutionRow, effect: PendingEffect): Promise<boolean> {
  const { entityId } = effect;
  try {
    await ACTS[run.action].one(doerOf(run), doingOf(run, effect), (tx) => applied(tx, run, [effect]));
    return true;
  } catch (thrown) {
    if (thrown instanceof SettledEffectError) {
      return true;
    }
    if (thrown instanceof AppError && thrown.status < 500) {
      const { message } = thrown;
      await read((db) => settle(db, run, "failed", new Map([[entityId, message]])));
      return true;
    }
    log.warn({ err: thrown, requestId: run.executionId, entityId }, "effect of a rule failed");
    await read((db) => noteAttempts(db, run, [entityId]));
    return false;
  }
}

/** Writes down, in the commit of the effects, that they were had. Throws when one of them was had or given up by somebody else. */
async function applied(tx: Db, run: ExecutionRow, effects: readonly PendingEffect[]): Promise<void> {
  const ids = new Map(effects.map(({ entityId }) => [entityId, null]));
  if ((await settle(tx, run, "applied", ids)) !== effects.length) {
    throw new SettledEffectError();
  }
  const { entity, ruleId, ruleVersion, executionId, action } = run;
  const drafts = effects.map(({ entityId, metrics }) => ({
    action: "RULE_ACTION_APPLIED" as const,
    entityType: entity,
    entityId,
    tenantId: entity === "tenant" ? entityId : run.tenantId,
    after: { ruleId, ruleVersion, executionId, action, metrics },
  }));
  await recordAudits(tx, ruleCaller(run), drafts, clock.now());
}

const doerOf = (run: ExecutionRow): Doer => ({
  caller: ruleCaller(run),
  entity: run.entity,
  ruleId: run.ruleId,
  ruleName: run.ruleName,
});

/** What the operation's own audit record says of why. */
function doingOf({ ruleName, ruleVersion }: ExecutionRow, { entityId, metrics }: PendingEffect): Doing {
  const values = Object.entries(metrics).map(([name, value]) => `${name} = ${String(value)}`);
  return { entityId, reason: `Rule ${ruleName} v${ruleVersion}: ${values.join(", ") || "always"}`.slice(0, 500) };
}
