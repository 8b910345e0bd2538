import { clsx } from "clsx";
import type { ReactNode } from "react";
import { AppLink } from "./app-link.tsx";
import { formatTotal } from "./format.tsx";

export interface Tab {
  readonly href: string;
  readonly label: string;
  readonly count?: number | undefined;
  readonly current?: boolean | undefined;
  /** A small sign after the label; it says in words what it means. */
  readonly mark?: ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly items: readonly Tab[];
  /** Leaves the line below to what stands around them. */
  readonly isFlush?: boolean | undefined;
}

/** Sections of one thing, each with its own URL; saved views use it too. */
export function Tabs({ label, items, isFlush = false }: TabsProps) {
  return (
    <nav
      aria-label={label}
      className={clsx("no-print overflow-x-auto overflow-y-hidden", isFlush ? "-mb-px" : "border-line border-b")}
    >
      <ul className="flex min-w-max gap-4">
        {items.map((tab) => (
          <li key={tab.href}>
            <AppLink
              href={tab.href}
              aria-current={tab.current === true ? "page" : undefined}
              className={clsx(
                "-mb-px flex h-9 items-center gap-1.5 border-b-2 text-sm -outline-offset-2 coarse:h-11",
                tab.current === true
                  ? "border-primary font-semibold text-ink"
                  : "border-transparent font-medium text-muted hover:border-line-strong hover:text-ink",
              )}
            >
              {tab.label}
              {tab.mark}
              {tab.count === undefined ? null : (
                <span className="figure rounded-sm bg-sunken px-1 font-normal text-muted text-xs">
                  {formatTotal(tab.count)}
                </span>
              )}
            </AppLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
