import { z } from "zod";
import { accessOfUser } from "../../auth/access.ts";
import { clock } from "../../core/clock.ts";
import { Id } from "../../core/schema.ts";
import type { Db } from "../../db/client.ts";
import { read, transaction } from "../../db/transaction.ts";
import { enqueue, type Job, type JobContext, job } from "../../jobs/index.ts";
import { can } from "../../operation/authorize.ts";
import { RULE_RUNNERS } from "../policies.ts";
import { applyEffects } from "./apply.ts";
import { beginExecution } from "./begin.ts";
import { pendingOf } from "./effects.ts";
import { type ExecutionRow, findExecution, lockExecution, recount, settlePending } from "./record.ts";

/** Effects taken up between two looks at whether to go on: those of one transaction, where the action acts on many. */
const BATCH = 250;
/** After so many a part ends and asks for the next one, so that no job remembers steps without end. */
const PART_BATCHES = 80;

const Payload = z.strictObject({ executionId: Id, ruleId: Id, part: z.int() });

/**
 * Plans a run and has its effects. Whatever ends it — a crash, a retry, the end of its part — the next one goes on with the effects
 * that are pending: an effect settles in the commit that has it, so that each is had once (SRS §10.5).
 */
export const runRule: Job<typeof Payload> = job({
  kind: "rules.run",
  payload: Payload,
  halts: "never",
  subject: ({ executionId, ruleId }) => ({ entityType: "execution", entityId: executionId, ruleId }),
  run: ({ executionId, part }, context) => runExecution(executionId, part, context),
  async onFailure(tx, { executionId }, { error }) {
    const run = await lockExecution(tx, executionId);
    if (run?.status === "queued") {
      await tx.ruleExecution.update({
        where: { id: executionId },
        data: { status: "failed", finishedOn: clock.now(), lastError: error.slice(0, 500) },
        select: { id: true },
      });
    } else if (run?.status === "running") {
      await settlePending(tx, executionId, "failed", error);
      await tx.ruleExecution.update({
        where: { id: executionId },
        data: { lastError: error.slice(0, 500) },
        select: { id: true },
      });
      await recount(tx, executionId, clock.now(), true);
    }
  },
});

/** Asks for the next part of a run, in the caller's transaction. */
export const enqueueRun = (
  tx: Db,
  { executionId, ruleId }: Pick<ExecutionRow, "executionId" | "ruleId">,
  part: number,
) => enqueue(tx, runRule, { executionId, ruleId, part }, { dedupeKey: `rule:${executionId}:${part}` });

type Progress = "some" | "none" | "over" | "forbidden";

/**
 * Carries a run as far as one part goes, batch by batch. Each batch is a step: what is finished counts as progress, so that however often
 * its process dies the run does not use up its attempts. Throws when effects are left that may be had later.
 */
export async function runExecution(
  executionId: string,
  part: number,
  { checkpoint, signal, step }: Pick<JobContext, "checkpoint" | "signal" | "step">,
) {
  let progress: Progress = await step(`${executionId} plan`, async () => {
    const run = await transaction((tx) => planned(tx, executionId));
    return run?.status === "running" ? "some" : "over";
  });
  for (let n = 1; progress === "some" && n <= PART_BATCHES; n++) {
    await checkpoint();
    progress = await step(`${executionId} effects ${n}`, () => applyBatch(executionId, signal));
  }
  if (progress === "over") {
    return;
  }
  await step(`${executionId} end of part`, () => transaction((tx) => conclude(tx, executionId, part, progress)));
}

async function conclude(tx: Db, executionId: string, part: number, progress: Progress): Promise<void> {
  const run = await lockExecution(tx, executionId);
  if (run && progress === "some") {
    await enqueueRun(tx, run, part + 1);
    return;
  }
  if (progress === "forbidden") {
    await settlePending(tx, executionId, "skipped", "Who answers for the run may no longer run rules");
  }
  await recount(tx, executionId, clock.now(), true);
}

/** The run, planned where it was not; null when there is none. */
async function planned(tx: Db, executionId: string): Promise<ExecutionRow | null> {
  const run = await lockExecution(tx, executionId);
  if (run?.status !== "queued") {
    return run;
  }
  await beginExecution(tx, run, clock.now());
  return lockExecution(tx, executionId);
}

async function applyBatch(executionId: string, signal: AbortSignal): Promise<Progress> {
  const [run, effects] = await Promise.all([
    read((db) => findExecution(db, executionId)),
    read((db) => pendingOf(db, executionId, BATCH)),
  ]);
  if (run?.status !== "running") {
    return "over";
  }
  if (effects.length === 0) {
    return "none";
  }
  if (!(await isAnsweredFor(run))) {
    return "forbidden";
  }
  const failed = await applyEffects(run, effects, signal);
  await read((db) => recount(db, executionId, clock.now(), false));
  if (failed > 0) {
    throw new Error(`${failed} of ${effects.length} effects of rule ${run.ruleName} failed`);
  }
  return effects.length < BATCH && !signal.aborted ? "none" : "some";
}

/** Whether those who started and approved the run still may: their rights are asked for again before each batch. */
async function isAnsweredFor({ startedById, approvedById }: ExecutionRow): Promise<boolean> {
  const people = [startedById, approvedById].filter((id) => id !== null);
  const actors = await Promise.all(people.map(accessOfUser));
  return actors.every((actor) => actor !== null && can(actor, RULE_RUNNERS));
}
