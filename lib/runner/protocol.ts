import { z } from "zod";

/** A call of the SDK's handler, in its own HTTP terms but without HTTP. */
export interface FunctionRequest {
  readonly method: "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FunctionAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The SDK's handler for all functions of the application. */
export type FunctionHandler = (request: FunctionRequest) => Promise<FunctionAnswer>;

/** Where the handler believes to be; nothing ever listens there. */
export const ENDPOINT = "http://inngest.embedded.invalid/api/inngest";

/** An event as the SDK sends it. */
export const Event = z.looseObject({ name: z.string().min(1).max(120), id: z.string().max(255).optional() });
export type Event = z.output<typeof Event> & { readonly id: string };

/** What a function wants done next, or has just done. */
const Op = z.object({
  id: z.string().max(64),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  opts: z.looseObject({ timeout: z.string().optional(), if: z.string().optional() }).nullish(),
});
export type Op = z.output<typeof Op>;

/** An error as functions and steps report it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

const Thrown = z.looseObject({
  name: z.string().optional(),
  message: z.string().optional(),
  error: z.unknown().optional(),
  stack: z.string().optional(),
});

/** The error in whatever form the SDK gave it. */
export function failureOf(thrown: unknown): Failure {
  const { data } = Thrown.safeParse(thrown);
  const message = data?.message ?? data?.error ?? thrown;
  return {
    name: data?.name ?? "Error",
    message: typeof message === "string" ? message : (JSON.stringify(message) ?? "unknown failure"),
    ...(data?.stack !== undefined && { stack: data.stack }),
  };
}

interface Retry {
  readonly canRetry: boolean;
  /** Seconds or a date, as the header has it. */
  readonly retryAfter: string | null;
}

/** What the handler's answer means. */
export type Reply =
  | { readonly kind: "completed"; readonly output: unknown }
  | ({ readonly kind: "failed"; readonly error: Failure } & Retry)
  | ({ readonly kind: "steps"; readonly ops: readonly Op[] } & Retry);

/** Reads an answer to an execution. Anything that is none of the protocol's counts as a failure that may pass. */
export function readAnswer({ status, headers, body }: FunctionAnswer): Reply {
  const retry = {
    canRetry: headers["x-inngest-no-retry"] !== "true" && status !== 400,
    retryAfter: headers["retry-after"] ?? null,
  };
  const parsed = parseJson(body);
  if (status === 200) {
    return { kind: "completed", output: parsed };
  }
  const ops = status === 206 ? z.array(Op).min(1).safeParse(parsed) : null;
  if (ops?.success) {
    return { kind: "steps", ops: ops.data, ...retry };
  }
  return { kind: "failed", error: failureOf(parsed), ...retry };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 500) || "the handler gave no answer" };
  }
}

/** A function's state, as an execution request carries it. */
export interface Execution {
  readonly functionId: string;
  readonly runId: string;
  readonly event: unknown;
  /** The step asked for; `step` lets the function find out what comes next. */
  readonly stepId: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Results of steps by their id, in the order in which they ended. */
  readonly results: ReadonlyMap<string, { readonly data: unknown } | { readonly error: unknown }>;
}

/** The request that runs the function from its beginning to its next step. */
export function executionRequest(execution: Execution): FunctionRequest {
  const { functionId, runId, event, stepId, attempt, maxAttempts, results } = execution;
  const stack = [...results.keys()];
  return {
    method: "POST",
    url: `${ENDPOINT}?fnId=${encodeURIComponent(functionId)}&stepId=${encodeURIComponent(stepId)}`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      version: -1,
      event,
      events: [event],
      steps: Object.fromEntries(results),
      // No fn_id: with it the SDK would report steps over HTTP instead of answering with them.
      ctx: {
        run_id: runId,
        attempt,
        max_attempts: maxAttempts,
        use_api: false,
        disable_immediate_execution: stepId !== "step",
        stack: { stack, current: stack.length },
      },
    }),
  };
}

/** The request for the handler's own list of functions. */
export const syncRequest = (): FunctionRequest => ({
  method: "PUT",
  url: ENDPOINT,
  headers: { "content-type": "application/json", "x-inngest-sync-kind": "in_band" },
  body: JSON.stringify({ url: ENDPOINT }),
});
