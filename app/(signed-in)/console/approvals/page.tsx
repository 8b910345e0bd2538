import type { Metadata } from "next";
import { waitingForMe } from "#app/_support/approvals.tsx";
import { attempt } from "#app/_support/attempt.tsx";
import { ProposalList } from "#components/proposals/proposal-list";
import { AppLink } from "#components/ui/app-link";
import { Banner } from "#components/ui/banner";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listProposals } from "#lib/proposals/operations";
import { listAllExecutions } from "#lib/rules/execution-operations";

export const metadata: Metadata = { title: "Approvals" };

const PATH = "/console/approvals";

const SIDES = {
  waiting: { label: "Waiting", nothing: "Nothing waits for a second person" },
  own: { label: "Your own", nothing: "You have proposed nothing" },
  all: { label: "All", nothing: "Nothing has been proposed" },
} as const;
type Side = keyof typeof SIDES;

const queryFor = (side: Side, { actor }: Caller) => {
  if (side === "waiting") {
    return { status: "pending", sort: "createdOn" } as const;
  }
  return side === "own" && actor.id !== null ? { proposedById: actor.id } : {};
};

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The inbox of what takes two people: proposals, and the runs of rules that wait. */
export default async function ApprovalsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { side: asked = "waiting", ...paging } = queryOf(await searchParams, ["side", "page", "pageSize"]);
  const side: Side = asked === "own" || asked === "all" ? asked : "waiting";
  const clean = hrefWith(PATH, side === "waiting" ? {} : { side });
  const at = hrefWith(clean, paging);
  const result = await attempt({ caller, href: at, cleanHref: clean }, async () => {
    const query = { ...paging, ...queryFor(side, caller) };
    const { data } = await perform(listProposals, caller, { query });
    return { page: data, runs: await waitingRuns(caller), mine: await waitingForMe(caller) };
  });
  if (!result.ok) {
    return result.view;
  }
  const { page, runs, mine } = result.value;
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader
        title="Approvals"
        description="What takes two people: it is carried out when somebody other than its proposer approves it."
        freshness={{ asOf: now, now, label: "Read" }}
      />
      <Tabs
        label="Proposals"
        items={(Object.keys(SIDES) as Side[]).map((name) => ({
          href: hrefWith(PATH, name === "waiting" ? {} : { side: name }),
          label: SIDES[name].label,
          current: name === side,
          ...(name === "waiting" && mine > 0 && { count: mine }),
        }))}
      />
      {runs === 0 ? null : (
        <Banner
          tone="info"
          title={`${runs} ${runs === 1 ? "run of a rule waits" : "runs of rules wait"} for an approval.`}
          actions={
            <AppLink href="/console/rules/approvals" className="link">
              Look at {runs === 1 ? "it" : "them"}
            </AppLink>
          }
        />
      )}
      {page.items.length === 0 ? (
        <EmptyState kind="nothing-yet" title={SIDES[side].nothing}>
          What the configuration names under “Second person” stops here before it happens.
        </EmptyState>
      ) : (
        <ProposalList proposals={page.items} now={now} readerId={caller.actor.id} />
      )}
      <Pagination {...page} totalCapped={page.totalCapped === true} at={at} itemName="proposals" />
    </>
  );
}

async function waitingRuns(caller: Caller): Promise<number> {
  if (!can(caller.actor, listAllExecutions.policy)) {
    return 0;
  }
  const query = { status: "awaiting_approval", pageSize: "1" } as const;
  return (await perform(listAllExecutions, caller, { query })).data.totalItems;
}
