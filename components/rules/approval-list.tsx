import { IdLink } from "#components/audit/id-link";
import { AppLink } from "#components/ui/app-link";
import { Badge } from "#components/ui/badge";
import { ButtonLink } from "#components/ui/button";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { RuleExecution } from "#lib/rules/execution-schema";
import { deedText, TRIGGER_WORDS } from "./wording.tsx";

/** A run that waits, beside where its dialogs are; null for a reader who may not decide. */
export interface WaitingRun extends RuleExecution {
  readonly approveHref: string | null;
  readonly cancelHref: string | null;
  /** The reader has started it, and so cannot approve it. */
  readonly isOwn: boolean;
}

interface ApprovalListProps {
  readonly runs: readonly WaitingRun[];
  readonly now: string;
}

/** Runs that wait for somebody: what each would do, and why it waits. */
export function ApprovalList({ runs, now }: ApprovalListProps) {
  return (
    <ul aria-label="Runs awaiting approval" className="flex flex-col gap-3">
      {runs.map((run) => (
        <li key={run.executionId} className="flex flex-col gap-2 rounded-lg border border-line bg-raised p-4 text-sm">
          <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
            <AppLink href={`/console/rules/runs/${run.executionId}`} className="font-semibold text-md hover:underline">
              {run.ruleName}
            </AppLink>
            <Badge mono>v{run.ruleVersion}</Badge>
            <span className="text-muted">
              begun by {run.startedById === null ? TRIGGER_WORDS[run.trigger].toLowerCase() : null}
              <Starter id={run.startedById} /> <RelativeTime value={run.createdOn} now={now} />
            </span>
          </div>
          <p>
            It would <strong className="font-semibold">{deedText(run.action, run.progress.total, run.entity)}</strong>{" "}
            of <span className="figure">{formatCount(run.evaluated)}</span> looked at.
          </p>
          <p className="text-muted">It waits because {run.parkedWhy}.</p>
          <div className="mt-1 flex flex-wrap items-center gap-2">
            {run.approveHref === null ? null : (
              <ButtonLink href={run.approveHref} scroll={false} variant="primary">
                Approve…<span className="sr-only"> the run of {run.ruleName}</span>
              </ButtonLink>
            )}
            {run.cancelHref === null ? null : (
              <ButtonLink href={run.cancelHref} scroll={false}>
                Cancel…<span className="sr-only"> the run of {run.ruleName}</span>
              </ButtonLink>
            )}
            <ButtonLink href={`/console/rules/runs/${run.executionId}`} variant="ghost">
              Whom it would hit
            </ButtonLink>
            {run.isOwn ? (
              <p className="text-muted text-xs">You have started it: another person has to approve it.</p>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

const Starter = ({ id }: { readonly id: string | null }) => (id === null ? null : <IdLink kind="user" id={id} />);
