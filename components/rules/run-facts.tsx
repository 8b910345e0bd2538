import { IdLink } from "#components/audit/id-link";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { RuleExecution } from "#lib/rules/execution-schema";
import { ACTION_WORDS, TRIGGER_WORDS } from "./wording.tsx";

interface RunFactsProps {
  readonly run: RuleExecution;
  readonly now: string;
  readonly mayReadAudit: boolean;
}

/** Which rule, who began it, and who let it go on. */
export function RunFacts({ run, now, mayReadAudit }: RunFactsProps) {
  const items: Definition[] = [
    {
      term: "Rule",
      value: (
        <AppLink href={`/console/rules/${run.ruleId}`} className="link">
          {run.ruleName}
        </AppLink>
      ),
      note: `Version ${run.ruleVersion}, whatever was edited since`,
    },
    { term: "Action", value: ACTION_WORDS[run.action].name },
    {
      term: "Begun by",
      value: (
        <span className="flex flex-wrap items-baseline gap-x-2">
          {run.startedById === null ? TRIGGER_WORDS[run.trigger] : <IdLink kind="user" id={run.startedById} />}
          <RelativeTime value={run.createdOn} now={now} />
        </span>
      ),
    },
    {
      term: "Looked at",
      value: run.evaluatedOn === null ? "Not yet" : `${formatCount(run.evaluated)} ${run.entity}s`,
    },
    ...(run.approvedById === null
      ? []
      : [{ term: "Approved by", value: <IdLink kind="user" id={run.approvedById} /> }]),
    { term: "Ended", value: <RelativeTime value={run.finishedOn} now={now} empty="Not yet" /> },
    {
      term: "Run id",
      value: <CopyableId value={run.executionId} label="run id" />,
      note: mayReadAudit ? (
        <AppLink href={`/console/audit?requestId=${run.executionId}`} className="link">
          Everything that it did, in the audit log
        </AppLink>
      ) : undefined,
    },
  ];
  return (
    <Card>
      <DefinitionList items={items} />
    </Card>
  );
}
