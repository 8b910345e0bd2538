import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import type { SearchResult } from "#components/shell/entity-search";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { find } from "./find.ts";

export const metadata: Metadata = { title: "Search" };

const PATH = "/console/search";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The palette's search as a page of its own: shareable, and there without scripts. */
export default async function SearchPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { q = "" } = queryOf(await searchParams, ["q"]);
  const at = hrefWith(PATH, { q });
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () => find(caller, q));
  return (
    <>
      <PageHeader
        title="Search"
        description="Tenants by part of the name or code, users by part of the e-mail address, rules by part of the name, anything by its id."
      />
      <FilterForm label="Search the platform" at={at} keep={[]}>
        <SearchField label="Search" name="q" placeholder="Name, code, e-mail or id" value={q} />
      </FilterForm>
      {result.ok ? <Results text={q} results={result.value} /> : result.view}
    </>
  );
}

function Results({ text, results }: { readonly text: string; readonly results: readonly SearchResult[] }) {
  if (text.trim() === "") {
    return (
      <EmptyState kind="nothing-yet" title="What are you looking for?">
        Paste an id or type a part of a name.
      </EmptyState>
    );
  }
  if (results.length === 0) {
    return (
      <EmptyState kind="no-match" title={`Nothing matches “${text.trim()}”`}>
        Only what your role and your tenants let you see is searched.
      </EmptyState>
    );
  }
  return [...Map.groupBy(results, ({ kind }) => kind)].map(([kind, found]) => (
    <Card key={kind} title={kind} flush actions={<AllOf kind={kind} text={text} />} className="max-w-3xl">
      <ul className="divide-y divide-line">
        {found.map(({ id, label, hint, href }) => (
          <li key={id}>
            <AppLink
              href={href}
              className="flex min-h-10 items-center justify-between gap-4 px-4 py-1.5 text-sm -outline-offset-2 hover:bg-hover"
            >
              <span className="min-w-0 truncate font-medium">{label}</span>
              <span className="min-w-0 truncate text-muted text-xs">{hint}</span>
            </AppLink>
          </li>
        ))}
      </ul>
    </Card>
  ));
}

const LISTS: Readonly<Record<string, (text: string) => string>> = {
  Tenants: (search) => hrefWith("/console/tenants", { search }),
  Users: (email) => hrefWith("/console/users", { email }),
  Rules: (search) => hrefWith("/console/rules", { search }),
};

/** Leads from the first few to the whole list. */
function AllOf({ kind, text }: { readonly kind: string; readonly text: string }) {
  const list = LISTS[kind];
  return list === undefined ? null : (
    <AppLink href={list(text.trim())} className="link text-xs">
      All matching {kind.toLowerCase()}
    </AppLink>
  );
}
