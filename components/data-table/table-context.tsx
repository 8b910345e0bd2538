"use client";
import { createContext, useContext } from "react";
import type { AppLinkProps } from "#components/ui/app-link";
import { hrefWith } from "#components/ui/href";
import { MenuLink } from "#components/ui/menu-item";
import { RelativeTime } from "#components/ui/relative-time";

/** What cells may need besides their row; passed around them so that columns can stay constants. */
export const TableContext = createContext({ at: "", now: "1970-01-01T00:00:00Z" });

interface CellTimeProps {
  readonly value: string | null | undefined;
  readonly empty?: string | undefined;
}

/** A moment in a cell, relative to the table's `now`. */
export function CellTime({ value, empty }: CellTimeProps) {
  return <RelativeTime value={value} now={useContext(TableContext).now} empty={empty} />;
}

type MenuDialogLinkProps = Omit<AppLinkProps, "href"> & {
  /** The value of `?dialog=`. */
  readonly dialog: string;
  /** The row's id, as `?target=`. */
  readonly target: string;
  readonly tone?: "default" | "danger" | undefined;
};

/** An entry of a row's menu that opens a dialog over the list as it stands. */
export function MenuDialogLink({ dialog, target, ...props }: MenuDialogLinkProps) {
  return <MenuLink href={hrefWith(useContext(TableContext).at, { dialog, target })} scroll={false} {...props} />;
}
