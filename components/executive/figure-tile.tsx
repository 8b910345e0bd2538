import { formatCount } from "#components/ui/format";
import { StatTile } from "#components/ui/stat-tile";
import { sourceName } from "./sources.tsx";

/** Where a figure comes from, as the answer's `meta.figures` says it. */
export interface FigureNote {
  readonly source: string;
  readonly as_of: string;
  readonly method: string;
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

/** A figure of the overview: with source, method and age where it is known, else why it is not. */
export function FigureTile({ label, value, source, note, now, href }: FigureTileProps) {
  return (
    <StatTile
      label={label}
      value={shown(value)}
      unknownReason={`Source not connected yet: ${sourceName(source)}`}
      source={note === undefined ? undefined : `${sourceName(note.source)}, ${note.method}`}
      asOf={note?.as_of}
      now={now}
      href={href}
    />
  );
}

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
