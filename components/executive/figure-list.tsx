import { RelativeTime } from "#components/ui/relative-time";
import { Confidence } from "./confidence.tsx";
import { whyUnknown } from "./figure-tile.tsx";
import { type FigureNote, figureText } from "./figure-words.tsx";
import { WhyLink } from "./why-link.tsx";

export interface ListedFigure {
  readonly label: string;
  readonly note: FigureNote | undefined;
  /** What it means or what it is held against, in small print. */
  readonly hint?: string | undefined;
  /** Why there is nothing to see: the role does not read it. */
  readonly hidden?: string | undefined;
}

interface FigureListProps {
  readonly figures: readonly ListedFigure[];
  readonly at: string;
  readonly now: string;
}

/** Figures that support the key ones, a line each: value, how sure and how old it is, and the way to how it came about. */
export function FigureList({ figures, at, now }: FigureListProps) {
  return (
    <dl className="divide-y divide-line text-sm">
      {figures.map((figure) => (
        <div key={figure.label} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-4 py-2">
          <dt className="min-w-0 text-muted">
            {figure.label}
            {figure.hint === undefined ? null : <span className="block text-2xs text-subtle">{figure.hint}</span>}
          </dt>
          <dd className="flex items-start justify-end gap-2 text-right">
            <Value {...figure} />
            {figure.note === undefined ? null : (
              <WhyLink label={figure.label} figureId={figure.note.figure_id} at={at} isCompact />
            )}
          </dd>
          <dd className="col-span-2 text-2xs text-subtle">
            <Standing {...figure} now={now} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ note, hidden }: ListedFigure) {
  const text = note && figureText(note);
  return text ? (
    <span className="font-medium tabular-nums">{text}</span>
  ) : (
    <span className="text-subtle">{hidden === undefined ? "Unknown" : "Hidden"}</span>
  );
}

/** How sure and how old it is, or why it is not known. */
function Standing({ note, hidden, now }: ListedFigure & { readonly now: string }) {
  if (note === undefined || note.value === null) return hidden ?? whyUnknown(note);
  return (
    <span className="flex flex-wrap gap-x-1.5">
      <Confidence confidence={note.confidence} />
      {note.stale ? <span className="text-warning">Old</span> : null}
      <span>
        · <RelativeTime value={note.as_of} now={now} empty="age unknown" />
      </span>
    </span>
  );
}
