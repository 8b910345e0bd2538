import { recordAudit } from "../audit/record.ts";
import { clock } from "../core/clock.ts";
import { AppError, StaleCredentialsError } from "../core/errors.ts";
import { read } from "../db/transaction.ts";
import { log } from "../observability/log.ts";
import type { AnyOperation, Caller, RequestScope } from "./operation.ts";

/** What was refused: an operation, and the family where it was that which refused. */
interface Denied {
  readonly name: string;
  readonly family?: string;
}

/**
 * Records a refused attempt of a known subject in its own commit, with what decided (decisions §5 audit). Other errors leave
 * nothing.
 */
export async function recordDenied(op: Denied, caller: Caller, thrown: unknown): Promise<void> {
  const isDenial = thrown instanceof AppError && (thrown.code === "FORBIDDEN" || thrown.detail.denied !== undefined);
  if (!isDenial || caller.actor.id === null) {
    return;
  }
  await read((db) =>
    recordAudit(
      db,
      caller,
      {
        action: "ACCESS_DENIED",
        entityType: caller.actor.isKey ? "apiKey" : "user",
        entityId: caller.actor.id,
        outcome: "denied",
        after: { operation: op.name, ...(op.family && { family: op.family }), ...thrown.detail.denied },
      },
      clock.now(),
    ),
  );
}

/** Records a 401 whose token was ours, in its own commit. Any other 401 leaves nothing. */
export async function recordKnownSubject(thrown: unknown, request: RequestScope): Promise<void> {
  if (!(thrown instanceof StaleCredentialsError)) {
    return;
  }
  const { subjectId, role, subject } = thrown;
  const actor = { id: subjectId, role, permissions: new Set<string>(), tenantScope: [], sessionId: null };
  await read((db) =>
    recordAudit(
      db,
      { actor, request },
      {
        action: "ACCESS_DENIED",
        entityType: subject,
        entityId: subjectId,
        outcome: "denied",
        after: { why: "stale-credentials" },
      },
      clock.now(),
    ),
  );
}

const failedEntities = new WeakMap<object, string>();

/** Says which entity the failure is about, for the failure row of a write whose path names none yet. Returns the failure. */
export function failedEntity<T>(failure: T, entityId: string): T {
  if (typeof failure === "object" && failure !== null) {
    failedEntities.set(failure, entityId);
  }
  return failure;
}

/** Records that an audited write failed through no fault of the caller, in its own commit (SRS §6.1). */
export async function recordFailure(
  op: AnyOperation,
  caller: Caller,
  path: Readonly<Record<string, unknown>>,
  thrown: unknown,
): Promise<void> {
  const code = thrown instanceof AppError ? thrown.code : "INTERNAL";
  const action = op.failedAction ?? op.audit?.[0];
  if (action === undefined || (code !== "INTERNAL" && code !== "DOWNSTREAM")) {
    return;
  }
  const [inPath] = Object.values(path).map(String);
  const entityId =
    inPath ?? (typeof thrown === "object" && thrown !== null ? failedEntities.get(thrown) : undefined) ?? null;
  try {
    await read((db) =>
      recordAudit(
        db,
        caller,
        {
          action,
          entityType: op.entityType ?? "job",
          entityId,
          outcome: "failure",
          after: { code, operation: op.name },
        },
        clock.now(),
      ),
    );
  } catch (err) {
    // The original failure is what the caller must see; that the trail has a gap stands in the log.
    log.error({ err, requestId: caller.request.requestId, operation: op.name }, "failure could not be audited");
  }
}
