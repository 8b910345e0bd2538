import type { ReactNode } from "react";

interface ResultTableProps {
  /** Accessible name of the table and of its scrolling region. */
  readonly caption: string;
  readonly headers: readonly string[];
  /** Below the rows: what is not shown. */
  readonly note?: string | undefined;
  /** Rows. */
  readonly children: ReactNode;
}

/** The rows that a trial has found, within the height that leaves its figures in sight. */
export function ResultTable({ caption, headers, note, children }: ResultTableProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <section
        aria-label={caption}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-lg border border-line"
      >
        <table className="w-full min-w-md text-left text-sm">
          <caption className="sr-only">{caption}</caption>
          <thead className="text-muted text-xs">
            <tr>
              {headers.map((title) => (
                <th
                  key={title}
                  scope="col"
                  className="sticky top-0 whitespace-nowrap bg-canvas px-3 py-1.5 font-medium"
                >
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-line border-t">{children}</tbody>
        </table>
      </section>
      {note === undefined ? null : <p className="text-muted text-xs">{note}</p>}
    </div>
  );
}
