import { delayMs } from "./duration.ts";
import { matchExpression, textAt } from "./expression.ts";
import { failureOf, type Op, type Reply } from "./protocol.ts";
import type { Step } from "./state.ts";

/** True while the step has no result. */
export const isPending = ({ status }: Step): boolean => status !== "done" && status !== "failed";

/** True when the answer says that code has thrown. */
export const isFailure = (reply: Reply): boolean =>
  reply.kind === "failed" ||
  (reply.kind === "steps" && reply.ops.some(({ op }) => op === "StepError" || op === "StepFailed"));

/** What is to be remembered of an op of a run that `event` started, or why it cannot be done here. */
export function stepOf(op: Op, attempt: number, event: unknown): Step | { readonly unsupported: string } {
  try {
    return op.op === "StepFailed" ? failedStep(op, attempt) : pendingStep(op, event);
  } catch (thrown) {
    return { unsupported: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function pendingStep(op: Op, event: unknown): Step {
  const now = performance.now();
  const base = { id: op.id, name: nameOf(op), attempt: 0, dueAt: now, data: null, error: null };
  switch (op.op) {
    case "StepRun":
      return { ...base, status: "done", data: op.data };
    case "StepPlanned":
      return { ...base, status: "planned" };
    case "Sleep":
      return { ...base, status: "sleeping", dueAt: now + delayMs(op.name ?? "", new Date()) };
    case "WaitForEvent":
      return {
        ...base,
        status: "waiting",
        dueAt: now + delayMs(op.opts?.timeout ?? "", new Date()),
        awaits: awaited(op, event),
      };
    default:
      throw new Error(`${op.op} is not supported by the embedded runner`);
  }
}

function awaited({ name, opts }: Op, event: unknown): NonNullable<Step["awaits"]> {
  if (opts?.if === undefined) {
    return { event: name ?? "", path: null, value: null };
  }
  const { own, awaited: path } = matchExpression(opts.if);
  return { event: name ?? "", path, value: textAt(event, own) };
}

const nameOf = ({ displayName, name }: Partial<Op>): string | null => displayName ?? name ?? null;

/** A step that has used up its attempts, or must not be tried again. `known` is what was remembered of it. */
export const failedStep = (op: Partial<Op>, attempt: number, known?: Step): Step => ({
  id: known?.id ?? op.id ?? "",
  name: known?.name ?? nameOf(op),
  status: "failed",
  attempt,
  dueAt: performance.now(),
  data: null,
  error: failureOf(op.error),
});

/** What the steps that have ended came to, by their ids, as a call is told. */
export const resultsOf = (steps: readonly Step[]) =>
  new Map(
    steps
      .filter((step) => !isPending(step))
      .map((step) => [step.id, step.status === "failed" ? { error: step.error } : { data: step.data ?? null }]),
  );
