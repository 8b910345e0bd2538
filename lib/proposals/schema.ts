import { z } from "zod";
import { ENTITY_TYPES } from "../audit/actions.ts";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, JsonObject, queryBool, Reason, text } from "../core/schema.ts";
import { APPROVAL_POLICIES, PROPOSAL_STATUSES } from "./catalogue.ts";

const Snapshot = JsonObject.nullable();

const Effect = z.object({
  before: Snapshot.describe("The resource when it was proposed, redacted; null where it does not exist yet"),
  after: Snapshot.describe("The resource as it would be, redacted"),
  cascade: z.record(z.string(), z.int()).describe("Further effects when it was proposed: what → how many"),
  now: Snapshot.optional().describe("The resource when it was approved in vain; absent unless it had changed"),
});

const common = {
  proposalId: Id.describe("The proposal"),
  operation: z.string().describe("What it would do, by the operation's name"),
  expiresAt: Instant.describe("From then on it can no longer be approved"),
  effect: Effect.describe("What it would change: it was rehearsed and rolled back"),
};

/** The answer of an act that waits for a second person (202): nothing has changed yet. */
export const Proposed = z.object({ ...common, status: z.enum(PROPOSAL_STATUSES).describe("pending") });
export type Proposed = z.output<typeof Proposed>;

/** One proposal. */
export const Proposal = z.object({
  ...common,
  status: z.enum(PROPOSAL_STATUSES).describe("How far it is"),
  ground: z.enum([...APPROVAL_POLICIES, "approvals"]).describe("Why it needs a second person"),
  entityType: z.enum(ENTITY_TYPES).describe("What it is about"),
  entityId: z.string().nullable().describe("Which one; null before it exists"),
  entityVersion: z.int().nullable().describe("The version that it is bound to; null where there is none yet"),
  tenantId: Id.nullable().describe("Tenant that it concerns"),
  proposedById: Id.describe("Who proposed it"),
  reason: z.string().nullable().describe("Why, in the proposer's words"),
  createdOn: Instant.describe("When it was proposed"),
  decidedById: Id.nullable().describe("Who decided; null before, and where it expired"),
  decidedOn: Instant.nullable().describe("When it was decided"),
  decisionReason: z.string().nullable().describe("Why, in their words"),
  failure: z.string().nullable().describe("Why it could no longer be carried out; null where it could"),
});
export type Proposal = z.output<typeof Proposal>;
export const ProposalPage = pageOf(Proposal);

export const ProposalPath = z.strictObject({ proposalId: Id.describe("The proposal") });
export const ListProposalsQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(["createdOn"], "-createdOn"),
  status: z.enum(PROPOSAL_STATUSES).optional().describe("Only those of this status"),
  operation: text(1, 64).optional().describe("Only those of this operation, by its name"),
  waitingForMe: queryBool.optional().describe("true: only those that the caller could still approve or reject"),
  proposedById: Id.optional().describe("Only those of this person"),
});
export type ListProposalsQuery = z.output<typeof ListProposalsQuery>;

export const ApprovalInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});
export const RejectionInput = z.strictObject({ reason: Reason.describe("Why; kept in the audit log") });
