import { formatCount } from "#components/ui/format";
import { StatTile } from "#components/ui/stat-tile";
import { sourceName } from "./sources.tsx";

/** Where a figure comes from, as the answer's `meta.figures` says it. */
export interface FigureNote {
  readonly source: string;
  /** Age of its oldest contributor; null: unknown. */
  readonly as_of: string | null;
  readonly method: string;
  readonly confidence: "high" | "medium" | "low";
  /** A source that it needs has not answered for long. */
  readonly stale?: true | undefined;
}

interface FigureTileProps {
  readonly label: string;
  readonly value: string | number | null;
  /** The source that it needs. */
  readonly source: string;
  readonly note: FigureNote | undefined;
  readonly now: string;
  readonly href?: string | undefined;
}

/** A figure of the overview: with source, method, age and confidence where it is known, else why it is not. */
export function FigureTile({ label, value, source, note, now, href }: FigureTileProps) {
  return (
    <StatTile
      label={label}
      value={shown(value)}
      unknownReason={`Source does not answer: ${sourceName(source)}`}
      source={note === undefined || value === null ? undefined : provenance(note)}
      asOf={value === null ? undefined : note?.as_of}
      now={now}
      href={href}
      caveat={note?.stale ? `Stale: ${sourceName(source)} has not answered lately` : undefined}
    />
  );
}

const provenance = ({ source, method, confidence }: FigureNote): string =>
  `${sourceName(source)}, ${method}${confidence === "high" ? "" : `, ${confidence} confidence`}`;

/** Ranges such as `98-99_percent` and words such as `insufficient_data` as people read them. */
function shown(value: string | number | null): string | null {
  if (value === null) return null;
  if (typeof value === "number") return formatCount(value);
  const text = value
    .replace(/_percent$/, " %")
    .replace(/(?<=\d)-(?=\d)/g, "–")
    .replace(/ms_avg$/, " ms on average");
  return (text[0] ?? "").toUpperCase() + text.slice(1).replaceAll("_", " ");
}
