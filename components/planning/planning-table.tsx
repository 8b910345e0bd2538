import type { ReactNode } from "react";
import type { RowAction } from "./row-menu.tsx";

/** A record beside where it opens, who stands for it, and what the reader may do with it. */
export type Shown<T> = T & {
  readonly href: string;
  /** Owner or author, by name where the reader may know it. */
  readonly person: string;
  readonly actions: readonly RowAction[];
};

export interface PlanningTableProps<T> {
  readonly rows: readonly Shown<T>[];
  readonly at: string;
  /** The server's time of this rendering. */
  readonly now: string;
  readonly sort: string;
  readonly empty: ReactNode;
}
