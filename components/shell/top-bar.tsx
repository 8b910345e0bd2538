import { Menu as MenuIcon } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "#components/ui/icon-button";
import { LogoMark } from "./logo.tsx";
import { NAV_ID } from "./side-nav.tsx";

/** The bar over the page: navigation on small screens, search, display and account; the page's breadcrumb joins it. */
export function TopBar({ children }: { readonly children: ReactNode }) {
  return (
    <header className="no-print sticky top-0 z-30 flex h-topbar items-center justify-between gap-2 border-line border-b bg-surface px-3 sm:px-6">
      <div className="flex items-center gap-2 lg:hidden">
        <IconButton label="Open navigation" popoverTarget={NAV_ID}>
          <MenuIcon aria-hidden="true" />
        </IconButton>
        <LogoMark />
      </div>
      <div className="ml-auto flex min-w-0 items-center gap-1.5">{children}</div>
    </header>
  );
}
