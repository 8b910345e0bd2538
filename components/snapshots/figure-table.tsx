import { clsx } from "clsx";
import { instantWords, sourceLabel } from "#lib/snapshots/wording";

interface Row {
  readonly path: string;
  readonly label: string;
  readonly shown: string;
  readonly value: string | null;
  readonly sources: readonly string[];
  readonly asOf: string | null;
  readonly confidence: string;
  readonly isStale: boolean;
  readonly remark: string;
}

interface FigureTableProps {
  readonly caption: string;
  readonly rows: readonly Row[];
}

/** Figures of one part of a snapshot, each with its age, source and confidence. */
export function FigureTable({ caption, rows }: FigureTableProps) {
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto -outline-offset-2"
    >
      <table className="w-full text-left text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-muted text-xs">
          <tr className="border-line border-b">
            {["Figure", "Value", "As of", "Source", "Confidence"].map((title, index) => (
              <th
                key={title}
                scope="col"
                className={clsx("px-4 py-1.5 font-medium", index > 2 && "hidden sm:table-cell print:table-cell")}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.path}>
              <th scope="row" className="px-4 py-1.5 font-normal">
                {row.label}
              </th>
              <td className={clsx("px-4 py-1.5", row.value === null && "text-subtle")}>
                <span className="font-semibold tabular-nums">{row.shown}</span>
                {row.isStale || row.value === null ? (
                  <span className="block text-warning text-xs">{row.remark}</span>
                ) : null}
              </td>
              <td className="whitespace-nowrap px-4 py-1.5 text-muted text-xs">{instantWords(row.asOf)}</td>
              <td className="hidden px-4 py-1.5 text-muted text-xs sm:table-cell print:table-cell">
                {row.sources.map(sourceLabel).join(", ")}
              </td>
              <td className="hidden px-4 py-1.5 text-muted text-xs sm:table-cell print:table-cell">{row.confidence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
