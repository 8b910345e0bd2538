"use client";
import { Command } from "cmdk";
import { ArrowRight, Clock, LoaderCircle, Search, TriangleAlert } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Kbd } from "#components/ui/kbd";
import { MIN_QUERY, type SearchResult, type SearchState, useEntitySearch } from "./entity-search.tsx";
import type { NavItem } from "./nav.tsx";
import { NavIcon } from "./nav-icon.tsx";
import { recentPages } from "./recent-pages.tsx";
import type { SearchUrls } from "./search-urls.tsx";

interface PaletteBodyProps {
  readonly pages: readonly NavItem[];
  readonly search: SearchUrls;
  readonly onDone: () => void;
}

/** The palette itself: recents and places at once, entities from the server as you type. */
export function PaletteBody({ pages, search, onDone }: PaletteBodyProps) {
  const router = useRouter();
  const path = usePathname();
  const [query, setQuery] = useState("");
  const [selected, setSelected] = useState("");
  const [state, ask] = useEntitySearch(search.results, ([first]) => {
    if (first !== undefined) setSelected(resultValue(first));
  });
  const go = (href: string) => {
    onDone();
    router.push(href);
  };
  const words = query.trim().toLowerCase();
  const places = pages.filter((page) => `${page.group} ${page.label}`.toLowerCase().includes(words));
  const recents = words === "" ? recentPages(path) : [];
  return (
    <Command label="Search and jump" shouldFilter={false} loop value={selected} onValueChange={setSelected}>
      <div className="flex items-center gap-2.5 border-line border-b px-4">
        <StateIcon state={state} />
        <Command.Input
          autoFocus
          value={query}
          onValueChange={(value) => {
            setQuery(value);
            ask(value);
          }}
          placeholder="Find tenants, users, pages…"
          className="h-12 w-full bg-transparent text-md outline-none placeholder:text-subtle"
        />
        <button type="button" onClick={onDone} title="Close" className="grid min-h-6 place-items-center rounded-sm">
          <Kbd>Esc</Kbd>
        </button>
      </div>
      <Command.List className="max-h-[min(24rem,60dvh)] scroll-py-2 overflow-y-auto p-2">
        {recents.length === 0 ? null : (
          <Section heading="Recent">
            {recents.map((page) => (
              <Entry key={page.href} value={`recent:${page.href}`} icon={<Clock />} onSelect={() => go(page.href)}>
                {page.label}
              </Entry>
            ))}
          </Section>
        )}
        <Results state={state} pages={pages} onOpen={go} />
        {places.length === 0 ? null : (
          <Section heading="Go to">
            {places.map((page) => (
              <Entry
                key={page.href}
                value={`page:${page.href}`}
                icon={<NavIcon name={page.icon} />}
                hint={page.key === undefined ? page.group : `g ${page.key}`}
                onSelect={() => go(page.href)}
              >
                {page.label}
              </Entry>
            ))}
          </Section>
        )}
        {words.length < MIN_QUERY ? null : (
          <Section heading="More">
            <Entry
              value="search:all"
              icon={<ArrowRight />}
              onSelect={() => go(`${search.page}?${new URLSearchParams({ q: query.trim() })}`)}
            >
              All results for “{query.trim()}”
            </Entry>
          </Section>
        )}
      </Command.List>
      <StateLine state={state} />
    </Command>
  );
}

function StateIcon({ state }: { readonly state: SearchState }) {
  const Icon = state.status === "loading" ? LoaderCircle : Search;
  const spin = state.status === "loading" ? "animate-spin" : "";
  return <Icon aria-hidden="true" className={`size-4 shrink-0 text-subtle ${spin}`} />;
}

function StateLine({ state }: { readonly state: SearchState }) {
  if (state.status === "failed") {
    return (
      <p role="alert" className="flex items-center gap-2 border-line border-t px-4 py-2 text-sm text-warning">
        <TriangleAlert aria-hidden="true" className="size-4" />
        Search did not answer. Keep typing to try again.
      </p>
    );
  }
  const text = state.status === "ready" ? countText(state.results.length) : "Type two letters to search everything";
  return (
    <p role="status" className="border-line border-t px-4 py-2 text-subtle text-xs">
      {state.status === "loading" ? "Searching…" : text}
    </p>
  );
}

function countText(count: number): string {
  if (count === 0) return "No tenant, user, rule or record matches";
  return `${count} ${count === 1 ? "result" : "results"}`;
}

const resultValue = (result: SearchResult) => `${result.kind}:${result.id}`;

interface ResultsProps {
  readonly state: SearchState;
  readonly pages: readonly NavItem[];
  readonly onOpen: (href: string) => void;
}

/** Entities by kind, each with the icon of the place where its kind lives. */
function Results({ state, pages, onOpen }: ResultsProps) {
  if (state.status === "idle") return null;
  const kinds = [...Map.groupBy(state.results, (result: SearchResult) => result.kind)];
  const iconOf = (kind: string) => pages.find((page) => page.label === kind)?.icon;
  return kinds.map(([kind, results]) => (
    <Section key={kind} heading={kind}>
      {results.map((result) => (
        <Entry
          key={result.id}
          value={resultValue(result)}
          icon={<KindIcon name={iconOf(kind)} />}
          hint={result.hint}
          onSelect={() => onOpen(result.href)}
        >
          {result.label}
        </Entry>
      ))}
    </Section>
  ));
}

function Section({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="pb-1 [&>[cmdk-group-heading]]:px-2 [&>[cmdk-group-heading]]:py-1 [&>[cmdk-group-heading]]:font-medium [&>[cmdk-group-heading]]:text-subtle [&>[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function KindIcon({ name }: { readonly name: NavItem["icon"] | undefined }) {
  return name === undefined ? <Search aria-hidden="true" /> : <NavIcon name={name} />;
}

interface EntryProps {
  readonly value: string;
  readonly icon: ReactNode;
  readonly hint?: string | undefined;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

function Entry({ value, icon, hint, onSelect, children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm aria-selected:bg-tint coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-subtle"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint === undefined ? null : <span className="max-w-48 truncate text-muted text-xs">{hint}</span>}
    </Command.Item>
  );
}
