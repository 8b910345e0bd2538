import { RefreshCw } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { OutcomesTable } from "#components/rules/outcomes-table";
import { RunFacts } from "#components/rules/run-facts";
import { RunProgress } from "#components/rules/run-progress";
import { RunState } from "#components/rules/states";
import { isUnderWay, OUTCOME_LOOKS } from "#components/rules/wording";
import { Badge } from "#components/ui/badge";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { hrefWith, queryOf } from "#components/ui/href";
import { LiveRefresh } from "#components/ui/live-refresh";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { getExecution } from "#lib/rules/execution-operations";
import type { RuleExecution } from "#lib/rules/execution-schema";
import { mayApprove, mayCancel, RunDialog } from "../../run-dialog.tsx";

export const metadata: Metadata = { title: "Run of a rule" };

/** Often enough to see it move. */
const MOVING_MS = 2000;
/** What a person decides is not waited for as closely. */
const WAITING_MS = 10_000;
const OUTCOMES = Object.entries(OUTCOME_LOOKS).map(([value, { word }]) => ({ value, label: word }));

interface Props {
  readonly params: Promise<{ executionId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One run of a rule: how far it is, what became of each one it hits, and what can be decided about it. */
export default async function RuleRunPage({ params, searchParams }: Props) {
  const caller = await pageCaller();
  const { executionId } = await params;
  const { dialog, ...query } = queryOf(await searchParams, ["page", "pageSize", "outcome", "dialog"]);
  const path = `/console/rules/runs/${executionId}`;
  const at = hrefWith(path, query);
  const result = await attempt({ caller, href: at, cleanHref: path }, () =>
    perform(getExecution, caller, { path: { executionId }, query }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { outcomes, ...run } = result.value.data;
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader
        title={run.ruleName}
        crumbs={[
          { href: "/console/rules", label: "Rules" },
          { href: "/console/rules/runs", label: "Runs" },
          { label: run.ruleName },
        ]}
        meta={
          <>
            <Badge mono>v{run.ruleVersion}</Badge>
            <RunState status={run.status} />
          </>
        }
        freshness={{ asOf: now, now, label: "Read" }}
        actions={<Actions run={run} actor={caller.actor} at={at} />}
      />
      <LiveRun status={run.status} />
      <RunBanner run={run} actor={caller.actor} />
      <RunProgress run={run} />
      <RunFacts run={run} now={now} mayReadAudit={can(caller.actor, listAuditLogs.policy)} />
      <FilterForm label="Filter the outcomes" at={at}>
        <FilterSelect label="Outcome" name="outcome" value={query.outcome} options={OUTCOMES} any="Any outcome" />
      </FilterForm>
      <OutcomesTable
        rows={outcomes.items}
        at={at}
        now={now}
        empty={
          <ListEmpty
            isFiltered={query.outcome !== undefined}
            isScoped={false}
            clearHref={path}
            noMatch={{ title: "None has this outcome" }}
            nothingYet={{ title: run.evaluatedOn === null ? "It has not looked yet" : "It hit nobody" }}
          />
        }
      />
      <Pagination {...outcomes} totalCapped={outcomes.totalCapped === true} at={at} itemName="outcomes" />
      <RunDialog kind={dialog} run={run} actor={caller.actor} closeHref={at} />
    </>
  );
}

interface RunProps {
  readonly run: RuleExecution;
  readonly actor: Actor;
}

/** Keeps a run that is not over up to date. */
function LiveRun({ status }: Pick<RuleExecution, "status">) {
  if (status === "awaiting_approval") {
    return <LiveRefresh everyMs={WAITING_MS} />;
  }
  return status === "queued" || status === "running" ? <LiveRefresh everyMs={MOVING_MS} /> : null;
}

function RunBanner({ run, actor }: RunProps) {
  if (run.status === "awaiting_approval") {
    return (
      <Banner tone="warning" title="It waits for an approval; nothing has happened yet.">
        {run.parkedWhy}.
        {run.startedById === actor.id ? " You have started it: another person has to approve it." : null}
      </Banner>
    );
  }
  return run.lastError === null ? null : (
    <Banner tone="danger" title="It was given up.">
      {run.lastError}
    </Banner>
  );
}

function Actions({ run, actor, at }: RunProps & { readonly at: string }) {
  return (
    <>
      {isUnderWay(run.status) ? (
        <span className="hidden no-js:inline">
          <ButtonLink href={at}>
            <RefreshCw aria-hidden="true" />
            Refresh
          </ButtonLink>
        </span>
      ) : null}
      {mayCancel(run, actor) ? (
        <ButtonLink href={hrefWith(at, { dialog: "cancel" })} scroll={false}>
          Cancel…
        </ButtonLink>
      ) : null}
      {mayApprove(run, actor) ? (
        <ButtonLink href={hrefWith(at, { dialog: "approve" })} scroll={false} variant="primary">
          Approve…
        </ButtonLink>
      ) : null}
    </>
  );
}
