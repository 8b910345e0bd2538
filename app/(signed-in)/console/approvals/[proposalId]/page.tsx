import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { ProposalFacts } from "#components/proposals/proposal-facts";
import { proposalTitle, STATUS_LOOKS } from "#components/proposals/wording";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { DiffTable } from "#components/ui/diff-table";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { StatusPill } from "#components/ui/status-pill";
import { pageCaller } from "#lib/auth/console";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { getProposal } from "#lib/proposals/operations";
import type { Proposal } from "#lib/proposals/schema";
import { DecisionDialog, mayDecide, mayWithdraw } from "../decision-dialog.tsx";

export const metadata: Metadata = { title: "Proposal" };

interface Props {
  readonly params: Promise<{ proposalId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One proposal: what it would change, who wants it and why, and what can be decided about it. */
export default async function ProposalPage({ params, searchParams }: Props) {
  const caller = await pageCaller();
  const { proposalId } = await params;
  const { dialog } = queryOf(await searchParams, ["dialog", "made"]);
  const at = `/console/approvals/${proposalId}`;
  const result = await attempt({ caller, href: at, cleanHref: at }, () =>
    perform(getProposal, caller, { path: { proposalId } }),
  );
  if (!result.ok) {
    return result.view;
  }
  const proposal = result.value.data;
  const now = new Date().toISOString();
  const title = proposalTitle(proposal);
  const { before, after, now: since } = proposal.effect;
  return (
    <>
      <PageHeader
        title={title}
        crumbs={[{ href: "/console/approvals", label: "Approvals" }, { label: title }]}
        meta={<StatusPill tone={STATUS_LOOKS[proposal.status].tone}>{STATUS_LOOKS[proposal.status].word}</StatusPill>}
        freshness={{ asOf: now, now, label: "Read" }}
        actions={<Actions proposal={proposal} actor={caller.actor} at={at} />}
      />
      <Standing proposal={proposal} actor={caller.actor} />
      <Card title={proposal.status === "pending" ? "What approving will change" : "What was proposed"}>
        <DiffTable
          before={before}
          after={after}
          caption="What was proposed"
          labels={{ before: "When proposed", after: "As proposed" }}
        />
      </Card>
      {since === undefined ? null : (
        <Card title="What had changed since">
          <DiffTable
            before={before}
            after={since}
            caption="What had changed since it was proposed"
            labels={{ before: "When proposed", after: "When approved" }}
          />
        </Card>
      )}
      <ProposalFacts proposal={proposal} now={now} />
      <DecisionDialog kind={dialog} proposal={proposal} actor={caller.actor} closeHref={at} />
    </>
  );
}

interface StandingProps {
  readonly proposal: Proposal;
  readonly actor: Actor;
}

function Standing({ proposal, actor }: StandingProps) {
  if (proposal.status === "pending") {
    return (
      <Banner tone="warning" title="It waits for a second person. Nothing has changed yet.">
        {proposal.proposedById === actor.id
          ? "You have proposed it: another super admin has to approve it."
          : "It is carried out when somebody other than its proposer approves it."}
      </Banner>
    );
  }
  return proposal.failure === null ? null : (
    <Banner tone="danger" title="It could no longer be carried out. Nothing was changed.">
      {proposal.failure}. It has to be proposed anew.
    </Banner>
  );
}

function Actions({ proposal, actor, at }: StandingProps & { readonly at: string }) {
  return (
    <>
      {mayWithdraw(proposal, actor) ? (
        <ButtonLink href={hrefWith(at, { dialog: "withdraw" })} scroll={false}>
          Withdraw…
        </ButtonLink>
      ) : null}
      {mayDecide(proposal, actor) ? (
        <>
          <ButtonLink href={hrefWith(at, { dialog: "reject" })} scroll={false}>
            Reject…
          </ButtonLink>
          <ButtonLink href={hrefWith(at, { dialog: "approve" })} scroll={false} variant="primary">
            Approve…
          </ButtonLink>
        </>
      ) : null}
    </>
  );
}
