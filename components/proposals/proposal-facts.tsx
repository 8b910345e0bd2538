import { IdLink } from "#components/audit/id-link";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { RelativeTime } from "#components/ui/relative-time";
import { ENTITY_LABELS } from "#lib/audit/wording";
import { GROUND_LABELS } from "#lib/proposals/catalogue";
import type { Proposal } from "#lib/proposals/schema";

interface ProposalFactsProps {
  readonly proposal: Proposal;
  readonly now: string;
}

/** Who wants it, why, about what, until when, and who decided. */
export function ProposalFacts({ proposal, now }: ProposalFactsProps) {
  const { proposedById, createdOn, reason, entityType, entityId, entityVersion, tenantId, proposalId } = proposal;
  const items: Definition[] = [
    {
      term: "Proposed by",
      value: (
        <span className="flex flex-wrap items-baseline gap-x-2">
          <IdLink kind="user" id={proposedById} />
          <RelativeTime value={createdOn} now={now} />
        </span>
      ),
    },
    { term: "Reason", value: reason ?? "None given" },
    {
      term: ENTITY_LABELS[entityType] ?? entityType,
      value: entityId === null ? "New" : <IdLink kind={entityType} id={entityId} tenantId={tenantId} />,
      note: entityVersion === null ? undefined : `Version ${entityVersion}: a later one outdates the proposal`,
    },
    { term: "Why it waits", value: `It takes two people to ${GROUND_LABELS[proposal.ground]}` },
    ...decision(proposal, now),
    {
      term: "Proposal id",
      value: <CopyableId value={proposalId} label="proposal id" />,
      note: (
        <AppLink href={`/console/audit?entityId=${proposalId}`} className="link">
          What the audit log holds about it
        </AppLink>
      ),
    },
  ];
  return (
    <Card>
      <DefinitionList items={items} />
    </Card>
  );
}

function decision({ status, expiresAt, decidedById, decidedOn, decisionReason }: Proposal, now: string): Definition[] {
  if (status === "pending") {
    return [{ term: "Expires", value: <RelativeTime value={expiresAt} now={now} /> }];
  }
  return [
    {
      term: "Decided",
      value: (
        <span className="flex flex-wrap items-baseline gap-x-2">
          {decidedById === null ? "by nobody in time" : <IdLink kind="user" id={decidedById} />}
          <RelativeTime value={decidedOn} now={now} />
        </span>
      ),
      note: decisionReason ?? undefined,
    },
  ];
}
