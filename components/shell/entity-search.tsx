"use client";
import { useCallback, useEffect, useRef, useState } from "react";

/** One thing found: a tenant, a user, a rule, an audit record. */
export interface SearchResult {
  readonly id: string;
  /** Groups results and names their kind: "Tenants". */
  readonly kind: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly href: string;
}

export type SearchState =
  | { readonly status: "idle" }
  | { readonly status: "loading" | "ready" | "failed"; readonly results: readonly SearchResult[] };

const DEBOUNCE_MS = 160;
export const MIN_QUERY = 2;

/** Asks the server for entities while someone types: debounced, the last question wins, old answers stay until then. */
export function useEntitySearch(url: string, onResults: (results: readonly SearchResult[]) => void) {
  const [state, setState] = useState<SearchState>({ status: "idle" });
  const running = useRef<AbortController>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = useCallback(() => {
    clearTimeout(timer.current);
    running.current?.abort();
  }, []);
  useEffect(() => stop, [stop]);
  const search = (query: string) => {
    stop();
    if (query.trim().length < MIN_QUERY) {
      setState({ status: "idle" });
      return;
    }
    setState((old) => ({ status: "loading", results: old.status === "idle" ? [] : old.results }));
    const controller = new AbortController();
    running.current = controller;
    timer.current = setTimeout(async () => {
      try {
        const results = await ask(url, query, controller.signal);
        setState({ status: "ready", results });
        onResults(results);
      } catch {
        if (!controller.signal.aborted) setState({ status: "failed", results: [] });
      }
    }, DEBOUNCE_MS);
  };
  return [state, search] as const;
}

async function ask(url: string, query: string, signal: AbortSignal): Promise<readonly SearchResult[]> {
  const response = await fetch(`${url}?${new URLSearchParams({ q: query.trim() })}`, {
    headers: { accept: "application/json" },
    signal,
  });
  if (!response.ok) throw new Error(`search answered ${response.status}`);
  const body: { results?: readonly SearchResult[] } = await response.json();
  return body.results ?? [];
}
