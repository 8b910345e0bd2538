import type { ReactNode } from "react";
import { IdLink } from "#components/audit/id-link";
import { Badge } from "#components/ui/badge";
import { RelativeTime } from "#components/ui/relative-time";
import { SideBySide } from "#components/ui/side-by-side";
import type { RuleVersion } from "#lib/rules/schema";
import { ACTION_WORDS, MODE_LABELS, RULE_FIELD_LABELS } from "./wording.tsx";

interface RuleHistoryProps {
  /** Newest first. */
  readonly versions: readonly RuleVersion[];
  /** The version before the last of these; null where that one is the first. */
  readonly earlier: RuleVersion | null;
  readonly now: string;
  /** What can be done with a version. */
  readonly actionsOf: (version: RuleVersion) => ReactNode;
}

/** The versions of a rule, newest first: who, when, and what changed, side by side. */
export function RuleHistory({ versions, earlier, now, actionsOf }: RuleHistoryProps) {
  return (
    <ol className="divide-y divide-line">
      {versions.map((version, index) => {
        const before = versions[index + 1] ?? earlier;
        return (
          <li key={version.version} className="flex flex-col gap-2 px-4 py-3 text-sm">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Badge mono>v{version.version}</Badge>
              <span className="font-medium">{deedOf(version)}</span>
              <span className="text-muted">
                by {version.createdBy === null ? "the system" : <IdLink kind="user" id={version.createdBy} />}
              </span>
              <span className="text-muted">
                <RelativeTime value={version.createdOn} now={now} />
              </span>
              <span className="ml-auto">{actionsOf(version)}</span>
            </div>
            <SideBySide
              before={before === null ? null : told(before)}
              after={told(version)}
              caption={`What version ${version.version} changed`}
              labels={{ before: before === null ? "Before" : `v${before.version}`, after: `v${version.version}` }}
              fields={RULE_FIELD_LABELS}
            />
          </li>
        );
      })}
    </ol>
  );
}

function deedOf({ version, restoredFrom }: RuleVersion): string {
  if (restoredFrom !== null) {
    return `Restored v${restoredFrom}`;
  }
  return version === 1 ? "Created" : "Edited";
}

/** What a version says, in words. */
const told = ({ name, description, condition, reading, action, mode, maxImpact }: RuleVersion) => ({
  ...{ name, description, condition, reading },
  action: ACTION_WORDS[action].name,
  mode: MODE_LABELS[mode],
  maxImpact: maxImpact === null ? "as the configuration says" : maxImpact,
});
