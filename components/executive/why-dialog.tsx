import type { z } from "zod";
import { Badge } from "#components/ui/badge";
import { ButtonLink } from "#components/ui/button";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { formatCount } from "#components/ui/format";
import { RelativeTime, utcText } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";
import type { Lineage } from "#lib/executive/lineage";
import { Confidence } from "./confidence.tsx";
import { figureText, wordText } from "./figure-words.tsx";
import { inputLabel, inputText, plainText, rowsText, windowText } from "./lineage-words.tsx";
import { sourceName } from "./sources.tsx";

type FigureLineage = z.output<typeof Lineage>;

interface WhyDialogProps {
  readonly lineage: FigureLineage;
  /** Approximate cost says of itself what it is. */
  readonly caveat?: string | undefined;
  readonly closeHref: string;
  readonly now: string;
}

/** How a figure came about, in the words of people and with all its numbers. */
export function WhyDialog({ lineage, caveat, closeHref, now }: WhyDialogProps) {
  const { formula, value, unit, sources } = lineage;
  const shown = figureText({ value, unit, source: sources[0]?.source });
  return (
    <Dialog
      title="Why this number?"
      description={`${wordText(formula.name)} · ${windowText(lineage.window.name).toLowerCase()}`}
      closeHref={closeHref}
      size="lg"
    >
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3 gap-y-1 rounded-lg bg-sunken px-4 py-3">
        <p className="font-semibold text-2xl tabular-nums tracking-tight">{shown ?? "Unknown"}</p>
        <p className="text-muted text-sm">
          <Confidence confidence={lineage.confidence} />
        </p>
        {caveat === undefined ? null : <p className="w-full text-warning text-xs">{caveat}</p>}
        {lineage.reason === null ? null : <p className="w-full text-muted text-sm">{REASONS[lineage.reason]}</p>}
      </div>
      <DefinitionList items={partsOf(lineage, now)} />
      <Inputs inputs={lineage.inputs} />
      <DialogActions>
        <ButtonLink href={closeHref} scroll={false} replace data-autofocus="">
          Close
        </ButtonLink>
      </DialogActions>
    </Dialog>
  );
}

const REASONS: Readonly<Record<string, string>> = {
  source_missing: "A source that it needs does not answer, so that nothing is shown: no guess, and no zero.",
  insufficient_data: "There is too little in the window to say anything.",
};

const STATES = {
  fresh: { tone: "success", word: "Up to date" },
  stale: { tone: "warning", word: "Late" },
  missing: { tone: "danger", word: "Missing" },
} as const;

function partsOf(
  { formula, rounding, window, sources, row_counts: rows, ...rest }: FigureLineage,
  now: string,
): Definition[] {
  return [
    {
      term: "Formula",
      value: plainText(formula.text),
      note: (
        <>
          {wordText(formula.name)} <Badge mono>version {formula.version}</Badge>
        </>
      ),
    },
    { term: "Rounding", value: plainText(rounding.text) },
    { term: "Window", value: windowText(window.name), note: spanText(window) },
    {
      term: sources.length === 1 ? "Source" : "Sources",
      value: (
        <ul className="flex flex-col gap-1">
          {sources.map(({ source, state, as_of: at }) => (
            <li key={source} className="flex flex-wrap items-center gap-x-2">
              <span className="font-medium">{sourceName(source)}</span>
              <StatusPill tone={STATES[state].tone}>{STATES[state].word}</StatusPill>
              <span className="text-muted text-xs">
                answered <RelativeTime value={at} now={now} empty="never" />
              </span>
            </li>
          ))}
        </ul>
      ),
    },
    {
      term: "Rows read",
      value:
        Object.entries(rows)
          .map(([table, count]) => rowsText(table, count))
          .join(", ") || "None",
      note: rest.sample_size === null ? undefined : `Sums up ${formatCount(rest.sample_size)}`,
    },
    { term: "As of", value: <RelativeTime value={rest.as_of} now={now} format="absolute" empty="Unknown" /> },
  ];
}

const spanText = ({ start, end }: FigureLineage["window"]): string | undefined =>
  start === null || end === null ? undefined : `${utcText(new Date(start))} to ${utcText(new Date(end))}`;

function Inputs({ inputs }: Pick<FigureLineage, "inputs">) {
  return (
    <section aria-label="Inputs" className="mt-4">
      <h3 className="mb-1 font-semibold text-sm">What it was computed from</h3>
      {inputs === null ? (
        <p className="text-muted text-sm">Nothing: a source has never brought what it needs.</p>
      ) : (
        <dl className="divide-y divide-line rounded-lg border border-line text-sm">
          {Object.entries(inputs).map(([name, value]) => (
            <div key={name} className="grid grid-cols-[auto_minmax(6rem,1fr)] items-baseline gap-4 px-3 py-1.5">
              <dt className="max-w-72 text-muted">{inputLabel(name)}</dt>
              <dd className="figure min-w-0 text-right">{inputText(name, value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
