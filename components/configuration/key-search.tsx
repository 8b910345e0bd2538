"use client";
import { useRef } from "react";
import { SearchField } from "#components/data-table/filter-fields";
import { useSearchKey } from "#components/data-table/use-search-key";

interface KeySearchProps {
  /** What the page was asked for. */
  readonly initial: string;
  /** What has been typed by now. */
  readonly search: string;
  readonly onChange: (value: string) => void;
  readonly found: number;
}

/** Finds keys as one types and keeps the search in the address; without scripts it is a form that asks the server. */
export function KeySearch({ initial, search, onChange, found }: KeySearchProps) {
  const form = useRef<HTMLFormElement>(null);
  useSearchKey(form);
  const follow = (text: string) => {
    onChange(text);
    const url = new URL(window.location.href);
    if (text === "") url.searchParams.delete("q");
    else url.searchParams.set("q", text);
    window.history.replaceState(null, "", url);
  };
  return (
    <search>
      <form
        ref={form}
        method="get"
        className="flex flex-wrap items-center gap-3"
        onSubmit={(event) => event.preventDefault()}
        onInput={(event) => {
          if (event.target instanceof HTMLInputElement) follow(event.target.value);
        }}
      >
        <SearchField label="Search keys" placeholder="Search keys" name="q" value={initial} />
        <p role="status" className="text-muted text-sm">
          {search.trim() === "" ? "" : `${found} ${found === 1 ? "key" : "keys"}`}
        </p>
      </form>
    </search>
  );
}
