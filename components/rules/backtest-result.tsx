import { AppLink } from "#components/ui/app-link";
import { formatCount } from "#components/ui/format";
import { utcText } from "#components/ui/relative-time";
import type { RuleBacktest } from "#lib/rules/trial-schema";
import { BacktestChart } from "./backtest-chart.tsx";
import { ResultTable } from "./result-table.tsx";
import { counted, EVENT_WORDS, metricsText } from "./wording.tsx";

/** Whom a rule would have hit in a stretch of the past: totals per step as a chart and as a table, and each hit with what tripped it. */
export function BacktestResult({ found }: { readonly found: RuleBacktest }) {
  const { hits, hitsTotal, steps } = found;
  return (
    <div className="flex flex-col gap-4">
      <figure className="flex flex-col gap-3">
        <figcaption className="text-sm" role="status">
          <Summary found={found} />
        </figcaption>
        {hitsTotal === 0 ? null : (
          <div aria-hidden="true" className="h-48 no-js:hidden">
            <BacktestChart steps={steps} />
          </div>
        )}
        <StepTable steps={steps} />
      </figure>
      {hits.length === 0 ? null : (
        <ResultTable
          caption="Whom it would have hit"
          headers={["When", "Whom", "Values", "Tripped by"]}
          note={
            hits.length < hitsTotal
              ? `The first ${formatCount(hits.length)} of ${formatCount(hitsTotal)}, in the order of time.`
              : undefined
          }
        >
          {hits.map((hit) => (
            <HitRow key={`${hit.entityId} ${hit.at}`} hit={hit} />
          ))}
        </ResultTable>
      )}
    </div>
  );
}

function Summary({
  found: { from, to, entitiesTotal, hitsTotal, eventsRead, hits },
}: {
  readonly found: RuleBacktest;
}) {
  const entity = hits[0]?.entityType ?? "user";
  return (
    <>
      <strong className="font-semibold">
        {hitsTotal === 0
          ? "It would have hit nobody"
          : `It would have hit ${counted(entitiesTotal, entity)}, ${formatCount(hitsTotal)} ${hitsTotal === 1 ? "time" : "times"} in all`}
      </strong>{" "}
      between {utcText(new Date(from))} and {utcText(new Date(to))}.{" "}
      <span className="text-muted">
        <span className="figure">{formatCount(eventsRead)}</span> stored events were replayed; nothing was changed.
      </span>
    </>
  );
}

function HitRow({ hit }: { readonly hit: RuleBacktest["hits"][number] }) {
  const { trippedBy } = hit;
  return (
    <tr>
      <td className="figure whitespace-nowrap px-3 py-1.5 text-muted">{utcText(new Date(hit.at))}</td>
      <th scope="row" className="px-3 py-1.5 font-medium">
        <AppLink href={`/console/${hit.entityType}s/${hit.entityId}`} className="link break-words">
          {hit.label}
        </AppLink>
      </th>
      <td className="figure px-3 py-1.5 text-muted">{metricsText(hit.metrics) || "–"}</td>
      <td className="px-3 py-1.5">
        {trippedBy === null ? (
          <span className="text-muted">Time alone</span>
        ) : (
          <span title={trippedBy.eventId ?? undefined}>
            {EVENT_WORDS[trippedBy.kind]}{" "}
            <span className="figure whitespace-nowrap text-muted text-xs">
              {utcText(new Date(trippedBy.occurredOn))}
            </span>
          </span>
        )}
      </td>
    </tr>
  );
}

function StepTable({ steps }: Pick<RuleBacktest, "steps">) {
  return (
    <details>
      <summary className="w-fit rounded-sm text-muted text-sm hover:text-ink">Totals per step as a table</summary>
      <div className="mt-2 max-w-xl">
        <ResultTable caption="Totals per step" headers={["Until", "Condition true of", "Hit since the step before"]}>
          {steps.map(({ at, matching, hits }) => (
            <tr key={at}>
              <th scope="row" className="figure whitespace-nowrap px-3 py-1 font-normal">
                {utcText(new Date(at))}
              </th>
              <td className="figure px-3 py-1 text-right">{formatCount(matching)}</td>
              <td className="figure px-3 py-1 text-right">{formatCount(hits)}</td>
            </tr>
          ))}
        </ResultTable>
      </div>
    </details>
  );
}
