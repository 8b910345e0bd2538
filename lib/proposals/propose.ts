import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { recordAudit } from "../audit/record.ts";
import { canonicalJson } from "../core/canonical-json.ts";
import { clock } from "../core/clock.ts";
import { maskEmails } from "../core/mask.ts";
import type { Db } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import type { Effect } from "../operation/dry-run.ts";
import type { AnyOperation, Caller } from "../operation/operation.ts";
import type { Success } from "../operation/outcome.ts";
import { parseInput, type WireInput } from "../operation/parse.ts";
import type { ApprovalGround } from "./catalogue.ts";
import { sealInput } from "./input.ts";
import { Proposed } from "./schema.ts";

/** What is proposed: why it needs a second person, for how long it may wait, and what it did in the rehearsal. */
interface Wanted {
  readonly ground: ApprovalGround;
  readonly expiryHours: number;
  readonly effect: Effect;
}

/** What a proposal is bound to: the version that the act would make, or the whole state of what has no version. */
export const stateOf = ({ version, before }: Pick<Effect, "version" | "before">): string =>
  createHash("sha256")
    .update(canonicalJson(version === null ? before : version))
    .digest("hex");

/**
 * Writes down what somebody wants, with its audit row and the answer under its Idempotency-Key in one commit. The same wish of the
 * same person about the same state is the proposal that waits already: then nothing is written. Throws CONFLICT for what may not be
 * kept: a password.
 */
export async function propose(
  op: AnyOperation,
  caller: Caller,
  wire: WireInput,
  wanted: Wanted,
  settle?: (tx: Db, success: Success) => Promise<void>,
): Promise<Success> {
  const refusal = op.approval?.unstorable?.(parseInput(op, wire));
  if (refusal) {
    throw refusal;
  }
  return transaction(async (tx) => {
    const success = await written(tx, op, caller, wire, wanted);
    await settle?.(tx, success);
    return success;
  });
}

async function written(tx: Db, op: AnyOperation, caller: Caller, wire: WireInput, wanted: Wanted): Promise<Success> {
  const row = await insert(tx, op.name, caller, wire, wanted);
  const { ground, effect } = wanted;
  const { entityType, entityId, tenantId, reason } = effect;
  if (row.isNew) {
    const after = { operation: op.name, ground, entityType, entityId, expiresOn: row.expiresAt };
    const about = { entityType: "proposal", entityId: row.proposalId, tenantId, reason } as const;
    await recordAudit(tx, caller, { action: "PROPOSAL_CREATED", ...about, after }, clock.now());
  }
  const { proposalId, expiresAt } = row;
  const data = Proposed.parse({ proposalId, status: "pending", operation: op.name, expiresAt, effect });
  return { status: 202, message: "Proposed: it waits for a second person", data, proposalId };
}

interface Row {
  readonly proposalId: string;
  readonly expiresAt: Date;
  readonly isNew: boolean;
}

async function insert(tx: Db, operation: string, { actor }: Caller, wire: WireInput, wanted: Wanted): Promise<Row> {
  const { ground, expiryHours, effect } = wanted;
  const state = stateOf(effect);
  const digest = createHash("sha256")
    .update(canonicalJson([operation, wire, state]))
    .digest("hex");
  const { before, after, cascade, entityType, entityId, tenantId, reason } = effect;
  const [row] = await tx.$queryRaw<Row[]>`
    INSERT INTO proposals AS p (id, operation, ground, entity_type, entity_id, entity_version, tenant_id, proposed_by_id, reason,
      input, digest, state, effect, expires_on)
    VALUES (${uuidv7()}::uuid, ${operation}, ${ground}, ${entityType}, ${entityId}, ${versionBefore(effect)}, ${tenantId}::uuid,
      ${actor.id}::uuid, ${reason === undefined ? null : maskEmails(reason)}, ${sealInput(wire)}, ${digest}, ${state},
      ${JSON.stringify({ before, after, cascade })}::jsonb, now() + make_interval(hours => ${expiryHours}))
    ON CONFLICT (proposed_by_id, digest) WHERE status = 'pending' DO UPDATE SET digest = p.digest
    RETURNING id AS "proposalId", expires_on AS "expiresAt", xmax = 0 AS "isNew"`;
  if (!row) {
    throw new Error("a proposal was written and not returned");
  }
  return row;
}

/** Versions grow by one; what does not exist yet has none. */
const versionBefore = ({ version, before }: Effect): number | null =>
  version === null || before === null ? null : version - 1;
