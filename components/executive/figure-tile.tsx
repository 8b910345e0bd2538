import { CircleCheck, TriangleAlert } from "lucide-react";
import { RelativeTime } from "#components/ui/relative-time";
import { type Delta, StatTile } from "#components/ui/stat-tile";
import { Confidence } from "./confidence.tsx";
import { type FigureNote, figureText, isInsufficient } from "./figure-words.tsx";
import { sourceName } from "./sources.tsx";
import { Sparkline, type SparkPoint } from "./sparkline.tsx";
import { WhyLink } from "./why-link.tsx";

export interface Target {
  /** "Target above 95 %". */
  readonly text: string;
  /** Null where the figure does not say. */
  readonly isMet: boolean | null;
}

interface FigureTileProps {
  readonly label: string;
  /** The figure; undefined where the answer has none, such as one that is hidden from the role. */
  readonly note: FigureNote | undefined;
  /** The page's address without a dialog. */
  readonly at: string;
  readonly now: string;
  /** Why there is nothing to see: the role does not read it. */
  readonly hidden?: string | undefined;
  readonly delta?: Delta | undefined;
  readonly points?: readonly SparkPoint[] | undefined;
  /** What the points cover, where that is not what the figure covers: "365 days". */
  readonly pointsSpan?: string | undefined;
  readonly target?: Target | undefined;
  /** Leads to the drill-down. */
  readonly href?: string | undefined;
  /** "Internal approximation / non-authoritative" and the like. */
  readonly caveat?: string | undefined;
}

/** A key figure: value or range, change, way, target, confidence, age, and the way to how it came about; else why it is not known. */
export function FigureTile(props: FigureTileProps) {
  const { label, note, at, now, hidden, delta, href, caveat } = props;
  const isKnown = note !== undefined && note.value !== null;
  return (
    <StatTile
      label={label}
      value={note === undefined ? null : figureText(note)}
      unknownWord={hidden === undefined ? undefined : "Hidden"}
      unknownReason={hidden ?? whyUnknown(note)}
      now={now}
      delta={delta}
      href={href}
      caveat={caveat}
      corner={note === undefined ? undefined : <WhyLink label={label} figureId={note.figure_id} at={at} isCompact />}
      footer={isKnown ? <Provenance note={note} now={now} /> : null}
    >
      {isKnown ? <Context {...props} note={note} /> : null}
    </StatTile>
  );
}

type ContextProps = Pick<FigureTileProps, "points" | "pointsSpan" | "target"> & { readonly note: FigureNote };

/** What helps to judge a figure that is known: its way, and what it is held against. */
function Context({ note, points, pointsSpan, target }: ContextProps) {
  return (
    <>
      {isInsufficient(note) ? <p className="text-muted text-xs">Too little in this window to say anything</p> : null}
      {points === undefined ? null : <Sparkline points={points} />}
      {pointsSpan === undefined ? null : <p className="text-2xs text-subtle">Line: {pointsSpan}</p>}
      {target === undefined ? null : <TargetLine {...target} />}
    </>
  );
}

/** Why a figure is unknown, with the names of the sources that do not answer. */
export function whyUnknown(note: FigureNote | undefined): string {
  if (note === undefined) return "Nothing has been computed yet";
  const silent = note.limited.length > 0 ? note.limited : note.sources.slice(0, 1);
  return `Source does not answer: ${silent.map(sourceName).join(", ")}`;
}

function TargetLine({ text, isMet }: Target) {
  const Icon = isMet === true ? CircleCheck : TriangleAlert;
  return (
    <p className="flex items-center gap-1 text-muted text-xs">
      {isMet === null ? null : (
        <Icon aria-hidden="true" className={`size-3.5 shrink-0 ${isMet ? "text-success" : "text-warning"}`} />
      )}
      {text}
      {isMet === null ? null : isMet ? ": met" : ": missed"}
    </p>
  );
}

function Provenance({ note, now }: { readonly note: FigureNote; readonly now: string }) {
  return (
    <>
      {note.stale ? (
        <p className="flex items-center gap-1 text-warning text-xs">
          <TriangleAlert aria-hidden="true" className="size-3.5 shrink-0" />
          Old: {note.limited.map(sourceName).join(", ")} is late
        </p>
      ) : null}
      <div className="mt-auto pt-1 text-2xs text-subtle">
        <Confidence confidence={note.confidence} />
        <p>
          {sourceName(note.source)} ·{" "}
          {note.as_of === null ? "age unknown" : <RelativeTime value={note.as_of} now={now} />}
        </p>
      </div>
    </>
  );
}
