"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useTransition } from "react";
import { hrefWith } from "#components/ui/href";

/** What a choice of columns says in an address; null for the list's own. */
export interface ColumnParameters {
  readonly hide: string | null;
  readonly order: string | null;
}

/** Where scripts have sent the reader while the page of that address is not there yet. */
let ahead: string | null = null;

/** The relative address that the reader is on the way to, or else the one that shows. */
export function addressAhead(): string {
  return ahead ?? window.location.pathname + window.location.search;
}

/** Leads on within a page, and lets those who are to follow build on that address; `pending` until it shows. */
export function useGo(): readonly [pending: boolean, go: (mode: "push" | "replace", href: string) => void] {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const mine = useRef<string | null>(null);
  const arrive = useCallback(() => {
    if (ahead === mine.current) ahead = null;
    mine.current = null;
  }, []);
  useEffect(() => {
    if (!pending) arrive();
  }, [pending, arrive]);
  useEffect(() => arrive, [arrive]);
  const go = useCallback(
    (mode: "push" | "replace", href: string) => {
      ahead = href;
      mine.current = href;
      startTransition(() => router[mode](href, { scroll: false }));
    },
    [router],
  );
  return [pending, go];
}

/** `at` with those columns, which were chosen at `from`; null when it is another list or another view, with columns of its own. */
export function withColumns(at: string, from: string, columns: ColumnParameters): string | null {
  return listOf(at) === listOf(from) ? hrefWith(at, { hide: columns.hide, order: columns.order }) : null;
}

/** The columns that an address names. */
export function columnsOf(at: string): ColumnParameters {
  const params = new URLSearchParams(at.split("?", 2)[1] ?? "");
  return { hide: params.get("hide"), order: params.get("order") };
}

function listOf(at: string): string {
  const [path = "", query = ""] = at.split("?", 2);
  return `${path} ${new URLSearchParams(query).get("view") ?? ""}`;
}
