"use client";
import { clsx } from "clsx";
import { X } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { formatCount } from "#components/ui/format";
import { IconButton } from "#components/ui/icon-button";
import { LinkPending } from "#components/ui/link-pending";
import { Logo } from "./logo.tsx";
import { currentItem, groupsOf, type NavItem } from "./nav.tsx";
import { NavIcon } from "./nav-icon.tsx";

export const NAV_ID = "main-navigation";

interface SideNavProps {
  readonly items: readonly NavItem[];
  readonly homeHref: string;
  /** Shown under the name: "Demo", "Staging"; nothing in production. */
  readonly environment?: string | undefined;
}

/** The one navigation: sidebar on wide screens, below that a drawer that the browser itself opens and closes. */
export function SideNav({ items, homeHref, environment }: SideNavProps) {
  const ref = useRef<HTMLElement>(null);
  const path = usePathname();
  const current = currentItem(items, path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving somewhere closes the drawer
  useEffect(() => {
    if (ref.current?.matches(":popover-open")) ref.current.hidePopover();
  }, [path]);
  return (
    <nav ref={ref} id={NAV_ID} popover="auto" aria-label="Main" className="side-nav flex-col overflow-y-auto">
      <div className="flex h-topbar shrink-0 items-center justify-between pr-2 pl-4">
        <Link href={homeHref} prefetch={false} className="flex items-center gap-2 rounded-sm">
          <Logo />
          {environment === undefined ? null : (
            <span className="rounded-xs bg-warning-soft px-1 font-medium text-2xs text-warning">{environment}</span>
          )}
        </Link>
        <IconButton label="Close navigation" popoverTarget={NAV_ID} popoverTargetAction="hide" className="lg:hidden">
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <div className="flex flex-col gap-4 px-2 pt-2 pb-6">
        {groupsOf(items).map(([group, entries]) => (
          <div key={group}>
            <h2 className="px-2 pb-1 font-medium text-subtle text-xs">{group}</h2>
            <ul className="flex flex-col gap-px">
              {entries.map((item) => (
                <NavEntry key={item.href} item={item} active={item === current} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}

function NavEntry({ item, active }: { readonly item: NavItem; readonly active: boolean }) {
  return (
    <li>
      <Link
        href={item.href}
        prefetch={false}
        aria-current={active ? "page" : undefined}
        className={clsx(
          "flex h-7.5 items-center gap-2.5 rounded-md px-2 text-sm -outline-offset-2 coarse:h-11",
          active ? "bg-tint font-medium text-ink" : "text-muted hover:bg-sunken hover:text-ink",
        )}
      >
        <NavIcon name={item.icon} className={active ? "size-4 text-link" : "size-4"} />
        <span className="flex-1 truncate">{item.label}</span>
        {item.count === undefined || item.count === 0 ? null : (
          <span className="figure rounded-sm bg-sunken px-1 text-2xs text-muted">
            {item.count > 999 ? "999+" : formatCount(item.count)}
          </span>
        )}
        <LinkPending />
      </Link>
    </li>
  );
}
