"use client";
import { useEffect } from "react";
import { shortcutsBlocked } from "#components/ui/typing";

type Region = { readonly current: HTMLElement | null };

/** j and k walk the rows, x ticks the current one; a click on a row's empty space follows its link. */
export function useTableKeys(region: Region) {
  useEffect(() => {
    const root = region.current;
    if (root === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (!shortcutsBlocked(event) && act(root, event.key)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    root.addEventListener("click", open);
    return () => {
      document.removeEventListener("keydown", onKey);
      root.removeEventListener("click", open);
    };
  }, [region]);
}

function act(root: HTMLElement, key: string): boolean {
  if (key === "j" || key === "k") walk(root, key === "j" ? 1 : -1);
  else if (key === "x") currentRow(root)?.querySelector<HTMLElement>("[data-row-select]")?.click();
  else return false;
  return true;
}

const currentRow = (root: HTMLElement) =>
  root.contains(document.activeElement) ? document.activeElement?.closest<HTMLElement>("[data-row]") : null;

function walk(root: HTMLElement, step: 1 | -1) {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-row]")];
  const current = currentRow(root);
  const index = current ? rows.indexOf(current) : -1;
  const target = rows[Math.min(rows.length - 1, Math.max(0, index + step))];
  const link =
    target?.querySelector<HTMLElement>("[data-row-link]") ?? target?.querySelector<HTMLElement>("[data-row-select]");
  link?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
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
