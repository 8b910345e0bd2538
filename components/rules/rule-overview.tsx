import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { Rule } from "#lib/rules/schema";
import { RuleScope } from "./rules-table.tsx";
import { RunState } from "./states.tsx";
import { ACTION_WORDS, MODE_LABELS, STATE_LOOKS } from "./wording.tsx";

interface RuleOverviewProps {
  readonly rule: Rule;
  readonly now: string;
  readonly mayReadAudit: boolean;
}

/** What a rule says and how it stands. */
export function RuleOverview({ rule, now, mayReadAudit }: RuleOverviewProps) {
  const audit = (
    <AppLink href={`/console/audit?entityId=${rule.ruleId}`} className="link text-sm">
      Audit log
    </AppLink>
  );
  return (
    <>
      <Card title="When">
        <div className="flex flex-col gap-2">
          <pre className="figure overflow-x-auto [font-variant-ligatures:none] whitespace-pre-wrap break-words rounded-md bg-sunken px-3 py-2 text-sm">
            {rule.condition}
          </pre>
          <p className="text-sm">{rule.reading}</p>
        </div>
      </Card>
      <Card title="What" actions={mayReadAudit ? audit : undefined}>
        <DefinitionList items={[...actsOf(rule), ...aboutOf(rule, now)]} />
      </Card>
    </>
  );
}

function actsOf({ action, mode, scope, maxImpact, state }: Rule): Definition[] {
  return [
    { term: "State", value: STATE_LOOKS[state].means },
    { term: "Action", value: ACTION_WORDS[action].name, note: mode === "observe" ? MODE_LABELS[mode] : undefined },
    { term: "Scope", value: <RuleScope scope={scope} /> },
    {
      term: "Most it may hit",
      value:
        maxImpact === null ? "As the configuration says" : <span className="figure">{formatCount(maxImpact)}</span>,
      note: "A run that would hit more waits for an approval",
    },
  ];
}

function aboutOf({ lastExecution: last, createdOn, updatedOn, ruleId }: Rule, now: string): Definition[] {
  return [
    {
      term: "Last run",
      value:
        last === null ? (
          <span className="text-subtle">Never</span>
        ) : (
          <span className="flex flex-wrap items-center gap-x-2">
            <AppLink href={`/console/rules/runs/${last.executionId}`} className="link">
              <RelativeTime value={last.createdOn} now={now} />
            </AppLink>
            <RunState status={last.status} />
            <span className="text-muted">{formatCount(last.total)} hit</span>
          </span>
        ),
      note: "Runs that would hit nobody leave no trace",
    },
    { term: "Created", value: <RelativeTime value={createdOn} now={now} format="absolute" /> },
    { term: "Changed", value: <RelativeTime value={updatedOn} now={now} /> },
    { term: "Rule id", value: <CopyableId value={ruleId} label="rule id" /> },
  ];
}
