"use client";
import { type ReactNode, useEffect, useId, useRef } from "react";

interface MenuProps {
  /** Names the list, and the ⋯ button: "Actions for Acme". */
  readonly label: string;
  /** The button's face and name; without one it is the row's ⋯. */
  readonly trigger?: ReactNode;
  readonly triggerClassName?: string | undefined;
  readonly align?: "start" | "end" | undefined;
  readonly side?: "bottom" | "top" | undefined;
  /** `MenuLink`, `MenuAction`, `MenuSeparator`, or any small form. */
  readonly children: ReactNode;
}

/** A disclosure of links and buttons in the top layer: the browser opens and closes it, scripts add arrow keys. */
export function Menu({ label, trigger, triggerClassName, align = "end", side = "bottom", children }: MenuProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  useMenuKeys(panel);
  return (
    <>
      {trigger === undefined ? (
        <button type="button" popoverTarget={id} aria-label={label} className="row-menu" />
      ) : (
        <button type="button" popoverTarget={id} className={triggerClassName}>
          {trigger}
        </button>
      )}
      <div ref={panel} id={id} popover="auto" data-align={align} data-side={side} className="menu-panel">
        <ul aria-label={label}>{children}</ul>
      </div>
    </>
  );
}

function useMenuKeys(ref: { readonly current: HTMLDivElement | null }) {
  useEffect(() => {
    const panel = ref.current;
    if (panel === null) return;
    const items = () => [...panel.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), input")];
    const onToggle = (event: ToggleEvent) => {
      if (event.newState === "open") items()[0]?.focus({ preventScroll: true });
    };
    const onKey = (event: KeyboardEvent) => {
      const all = items();
      const target = nextIndex(event.key, all.indexOf(document.activeElement as HTMLElement), all.length);
      if (target === null) return;
      event.preventDefault();
      all[target]?.focus();
    };
    const onClick = (event: MouseEvent) => {
      const chosen = event.target instanceof Element && event.target.closest("a[href], [data-menu-close]");
      if (chosen) panel.hidePopover();
    };
    panel.addEventListener("toggle", onToggle);
    panel.addEventListener("keydown", onKey);
    panel.addEventListener("click", onClick);
    return () => {
      panel.removeEventListener("toggle", onToggle);
      panel.removeEventListener("keydown", onKey);
      panel.removeEventListener("click", onClick);
    };
  }, [ref]);
}

function nextIndex(key: string, index: number, length: number): number | null {
  if (length === 0) return null;
  if (key === "ArrowDown") return (index + 1) % length;
  if (key === "ArrowUp") return (index - 1 + length) % length;
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  return null;
}

/** A line between groups of a menu. */
export function MenuSeparator() {
  return <li aria-hidden="true" className="mx-1 my-1 border-line border-t" />;
}
