import { Download } from "lucide-react";
import type { Metadata } from "next";
import { FilterSelect, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { OperationList } from "#components/reference/operation-list";
import { ButtonLink, buttonStyles } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { type Entry, referenceIndex } from "#lib/reference/index";

export const metadata: Metadata = { title: "API" };

const PATH = "/console/api";
const FILES = [
  ["openapi.json", "OpenAPI"],
  ["rookery.postman_collection.json", "Postman collection"],
  ["rookery.postman_environment.json", "Environment"],
] as const;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The API as far as the reader may call it; each operation has its page. */
export default async function ApiPage({ searchParams }: Props) {
  const { actor } = await pageCaller();
  const { search, family, method } = queryOf(await searchParams, ["search", "family", "method"]);
  const all = referenceIndex(actor);
  const shown = all.filter((entry) => matches(entry, { search, family, method }));
  const optionsOf = (values: readonly string[]) => [...new Set(values)].map((value) => ({ value, label: value }));
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        title="API"
        total={shown.length}
        description="What your role may call, and nothing else. Every operation has an address of its own."
        actions={FILES.map(([file, label]) => (
          <a key={file} href={`${PATH}/files/${file}`} className={buttonStyles({})}>
            <Download aria-hidden="true" />
            {label}
          </a>
        ))}
      />
      <FilterForm label="Filter operations" at={addressOf({ search, family, method })}>
        <SearchField label="Search operations" placeholder="Words, path or operation" value={search} />
        <FilterSelect
          label="Family"
          name="family"
          value={family}
          options={optionsOf(all.map((entry) => entry.family))}
          any="Any family"
        />
        <FilterSelect
          label="Method"
          name="method"
          value={method}
          options={optionsOf(all.map((entry) => entry.method))}
          any="Any method"
        />
      </FilterForm>
      {shown.length === 0 ? (
        <EmptyState kind="no-match" title="No operation matches" action={<ButtonLink href={PATH}>Show all</ButtonLink>}>
          Only what your role may call is searched.
        </EmptyState>
      ) : (
        <OperationList entries={shown} hrefOf={(id) => `${PATH}/${id}`} />
      )}
    </div>
  );
}

type Filters = Readonly<Record<"search" | "family" | "method", string | undefined>>;

function addressOf(filters: Filters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined) as [string, string][];
  return given.length === 0 ? PATH : `${PATH}?${new URLSearchParams(given)}`;
}

/** Every word of the search has to be there, in any letter case. */
function matches(entry: Entry, { search = "", family, method }: Filters): boolean {
  const text = `${entry.id} ${entry.method} ${entry.path} ${entry.summary}`.toLowerCase();
  return (
    (family === undefined || entry.family === family) &&
    (method === undefined || entry.method === method) &&
    search
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}
