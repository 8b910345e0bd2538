import { configuration } from "../configuration/current.ts";
import { AppError } from "../core/errors.ts";
import { STEP_UP_POLICIES, type StepUpPolicy } from "../policy/step-up.ts";
import { recordDenied } from "./denied.ts";
import type { Actor, AnyOperation, Caller, Input, InputSchemas, StepUp } from "./operation.ts";

/**
 * Throws where the configuration wants the session to have confirmed lately who it is (BF-004) and it has not: FORBIDDEN, in the
 * executive family CONFLICT, with `stepUpRequired` and the methods; on record like any refusal. An API key cannot confirm anything and
 * is refused. Jobs, rules and the system have no session and are exempt: they carry out what a person started, who was asked then. A
 * dry run is not asked either, since it changes nothing. `parsed` is called only where the input decides.
 */
export async function assertSteppedUp(
  op: Pick<AnyOperation, "name" | "stepUp">,
  caller: Caller,
  parsed?: () => Promise<Input<InputSchemas>>,
): Promise<void> {
  const { stepUp } = op;
  const { actor } = caller;
  if (!stepUp || actor.isSystem || (actor.sessionId === null && !actor.isKey)) {
    return;
  }
  const values = await configuration();
  const isWanted = values["auth.stepUpRequired"].includes(stepUp.policy);
  if (!isWanted || isConfirmed(actor, values["auth.stepUpMinutes"])) {
    return;
  }
  if (stepUp.applies && !(await stepUp.applies(caller, (await parsed?.()) ?? {}))) {
    return;
  }
  const refusal = refusalOf(actor, stepUp);
  await recordDenied(op, caller, refusal);
  throw refusal;
}

/** By the time since the database's stamp, on a clock that nobody sets. */
const isConfirmed = ({ confirmation }: Actor, minutes: number): boolean =>
  confirmation?.at !== undefined && confirmation.at !== null && performance.now() - confirmation.at < minutes * 60_000;

function refusalOf(actor: Actor, { policy, refusedAs }: StepUp<object>): AppError {
  const methods = actor.confirmation?.methods ?? [];
  const message = actor.isKey
    ? "A person has to confirm this, and an API key is none"
    : `Confirm first that it is you: this is about ${STEP_UP_POLICIES[policy]}`;
  return new AppError(refusedAs ?? "FORBIDDEN", message, {
    response: { stepUpRequired: true, policy, methods: [...methods] },
    denied: { decidedBy: "state", explanation: `The policy ${policy} wants a confirmation of the last minutes` },
    // The executive envelope speaks of details alone.
    ...(refusedAs && { fields: { step_up: "required", methods: methods.join(", ") || "none" } }),
  });
}

/** What a refusal for want of a confirmation says: what it is about, and how the session can confirm. Null for any other failure. */
export function stepUpOf(
  thrown: unknown,
): { readonly policy: StepUpPolicy; readonly methods: readonly string[] } | null {
  const response = thrown instanceof AppError ? thrown.detail.response : undefined;
  return response?.["stepUpRequired"] === true
    ? { policy: response["policy"] as StepUpPolicy, methods: response["methods"] as string[] }
    : null;
}
