import { AppLink } from "#components/ui/app-link";
import { Banner } from "#components/ui/banner";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";
import type { RuleDryRun } from "#lib/rules/trial-schema";
import { ResultTable } from "./result-table.tsx";
import { ACTION_WORDS, counted, metricsText } from "./wording.tsx";

const HEADERS = ["Whom", "Values", "What would happen"];

/** Whom a rule would hit now, with the values that made its condition true. */
export function DryRunResult({ found }: { readonly found: RuleDryRun }) {
  const { impacted, impactedTotal, evaluated, evaluatedAt, parkedWhy } = found;
  const entity = impacted[0]?.entityType ?? "user";
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm" role="status">
        <strong className="font-semibold">
          {impactedTotal === 0 ? "It would hit nobody" : `It would hit ${counted(impactedTotal, entity)}`}
        </strong>{" "}
        of <span className="figure">{formatCount(evaluated)}</span> in its scope.{" "}
        <span className="text-muted">
          Nothing was changed. Looked at <RelativeTime value={evaluatedAt} now={evaluatedAt} format="absolute" />.
        </span>
      </p>
      {parkedWhy === null ? null : (
        <Banner tone="warning" title="A run would wait for an approval.">
          {parkedWhy}.
        </Banner>
      )}
      {impacted.length === 0 ? null : (
        <ResultTable
          caption="Whom it would hit"
          headers={HEADERS}
          note={
            impacted.length < impactedTotal
              ? `The first ${formatCount(impacted.length)} of ${formatCount(impactedTotal)}, by id.`
              : undefined
          }
        >
          {impacted.map((hit) => (
            <tr key={hit.entityId}>
              <th scope="row" className="px-3 py-1.5 font-medium">
                <AppLink href={`/console/${hit.entityType}s/${hit.entityId}`} className="link break-words">
                  {hit.label}
                </AppLink>
              </th>
              <td className="figure px-3 py-1.5 text-muted">{metricsText(hit.metrics) || "–"}</td>
              <td className="px-3 py-1.5">
                {hit.alreadyApplied ? (
                  <StatusPill tone="neutral">Already applied</StatusPill>
                ) : (
                  ACTION_WORDS[hit.plannedAction].name
                )}
              </td>
            </tr>
          ))}
        </ResultTable>
      )}
    </div>
  );
}
