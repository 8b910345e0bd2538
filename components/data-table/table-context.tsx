"use client";
import { createContext, useContext } from "react";
import { RelativeTime } from "#components/ui/relative-time";

/** What cells may need besides their row; passed around them so that columns can stay constants. */
export const TableContext = createContext({ now: "1970-01-01T00:00:00Z", at: "" });

interface CellTimeProps {
  readonly value: string | null | undefined;
  readonly empty?: string | undefined;
}

/** A moment in a cell, relative to the table's `now`. */
export function CellTime({ value, empty }: CellTimeProps) {
  return <RelativeTime value={value} now={useContext(TableContext).now} empty={empty} />;
}
