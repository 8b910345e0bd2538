"use client";
import { clsx } from "clsx";
import { useContext } from "react";
import { TableContext } from "#components/data-table/table-context";
import { daysSince, dueIn } from "./wording.tsx";

interface CellDayProps {
  readonly day: string | null;
  /** Something is due then: how far off, and late if it is past. */
  readonly isDue?: boolean;
}

/** A calendar day in a cell. */
export function CellDay({ day, isDue = false }: CellDayProps) {
  const { now } = useContext(TableContext);
  if (day === null) return <span className="text-subtle">–</span>;
  const isLate = isDue && daysSince(day, now) > 0;
  return (
    <span className="flex flex-col">
      <time dateTime={day} className="figure">
        {day}
      </time>
      {isDue ? <span className={clsx("text-xs", isLate ? "text-danger" : "text-muted")}>{dueIn(day, now)}</span> : null}
    </span>
  );
}
