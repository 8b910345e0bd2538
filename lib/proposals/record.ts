import { AppError, conflictOn } from "../core/errors.ts";
import { maskEmails } from "../core/mask.ts";
import type { Db } from "../db/client.ts";
import type { Context } from "../operation/operation.ts";
import type { ProposalStatus } from "./catalogue.ts";

/** A proposal that waits, locked until the transaction ends. */
export interface Waiting {
  readonly proposalId: string;
  readonly operation: string;
  readonly ground: string;
  readonly tenantId: string | null;
  readonly proposedById: string;
  readonly input: string;
  readonly state: string;
  readonly effect: { readonly before: object | null; readonly after: object | null };
  /** By the database's clock. */
  readonly isOver: boolean;
}

/** Takes the proposal, so that of two who decide at once the second finds it decided. Throws NOT_FOUND, CONFLICT when it is. */
export async function takeWaiting(tx: Db, proposalId: string): Promise<Waiting> {
  const [row] = await tx.$queryRaw<(Waiting & { readonly status: ProposalStatus })[]>`
    SELECT id AS "proposalId", operation, ground, status, tenant_id AS "tenantId", proposed_by_id AS "proposedById", input, state, effect,
      expires_on <= now() AS "isOver"
    FROM proposals WHERE id = ${proposalId}::uuid FOR UPDATE`;
  if (!row) {
    throw new AppError("NOT_FOUND");
  }
  if (row.status !== "pending") {
    throw conflictOn("status", `The proposal no longer waits: it is ${row.status}`);
  }
  return row;
}

/** How a proposal ends: by whom, and why. Nobody decides that it expires. */
export interface Ending {
  readonly status: Exclude<ProposalStatus, "pending">;
  readonly reason?: string | undefined;
  readonly failure?: string;
  /** What the resource had become, where that is why it failed. */
  readonly now?: object | null;
}

/** Ends a proposal that waits. Throws CONFLICT when it no longer does: the update's own condition decides. */
export async function endProposal({ db, actor }: Context, proposalId: string, ending: Ending): Promise<void> {
  const { status, reason, failure = null, now } = ending;
  const decidedById = status === "expired" ? null : actor.id;
  const ended = await db.$executeRaw`
    UPDATE proposals SET status = ${status}, input = NULL, decided_on = now(), decided_by_id = ${decidedById}::uuid,
      decision_reason = ${reason === undefined ? null : maskEmails(reason)}, failure = ${failure?.slice(0, 300) ?? null},
      effect = effect || ${JSON.stringify(now === undefined ? {} : { now })}::jsonb
    WHERE id = ${proposalId}::uuid AND status = 'pending'`;
  if (ended !== 1) {
    throw conflictOn("status", "The proposal no longer waits");
  }
}
