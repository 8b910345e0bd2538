import { createHash } from "node:crypto";
import { z } from "zod";
import { type Cron, cron } from "./cron.ts";
import { type KeyOf, keyExpression } from "./expression.ts";
import type { FunctionHandler } from "./protocol.ts";
import { syncRequest } from "./protocol.ts";

/** The name of the event that a failed run leaves. */
export const FUNCTION_FAILED = "inngest/function.failed";

/** Retries when a function names none. */
const RETRIES_DEFAULT = 3;
/** Failure handlers write what must not be lost, so that they are given more than the two tries that the SDK declares. */
const FAILURE_ATTEMPTS_MIN = 10;
const KEY_MAX = 200;

/** A function as the runner knows it. */
export interface FunctionConfig {
  readonly id: string;
  readonly maxAttempts: number;
  readonly idempotencyKey: KeyOf | null;
  readonly concurrency: { readonly limit: number; readonly key: KeyOf } | null;
  readonly crons: ReadonlyMap<string, Cron>;
}

/** All functions of the process, in the forms that the runner asks for. */
export interface Functions {
  readonly byId: ReadonlyMap<string, FunctionConfig>;
  readonly byEvent: ReadonlyMap<string, readonly FunctionConfig[]>;
  /** Function id → its failure handler. */
  readonly failureHandlers: ReadonlyMap<string, FunctionConfig>;
}

const Concurrency = z.union([
  z
    .int()
    .min(1)
    .transform((limit) => ({ limit })),
  z.object({
    limit: z.int().min(1),
    key: z.string().optional(),
    scope: z.undefined().optional(),
  }),
]);
const Trigger = z.union([
  z.object({ cron: z.string() }),
  z.object({ event: z.string(), expression: z.string().optional() }),
]);
const Declared = z.looseObject({
  id: z.string().max(120),
  triggers: z.array(Trigger).min(1),
  steps: z.looseObject({ step: z.looseObject({ retries: z.looseObject({ attempts: z.int().min(0) }).optional() }) }),
  idempotency: z.string().optional(),
  concurrency: z
    .union([Concurrency, z.array(Concurrency).max(1, "only one concurrency option is supported")])
    .optional(),
});
type Declared = z.output<typeof Declared>;

/** What would be ignored silently if a function asked for it. */
const UNSUPPORTED = ["batchEvents", "rateLimit", "throttle", "debounce", "priority", "timeouts", "singleton", "cancel"];

/** Asks the handler for its functions. Throws naming the function and the option when one asks for what the runner cannot do. */
export async function readFunctions(handler: FunctionHandler): Promise<Functions> {
  const answer = await handler(syncRequest());
  if (answer.status !== 200) {
    throw new Error(`the functions could not be read: ${answer.status} ${answer.body.slice(0, 300)}`);
  }
  const { functions } = z
    .object({ functions: z.array(z.looseObject({ id: z.string() })) })
    .parse(JSON.parse(answer.body));
  const byId = new Map<string, FunctionConfig>();
  const byEvent = new Map<string, FunctionConfig[]>();
  const failureHandlers = new Map<string, FunctionConfig>();
  for (const declared of functions.map(check)) {
    const config = configure(declared);
    byId.set(config.id, config);
    for (const trigger of declared.triggers.filter((one) => "event" in one)) {
      const failing = failingFunction(trigger);
      if (failing === null) {
        byEvent.set(trigger.event, [...(byEvent.get(trigger.event) ?? []), config]);
      } else {
        failureHandlers.set(failing, config);
      }
    }
  }
  return { byId, byEvent, failureHandlers };
}

function check(given: { readonly id: string; readonly [option: string]: unknown }): Declared {
  for (const option of UNSUPPORTED) {
    if (given[option] !== undefined && given[option] !== null) {
      throw new Error(`${given.id}: the embedded runner does not support ${option}`);
    }
  }
  const result = Declared.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `${given.id}: the embedded runner does not support this: ${issue?.path.join(".")} ${issue?.message}`,
    );
  }
  if (
    result.data.triggers.some((one) => "event" in one && one.expression !== undefined && failingFunction(one) === null)
  ) {
    throw new Error(`${given.id}: the embedded runner does not support conditions of triggers`);
  }
  return result.data;
}

/** The function whose failures the trigger is about, when it is the one that the SDK generates for `onFailure`. */
const failingFunction = ({ event, expression }: { event: string; expression?: string | undefined }): string | null =>
  (event === FUNCTION_FAILED && /^event\.data\.function_id == '([^']+)'$/.exec(expression ?? "")?.[1]) || null;

function configure({ id, triggers, steps, idempotency, concurrency: limits }: Declared): FunctionConfig {
  try {
    const [limit] = limits === undefined ? [] : [limits].flat();
    const crons = triggers.flatMap((trigger) => ("cron" in trigger ? [trigger.cron] : []));
    const isFailureHandler = triggers.some((trigger) => "event" in trigger && failingFunction(trigger) !== null);
    const attempts = (steps.step.retries?.attempts ?? RETRIES_DEFAULT) + 1;
    return {
      id,
      maxAttempts: isFailureHandler ? Math.max(attempts, FAILURE_ATTEMPTS_MIN) : attempts,
      idempotencyKey: idempotency === undefined ? null : bounded(keyExpression(idempotency)),
      concurrency:
        limit === undefined
          ? null
          : {
              limit: limit.limit,
              key: "key" in limit && limit.key !== undefined ? bounded(keyExpression(limit.key)) : () => "",
            },
      crons: new Map(crons.map((expression) => [expression, cron(expression)])),
    };
  } catch (thrown) {
    throw new Error(`${id}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** Keys are indexed: a long one is replaced by its hash. */
const bounded =
  (key: KeyOf): KeyOf =>
  (event) => {
    const text = key(event);
    return text.length <= KEY_MAX ? text : createHash("sha256").update(text).digest("hex");
  };
