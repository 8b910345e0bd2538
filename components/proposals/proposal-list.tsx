import { IdLink } from "#components/audit/id-link";
import { AppLink } from "#components/ui/app-link";
import { RelativeTime } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";
import type { Proposal } from "#lib/proposals/schema";
import { proposalTitle, STATUS_LOOKS } from "./wording.tsx";

interface ProposalListProps {
  readonly proposals: readonly Proposal[];
  readonly now: string;
  /** Whose own are said to be so. */
  readonly readerId: string | null;
}

/** Proposals with who wants what, why, and until when. */
export function ProposalList({ proposals, now, readerId }: ProposalListProps) {
  return (
    <ul aria-label="Proposals" className="flex flex-col gap-3">
      {proposals.map((proposal) => (
        <li
          key={proposal.proposalId}
          className="flex flex-col gap-1.5 rounded-lg border border-line bg-raised p-4 text-sm"
        >
          <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
            <AppLink
              href={`/console/approvals/${proposal.proposalId}`}
              className="min-w-0 break-words font-semibold text-md hover:underline"
            >
              {proposalTitle(proposal)}
            </AppLink>
            <StatusPill tone={STATUS_LOOKS[proposal.status].tone}>{STATUS_LOOKS[proposal.status].word}</StatusPill>
          </div>
          <p className="text-muted">
            proposed by {proposal.proposedById === readerId ? "you" : <IdLink kind="user" id={proposal.proposedById} />}{" "}
            <RelativeTime value={proposal.createdOn} now={now} />
            {proposal.status === "pending" ? (
              <>
                , expires <RelativeTime value={proposal.expiresAt} now={now} />
              </>
            ) : null}
          </p>
          {proposal.reason === null ? null : <p className="break-words">“{proposal.reason}”</p>}
        </li>
      ))}
    </ul>
  );
}
