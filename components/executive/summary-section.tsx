import type { ReactNode } from "react";
import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";
import type { FigureNote } from "./figure-words.tsx";
import { sourceName } from "./sources.tsx";

interface SummarySectionProps {
  readonly title: string;
  /** What these figures are and are not. */
  readonly description: string;
  /** Its figures, off which freshness and limits of the section are read. */
  readonly notes: readonly (FigureNote | undefined)[];
  readonly now: string;
  /** What else must be said of it, such as that cost is an approximation. */
  readonly label?: ReactNode;
  readonly children: ReactNode;
}

/** A section of a tenant's summary: its figures, what they are, how old the oldest is, and which of their sources are limited. */
export function SummarySection({ title, description, notes, now, label, children }: SummarySectionProps) {
  const known = notes.filter((note) => note !== undefined);
  const limited = [...new Set(known.flatMap((note) => note.limited))];
  const sources = [...new Set(known.flatMap((note) => note.sources))];
  const [oldest = null] = known.flatMap(({ as_of: at }) => (at === null ? [] : [at])).toSorted();
  return (
    <Card
      title={title}
      description={description}
      flush
      footer={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span>
            {sources.map(sourceName).join(", ")}
            {" · as of "}
            <RelativeTime value={oldest} now={now} empty="unknown" />
          </span>
          {limited.map((id) => (
            <StatusPill key={id} tone="warning">
              {sourceName(id)} missing or late
            </StatusPill>
          ))}
        </span>
      }
    >
      {label === undefined ? null : (
        <div className="border-line border-b bg-warning-soft px-4 py-2 text-sm">{label}</div>
      )}
      {children}
    </Card>
  );
}
