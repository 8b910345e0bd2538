import { AppError, conflictOn } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import type { Api } from "../operation/api.ts";
import { forbidden } from "../operation/decision.ts";
import { type Context, operation, type Policy } from "../operation/operation.ts";
import { carryOut, type Failed, threeWay } from "./apply.ts";
import { findProposal, listProposals as list } from "./queries.ts";
import { type Ending, endProposal, takeWaiting, type Waiting } from "./record.ts";
import {
  ApprovalInput,
  ListProposalsQuery,
  type Proposal,
  ProposalPage,
  ProposalPath,
  Proposal as ProposalSchema,
  RejectionInput,
} from "./schema.ts";

/** Proposals are about anything anywhere: whoever is bound to some tenants sees none. */
const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "Auditor"],
  permission: "AUDIT_VIEW",
  allTenants: true,
};
/** Beside this, whoever approves must hold what the proposed operation itself asks for. */
const DECIDERS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "CONFIG_EDIT" };

const example: Proposal = {
  proposalId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c070",
  operation: "deleteTenant",
  expiresAt: "2026-11-24T09:30:00.000Z",
  effect: {
    before: { code: "TNT001", status: "active" },
    after: { code: "TNT001", status: "deleted" },
    cascade: { sessions: 12 },
  },
  status: "pending",
  ground: "deleteTenant",
  entityType: "tenant",
  entityId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  entityVersion: 4,
  tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  proposedById: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  reason: "Contract ended",
  createdOn: "2026-11-21T09:30:00.000Z",
  decidedById: null,
  decidedOn: null,
  decisionReason: null,
  failure: null,
};
const path = { proposalId: example.proposalId };
const decided = {
  ...example,
  decidedById: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c003",
  decidedOn: "2026-11-21T10:00:00.000Z",
} as const;

async function shown(db: Db, proposalId: string) {
  const proposal = await findProposal(db, proposalId);
  if (!proposal) {
    throw new AppError("NOT_FOUND");
  }
  return proposal;
}

export const listProposals = operation({
  name: "listProposals",
  summary: "What somebody wants to do that takes a second person; with status=pending what waits",
  http: { method: "GET", path: "/proposals" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListProposalsQuery },
  output: ProposalPage,
  errors: [],
  example: {
    input: { query: { status: "pending" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.id);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getProposal = operation({
  name: "getProposal",
  summary: "One proposal with what it would change",
  http: { method: "GET", path: "/proposals/{proposalId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: ProposalPath },
  output: ProposalSchema,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  run: async ({ db }, { path: { proposalId } }) => ({ data: await shown(db, proposalId) }),
});

const decision = {
  policy: DECIDERS,
  limit: "admin",
  entityType: "proposal",
  idempotent: true,
  output: ProposalSchema,
  errors: ["NOT_FOUND", "CONFLICT"],
} as const;

const about = ({ proposalId, tenantId }: Waiting, reason: string | undefined) =>
  ({ entityType: "proposal", entityId: proposalId, tenantId, reason }) as const;
const facts = ({ operation: name, ground, proposedById }: Waiting, status: Ending["status"]) => ({
  before: { status: "pending" },
  after: { operation: name, ground, proposedById, status },
});

/** Makes the operation that approves: what was proposed may belong to any family, this one included. */
export const approveOver = (families: () => readonly Api[]) =>
  operation({
    ...decision,
    name: "approveProposal",
    summary: "Carry out what somebody else has proposed; not for whoever proposed it",
    http: { method: "POST", path: "/proposals/{proposalId}/approve", message: "Approved and carried out" },
    audit: ["PROPOSAL_APPROVED", "PROPOSAL_FAILED", "PROPOSAL_EXPIRED"],
    input: { path: ProposalPath, body: ApprovalInput },
    example: { input: { path, body: { reason: "Checked with legal" } }, output: { ...decided, status: "approved" } },
    async run(ctx, { path: { proposalId }, body: { reason } }) {
      const proposal = await takeWaiting(ctx.db, proposalId);
      if (proposal.proposedById === ctx.actor.id) {
        const explanation = "Who proposes something cannot approve it: it takes another person";
        throw forbidden({ decidedBy: "state", explanation });
      }
      if (proposal.isOver) {
        await endProposal(ctx, proposalId, { status: "expired" });
        const audit = {
          action: "PROPOSAL_EXPIRED" as const,
          ...about(proposal, undefined),
          ...facts(proposal, "expired"),
        };
        return { refused: conflictOn("expiresAt", "The proposal has expired"), audit };
      }
      const result = await carryOut(ctx, proposal, families());
      if ("failure" in result) {
        return failed(ctx, proposal, result, reason);
      }
      await endProposal(ctx, proposalId, { status: "approved", reason });
      return {
        data: await shown(ctx.db, proposalId),
        audit: { action: "PROPOSAL_APPROVED" as const, ...about(proposal, reason), ...facts(proposal, "approved") },
        also: [result.draft],
      };
    },
  });

async function failed(ctx: Context, proposal: Waiting, { failure, now }: Failed, reason: string | undefined) {
  const { proposalId, effect } = proposal;
  await endProposal(ctx, proposalId, { status: "failed", reason, failure, ...(now !== undefined && { now }) });
  const changes = now === undefined ? [] : threeWay({ ...effect, now });
  const { before, after } = facts(proposal, "failed");
  return {
    refused: new AppError("CONFLICT", failure, {
      fields: { proposalId: failure },
      response: { proposalId, status: "failed", changes },
    }),
    audit: {
      action: "PROPOSAL_FAILED" as const,
      ...about(proposal, reason),
      outcome: "failure" as const,
      before,
      after: { ...after, why: failure },
    },
  };
}

export const rejectProposal = operation({
  ...decision,
  name: "rejectProposal",
  summary: "Turn down what somebody else has proposed",
  http: { method: "POST", path: "/proposals/{proposalId}/reject", message: "Rejected" },
  audit: ["PROPOSAL_REJECTED"],
  input: { path: ProposalPath, body: RejectionInput },
  example: { input: { path, body: { reason: "Not agreed" } }, output: { ...decided, status: "rejected" } },
  async run(ctx, { path: { proposalId }, body: { reason } }) {
    const proposal = await takeWaiting(ctx.db, proposalId);
    if (proposal.proposedById === ctx.actor.id) {
      throw conflictOn("proposalId", "Your own proposal is withdrawn, not rejected");
    }
    await endProposal(ctx, proposalId, { status: "rejected", reason });
    const audit = { action: "PROPOSAL_REJECTED" as const, ...about(proposal, reason), ...facts(proposal, "rejected") };
    return { data: await shown(ctx.db, proposalId), audit };
  },
});

export const withdrawProposal = operation({
  ...decision,
  name: "withdrawProposal",
  summary: "Take back what you have proposed yourself",
  http: { method: "POST", path: "/proposals/{proposalId}/withdraw", message: "Withdrawn" },
  audit: ["PROPOSAL_WITHDRAWN"],
  input: { path: ProposalPath, body: ApprovalInput },
  example: {
    input: { path, body: {} },
    output: { ...decided, decidedById: example.proposedById, status: "withdrawn" },
  },
  async run(ctx, { path: { proposalId }, body: { reason } }) {
    const proposal = await takeWaiting(ctx.db, proposalId);
    if (proposal.proposedById !== ctx.actor.id) {
      throw forbidden({ decidedBy: "state", explanation: "Only who proposed something can withdraw it" });
    }
    await endProposal(ctx, proposalId, { status: "withdrawn", reason });
    const audit = {
      action: "PROPOSAL_WITHDRAWN" as const,
      ...about(proposal, reason),
      ...facts(proposal, "withdrawn"),
    };
    return { data: await shown(ctx.db, proposalId), audit };
  },
});
