"use client";
import { Search } from "lucide-react";
import { lazy, type MouseEvent, Suspense, useEffect, useRef, useState } from "react";
import { Kbd } from "#components/ui/kbd";
import type { NavItem } from "./nav.tsx";
import { useRecentPages } from "./recent-pages.tsx";
import type { SearchUrls } from "./search-urls.tsx";

const PaletteBody = lazy(async () => ({ default: (await import("./palette-body.tsx")).PaletteBody }));

interface CommandPaletteProps {
  readonly pages: readonly NavItem[];
  readonly search: SearchUrls;
}

/** A link to the search page; with scripts it opens the palette instead, as Ctrl K and ⌘K do anywhere. */
export function CommandPalette({ pages, search }: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  useRecentPages();
  const show = () => {
    setOpen(true);
    if (dialog.current?.open === false) dialog.current.showModal();
  };
  const close = () => {
    dialog.current?.close();
    setOpen(false);
  };
  // The close event comes a task later, when the palette may have been opened again.
  const closed = () => setOpen(dialog.current?.open === true);
  useOpenKey(show);
  return (
    <>
      <a
        href={search.page}
        aria-keyshortcuts="Control+K Meta+K"
        onPointerEnter={() => import("./palette-body.tsx")}
        onClick={(event: MouseEvent) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          show();
        }}
        className="flex h-control min-w-control items-center justify-center gap-2 rounded-md text-subtle text-sm hover:text-muted sm:w-60 sm:justify-start sm:border sm:border-line-strong sm:bg-raised sm:px-2.5 sm:shadow-xs"
      >
        <Search aria-hidden="true" className="size-4 shrink-0" />
        <span className="sr-only flex-1 sm:not-sr-only">Search…</span>
        <span aria-hidden="true" className="hidden gap-1 sm:flex coarse:hidden no-js:hidden">
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      </a>
      <dialog
        ref={dialog}
        aria-label="Search and jump"
        data-anchor="top"
        className="dialog"
        closedby="any"
        onClose={closed}
      >
        {open ? (
          <Suspense fallback={<div className="h-80" />}>
            <PaletteBody pages={pages} search={search} onDone={close} />
          </Suspense>
        ) : null}
      </dialog>
    </>
  );
}

function useOpenKey(show: () => void) {
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
