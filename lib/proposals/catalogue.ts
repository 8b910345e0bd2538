/** What a second person can be asked for; each stands for a kind of act, whichever operation does it. */
export const APPROVAL_POLICIES = ["deleteTenant", "roleChange", "securityConfiguration", "superAdminGrant"] as const;
export type ApprovalPolicy = (typeof APPROVAL_POLICIES)[number];

/** What an act falls under: a policy that can be chosen, or the choosing itself, which no choice leaves out. */
export type ApprovalGround = ApprovalPolicy | "approvals";

/** What each stands for, in words that follow "to". */
export const GROUND_LABELS: Readonly<Record<ApprovalGround, string>> = {
  deleteTenant: "delete a tenant",
  roleChange: "give a role far-reaching permissions",
  securityConfiguration: "change a security key of the configuration",
  superAdminGrant: "make somebody a super admin",
  approvals: "change what needs a second person",
};

/** How far a proposal is. `failed`: it was approved when it could no longer be carried out, and nothing was changed. */
export const PROPOSAL_STATUSES = ["pending", "approved", "rejected", "withdrawn", "expired", "failed"] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];
