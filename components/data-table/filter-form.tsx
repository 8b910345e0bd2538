"use client";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { addressAhead, columnsOf, useGo, withColumns } from "./address-ahead.tsx";
import { useSearchKey } from "./use-search-key.tsx";

interface FilterFormProps {
  /** What is searched: "Filter tenants". */
  readonly label: string;
  /** The current relative URL; its path is where the form leads. */
  readonly at: string;
  /** Parameters to carry over that no control of the form holds. */
  readonly keep?: readonly string[] | undefined;
  /** `SearchField`, `FilterSelect`, any named control. */
  readonly children: ReactNode;
}

const kept: readonly string[] = ["sort", "pageSize"];
/** The saved view and the columns that the address names stay whatever is filtered. */
const always: readonly string[] = ["view", "hide", "order"];

/** Search and filters as a plain GET form; with scripts it applies itself while you type and choose. `/` leads to it. */
export function FilterForm({ label, at, keep = kept, children }: FilterFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [pending, apply, due] = useAutoApply(form);
  useSearchKey(form);
  useResetOnNavigation(form, at, due);
  const [path = "", query = ""] = at.split("?", 2);
  const carried = [...new URLSearchParams(query)].filter(([key]) => keep.includes(key) || always.includes(key));
  return (
    <search aria-label={label}>
      <form
        ref={form}
        action={path}
        method="get"
        className="filter-form flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          apply("push");
        }}
      >
        {carried.map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value} />
        ))}
        {children}
        <span className="hidden no-js:block">
          <Button type="submit">Apply</Button>
        </span>
        {pending ? <span data-pending hidden /> : null}
      </form>
    </search>
  );
}

function useAutoApply(form: { readonly current: HTMLFormElement | null }) {
  const [pending, go] = useGo();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  const apply = (mode: "push" | "replace") => {
    const element = form.current;
    if (element === null) return;
    stop();
    const href = hrefOf(element);
    // Columns that were chosen a moment ago may not be in the form yet.
    const current = addressAhead();
    go(mode, withColumns(href, current, columnsOf(current)) ?? href);
  };
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  useEffect(() => {
    const element = form.current;
    const onInput = (event: Event) => {
      clearTimeout(timer.current);
      const typed = event.target instanceof HTMLInputElement && /^(search|text)$/.test(event.target.type);
      timer.current = setTimeout(() => latest.current(typed ? "replace" : "push"), typed ? 280 : 0);
    };
    element?.addEventListener("input", onInput);
    return () => {
      element?.removeEventListener("input", onInput);
      clearTimeout(timer.current);
    };
  }, [form]);
  return [pending, apply, timer] as const;
}

function hrefOf(form: HTMLFormElement): string {
  const values: Record<string, string[]> = {};
  for (const [key, value] of new FormData(form)) {
    if (typeof value !== "string" || value.trim() === "") continue;
    values[key] = [...(values[key] ?? []), value.trim()];
  }
  return hrefWith(form.getAttribute("action") ?? "", values);
}

/** Controls are uncontrolled: after "Clear all" or Back they must show what the URL says, but never overwrite typing. */
function useResetOnNavigation(
  form: { readonly current: HTMLFormElement | null },
  at: string,
  due: { readonly current: unknown },
) {
  const shown = useRef(at);
  // Together with the page: between it and a later effect somebody may have chosen already.
  useLayoutEffect(() => {
    // Not on the first run: what was typed before the scripts came must stay.
    if (shown.current === at) return;
    shown.current = at;
    // What was chosen a moment ago leads on to an address of its own.
    if (due.current !== undefined) return;
    const params = new URLSearchParams(at.split("?", 2)[1] ?? "");
    for (const control of form.current?.elements ?? []) {
      if (control !== document.activeElement) reset(control, params);
    }
  }, [form, at, due]);
}

function reset(control: Element, params: URLSearchParams) {
  if (control instanceof HTMLSelectElement) control.value = params.get(control.name) ?? "";
  if (!(control instanceof HTMLInputElement) || control.type === "hidden") return;
  if (control.type === "checkbox") control.checked = params.getAll(control.name).includes(control.value);
  else control.value = params.get(control.name) ?? "";
}
