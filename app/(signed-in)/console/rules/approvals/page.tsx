import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { ApprovalList } from "#components/rules/approval-list";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listAllExecutions } from "#lib/rules/execution-operations";
import type { RuleExecution } from "#lib/rules/execution-schema";
import { RuleTabs } from "../rule-tabs.tsx";
import { mayApprove, mayCancel, RunDialog } from "../run-dialog.tsx";

export const metadata: Metadata = { title: "Runs that wait for approval" };

const PATH = "/console/rules/approvals";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Runs that would hit more than they may without somebody's word. */
export default async function ApprovalsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { dialog, run: asked, ...paging } = queryOf(await searchParams, ["page", "pageSize", "dialog", "run"]);
  const at = hrefWith(PATH, paging);
  const query = { ...paging, status: "awaiting_approval", sort: "createdOn" };
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () =>
    perform(listAllExecutions, caller, { query }),
  );
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader title="Rules" freshness={{ asOf: now, now, label: "Read" }} />
      <RuleTabs current="approvals" caller={caller} />
      {result.ok ? (
        <>
          {result.value.data.items.length === 0 ? (
            <EmptyState kind="nothing-yet" title="Nothing waits for an approval">
              A run that would hit more than its rule or the configuration allows stops here before it acts.
            </EmptyState>
          ) : (
            <ApprovalList runs={result.value.data.items.map((run) => rowOf(run, caller.actor, at))} now={now} />
          )}
          <Pagination
            {...result.value.data}
            totalCapped={result.value.data.totalCapped === true}
            at={at}
            itemName="runs"
          />
          <RunDialog
            kind={dialog}
            run={result.value.data.items.find(({ executionId }) => executionId === asked)}
            actor={caller.actor}
            closeHref={at}
          />
        </>
      ) : (
        result.view
      )}
    </>
  );
}

function rowOf(run: RuleExecution, actor: Actor, at: string) {
  const dialog = (kind: string) => hrefWith(at, { dialog: kind, run: run.executionId });
  return {
    ...run,
    approveHref: mayApprove(run, actor) ? dialog("approve") : null,
    cancelHref: mayCancel(run, actor) ? dialog("cancel") : null,
    isOwn: run.startedById === actor.id,
  };
}
