import { userAccess } from "../auth/access.ts";
import { canonicalJson } from "../core/canonical-json.ts";
import { AppError } from "../core/errors.ts";
import type { Api } from "../operation/api.ts";
import { assertTenantScope, authorize } from "../operation/authorize.ts";
import { type Effect, effectOf } from "../operation/dry-run.ts";
import type { AnyOperation, AnyReply, AuditDraft, Caller, Context } from "../operation/operation.ts";
import { parseInput, type WireInput } from "../operation/parse.ts";
import { accept } from "../operation/perform.ts";
import { unsealInput } from "./input.ts";
import { stateOf } from "./propose.ts";
import type { Waiting } from "./record.ts";

/** Why a proposal can no longer be carried out, and what the resource has become where that is why. */
export interface Failed {
  readonly failure: string;
  readonly now?: object | null;
}

/** The row of what was carried out: done in the proposer's name, released by the approver. */
export interface CarriedOut {
  readonly draft: AuditDraft;
}

/**
 * Does what was proposed by the very operation, in the open transaction, in the proposer's name. Throws FORBIDDEN and NOT_FOUND to an
 * approver who may not do it themselves, and what says nothing about the proposal. Otherwise says why it cannot be done; then
 * nothing of it has happened.
 */
export async function carryOut(
  ctx: Context,
  proposal: Waiting,
  families: readonly Api[],
): Promise<CarriedOut | Failed> {
  const op = families.flatMap(({ operations }) => operations).find(({ name }) => name === proposal.operation);
  const wire = unsealInput(proposal.input);
  if (!op || wire === null) {
    return { failure: op ? "The secret it was sealed with has been replaced" : "There is no such operation any more" };
  }
  authorize(ctx.actor, op.policy);
  assertTenantScope(ctx.actor, op.policy, parseInput(op, wire).path);
  const access = await userAccess(proposal.proposedById);
  if (!access) {
    return { failure: "The account of whoever proposed it is not active" };
  }
  const proposer: Caller = { actor: access.actor, request: ctx.request };
  await ctx.db.$executeRaw`SAVEPOINT proposal`;
  const result = await attempted(ctx, op, wire, proposer, proposal);
  if ("failure" in result) {
    await ctx.db.$executeRaw`ROLLBACK TO SAVEPOINT proposal`;
  }
  return result;
}

async function attempted(
  ctx: Context,
  op: AnyOperation,
  wire: WireInput,
  proposer: Caller,
  proposal: Waiting,
): Promise<CarriedOut | Failed> {
  let reply: AnyReply;
  let effect: Effect;
  try {
    authorize(proposer.actor, op.policy);
    const input = await accept(op, proposer, wire);
    reply = await op.run({ ...ctx, ...proposer, ifMatch: null }, input, undefined);
    effect = await effectOf(reply);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.status >= 500) {
      throw thrown;
    }
    const reason = thrown.code === "FORBIDDEN" ? "Whoever proposed it may no longer do this" : thrown.message;
    return { failure: reason };
  }
  if (stateOf(effect) !== proposal.state) {
    return { failure: staleness(proposal, effect), now: effect.before };
  }
  return { draft: draftOf(reply, proposer, ctx, proposal) };
}

/** Who wanted it is the actor of what was done; who let it happen stands beside it. */
function draftOf({ audit }: AnyReply, { actor }: Caller, ctx: Context, { proposalId }: Waiting): AuditDraft {
  if (!audit || actor.id === null) {
    throw new Error("a proposal without an audit row");
  }
  const approval = { proposalId, approvedById: ctx.actor.id };
  return { ...audit, actor: { id: actor.id, role: actor.role }, after: { ...audit.after, approval } };
}

/** Fields that change with every write. */
const MUTE: ReadonlySet<string> = new Set(["updatedOn", "version"]);

function staleness({ effect }: Waiting, { before }: Effect): string {
  const fields = threeWay({ ...effect, now: before }).filter(({ atProposal, now }) => !same(atProposal, now));
  const named = fields.length === 0 ? "" : `: ${fields.map(({ field }) => field).join(", ")}`;
  return `It has changed since it was proposed${named}`;
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

interface Sides {
  readonly before: object | null;
  readonly after: object | null;
  readonly now: object | null;
}

/** Each field that is not the same on all three sides: when it was proposed, as proposed, and now. */
export function threeWay({ before, after, now }: Sides) {
  const [base, wanted, current]: Record<string, unknown>[] = [{ ...before }, { ...after }, { ...now }];
  const fields = new Set([base, wanted, current].flatMap((side) => Object.keys(side ?? {})));
  return [...fields]
    .filter((field) => !MUTE.has(field))
    .map((field) => ({
      field,
      atProposal: base?.[field] ?? null,
      proposed: wanted?.[field] ?? null,
      now: current?.[field] ?? null,
    }))
    .filter(({ atProposal, proposed, now: is }) => !same(atProposal, proposed) || !same(atProposal, is));
}
