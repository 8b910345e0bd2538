"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { hrefWith } from "#components/ui/href";
import { shortcutsBlocked } from "#components/ui/typing";

type Region = { readonly current: HTMLElement | null };

interface PeekState {
  readonly at: string;
  readonly id: string | undefined;
}

/** Longer than a key's repetition, so that holding j asks only for the row where it stops. */
const STEP_MS = 90;

/**
 * j and k walk the rows, x ticks the current one, p opens it beside the list and closes it again, Esc closes; while it is open the
 * walk takes it along. A click on a row's empty space follows its link.
 */
export function useTableKeys(region: Region, peek?: PeekState) {
  const show = usePeek(peek);
  useEffect(() => {
    const root = region.current;
    if (root === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (!shortcutsBlocked(event) && act(root, event.key, show)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    root.addEventListener("click", open);
    return () => {
      document.removeEventListener("keydown", onKey);
      root.removeEventListener("click", open);
    };
  }, [region, show]);
}

interface PeekControl {
  readonly current: (PeekState & { readonly show: (id: string | null, afterMs: number) => void }) | undefined;
}

/** Changes `peek` in the URL, in place of the present entry. */
function usePeek(peek: PeekState | undefined): PeekControl {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const control = useRef<PeekControl["current"]>(undefined);
  useEffect(() => {
    control.current = peek && {
      ...peek,
      show(id, afterMs) {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => router.replace(hrefWith(peek.at, { peek: id }), { scroll: false }), afterMs);
      },
    };
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return control;
}

function act(root: HTMLElement, key: string, { current: peek }: PeekControl): boolean {
  switch (key) {
    case "j":
    case "k": {
      const id = walk(root, key === "j" ? 1 : -1, peek?.id);
      if (peek?.id !== undefined && id !== undefined) peek.show(id, STEP_MS);
      return true;
    }
    case "x":
      currentRow(root)?.querySelector<HTMLElement>("[data-row-select]")?.click();
      return true;
    case "p":
      return togglePeek(root, peek);
    case "Escape":
      if (peek?.id === undefined) return false;
      peek.show(null, 0);
      return true;
    default:
      return false;
  }
}

function togglePeek(root: HTMLElement, peek: PeekControl["current"]): boolean {
  if (peek === undefined) return false;
  const id = currentRow(root)?.dataset["row"] ?? root.querySelector<HTMLElement>("[data-row]")?.dataset["row"];
  if (id === undefined) return false;
  peek.show(id === peek.id ? null : id, 0);
  return true;
}

const currentRow = (root: HTMLElement) =>
  root.contains(document.activeElement) ? document.activeElement?.closest<HTMLElement>("[data-row]") : null;

/** Focuses the next or previous row, from the peeked one when none has focus; returns its id. */
function walk(root: HTMLElement, step: 1 | -1, from: string | undefined): string | undefined {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-row]")];
  const current = currentRow(root) ?? rows.find((row) => row.dataset["row"] === from);
  const index = current ? rows.indexOf(current) : -1;
  const target = rows[Math.min(rows.length - 1, Math.max(0, index + step))];
  const link =
    target?.querySelector<HTMLElement>("[data-row-link]") ?? target?.querySelector<HTMLElement>("[data-row-select]");
  link?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
  return target?.dataset["row"];
}

function open(event: MouseEvent) {
  const target = event.target;
  if (!(target instanceof Element) || event.button !== 0 || event.defaultPrevented) return;
  if (target.closest("a, button, input, label, select, summary, [popover]") !== null) return;
  if (window.getSelection()?.isCollapsed === false) return;
  const link = target.closest("[data-row]")?.querySelector<HTMLAnchorElement>("a[data-row-link]");
  if (!link) return;
  if (event.metaKey || event.ctrlKey) window.open(link.href, "_blank", "noopener");
  else link.click();
}
