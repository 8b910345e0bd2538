import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface Definition {
  readonly term: string;
  readonly value: ReactNode;
  /** Where the value comes from or what it means, in small print. */
  readonly note?: ReactNode;
}

interface DefinitionListProps {
  readonly items: readonly Definition[];
  /** Side by side with ruled lines (default), or stacked for a narrow rail. */
  readonly layout?: "rows" | "stacked" | undefined;
}

/** Terms and their values. */
export function DefinitionList({ items, layout = "rows" }: DefinitionListProps) {
  const rows = layout === "rows";
  return (
    <dl className={clsx("text-sm", rows ? "divide-y divide-line" : "flex flex-col gap-3")}>
      {items.map((item) => (
        <div
          key={item.term}
          className={clsx(rows && "grid gap-x-4 py-2 first:pt-0 last:pb-0 sm:grid-cols-[10rem_1fr]")}
        >
          <dt className={rows ? "text-muted" : "text-muted text-xs"}>{item.term}</dt>
          <dd className="min-w-0">
            {item.value}
            {item.note === undefined ? null : <div className="text-subtle text-xs">{item.note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
