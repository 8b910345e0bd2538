import { AppError, conflictOn } from "../../core/errors.ts";
import { forbidden } from "../../operation/decision.ts";
import type { Context } from "../../operation/operation.ts";
import { enqueueRun } from "./job.ts";
import { type ExecutionRow, lockExecution, settlePending } from "./record.ts";

/** The part numbers of an approved run begin here, so that its jobs are none of those before the approval. */
const APPROVED_PART = 1000;

async function locked(ctx: Context, executionId: string): Promise<ExecutionRow> {
  const run = await lockExecution(ctx.db, executionId);
  if (!run) {
    throw new AppError("NOT_FOUND");
  }
  return run;
}

/**
 * Releases a run that waits (decisions §6). Throws NOT_FOUND, CONFLICT when it does not wait, FORBIDDEN to whoever started it:
 * approving takes another person.
 */
export async function approve(ctx: Context, executionId: string): Promise<ExecutionRow> {
  const run = await locked(ctx, executionId);
  if (run.status !== "awaiting_approval") {
    throw conflictOn("status", "The run does not wait for an approval");
  }
  if (run.startedById === ctx.actor.id) {
    throw forbidden({
      decidedBy: "state",
      explanation: "Who starts a run cannot approve it: it takes another person",
    });
  }
  await ctx.db.ruleExecution.update({
    where: { id: executionId },
    data: { status: "running", approvedById: ctx.actor.id },
    select: { id: true },
  });
  if (!ctx.isDryRun) {
    await enqueueRun(ctx.db, run, APPROVED_PART);
  }
  return run;
}

/** Ends a run that is not over: what is under way either finishes before this or does not happen. Throws NOT_FOUND, CONFLICT. */
export async function cancel(
  ctx: Context,
  executionId: string,
): Promise<{ readonly run: ExecutionRow; readonly skipped: number }> {
  const run = await locked(ctx, executionId);
  if (run.status !== "queued" && run.status !== "running" && run.status !== "awaiting_approval") {
    throw conflictOn("status", "The run is over");
  }
  await ctx.db.ruleExecution.update({
    where: { id: executionId },
    data: { status: "cancelled", finishedOn: ctx.now },
    select: { id: true },
  });
  return { run, skipped: await settlePending(ctx.db, executionId, "skipped", "The run was cancelled") };
}
