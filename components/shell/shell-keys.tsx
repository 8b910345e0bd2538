"use client";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { IconButton } from "#components/ui/icon-button";
import { Kbd } from "#components/ui/kbd";
import { shortcutsBlocked } from "#components/ui/typing";
import type { NavItem } from "./nav.tsx";

const CHORD_MS = 1200;
const tableKeys = [
  ["j", "Next row"],
  ["k", "Previous row"],
  ["Enter", "Open the row"],
  ["x", "Select the row"],
  ["p", "Peek at the row"],
  ["/", "Search this list"],
] as const;

/** `g` and a letter lead to a place, `?` lists every shortcut. */
export function ShellKeys({ nav }: { readonly nav: readonly NavItem[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  useShellKeys(nav, (href) => (href === null ? dialog.current?.showModal() : router.push(href)));
  return (
    <dialog ref={dialog} aria-labelledby="shortcuts-title" className="dialog" closedby="any">
      <div className="flex items-center justify-between px-5 pt-4">
        <h2 id="shortcuts-title" className="font-semibold text-lg tracking-tight">
          Keyboard shortcuts
        </h2>
        <form method="dialog">
          <IconButton label="Close" type="submit" size="sm" className="-mr-1.5">
            <X aria-hidden="true" />
          </IconButton>
        </form>
      </div>
      <div className="grid gap-x-10 gap-y-5 px-5 pt-3 pb-5 sm:grid-cols-2">
        <KeyList title="Go to" entries={nav.flatMap((item) => (item.key ? [[`g ${item.key}`, item.label]] : []))} />
        <KeyList title="In a list" entries={tableKeys} />
        <KeyList
          title="Anywhere"
          entries={[
            ["Ctrl K", "Search and jump"],
            ["?", "This list"],
            ["Esc", "Close"],
          ]}
        />
        <p className="self-end text-muted text-xs">
          Single-key shortcuts rest while you type. Switch them off under Display in the top bar.
        </p>
      </div>
    </dialog>
  );
}

/** Calls `act` with the address of a chord, or with null for `?`. */
function useShellKeys(nav: readonly NavItem[], act: (href: string | null) => void) {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKey = keyListener(nav, (href) => latest.current(href));
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, [nav]);
}

function keyListener(nav: readonly NavItem[], act: (href: string | null) => void) {
  let chordUntil = 0;
  return (event: KeyboardEvent) => {
    if (shortcutsBlocked(event)) return;
    const place = Date.now() < chordUntil ? placeOf(nav, event.key) : null;
    chordUntil = event.key === "g" ? Date.now() + CHORD_MS : 0;
    if (place === null && event.key !== "?") return;
    event.preventDefault();
    act(place);
  };
}

const placeOf = (nav: readonly NavItem[], key: string) => nav.find((item) => item.key === key)?.href ?? null;

function KeyList({ title, entries }: { title: string; entries: readonly (readonly string[])[] }) {
  if (entries.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 font-medium text-subtle text-xs">{title}</h3>
      <dl className="text-sm">
        {entries.map(([keys = "", meaning = ""]) => (
          <div key={keys} className="flex items-center justify-between gap-4 py-1">
            <dt>{meaning}</dt>
            <dd className="flex gap-1">
              {keys.split(" ").map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
