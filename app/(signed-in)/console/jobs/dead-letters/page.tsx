import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { type ListSpec, listState } from "#app/_support/list-view.ts";
import { ListTools, ListViews } from "#app/_support/list-views.tsx";
import { FilterDate, FilterSelect, FilterText, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { type DeadLetterRow, DeadLettersTable } from "#components/jobs/dead-letters-table";
import { DEAD_LETTER_COLUMNS, DEAD_LETTER_FILTERS, DEAD_LETTER_LOOKS } from "#components/jobs/wording";
import { ButtonLink } from "#components/ui/button";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { pageCaller } from "#lib/auth/console";
import { listDeadLetters, retryDeadLetters } from "#lib/jobs/dead-letter-operations";
import { type DeadLetter, ListDeadLettersQuery } from "#lib/jobs/schema";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { DeadLetterDialog } from "../dead-letter-dialog.tsx";
import { JobTabs } from "../job-tabs.tsx";
import { retryFilterOf } from "../retry-filter.ts";
import { RetryMatchingDialog } from "./retry-matching-dialog.tsx";

export const metadata: Metadata = { title: "Dead letters" };

const FILTERS = Object.keys(DEAD_LETTER_FILTERS) as (keyof typeof DEAD_LETTER_FILTERS)[];
const LIST = {
  list: "dead-letters",
  path: "/console/jobs/dead-letters",
  title: "dead letters",
  keys: ["page", "pageSize", "sort", ...FILTERS],
  schema: ListDeadLettersQuery,
  columns: DEAD_LETTER_COLUMNS,
} as const satisfies ListSpec<string>;

const STATUSES = Object.entries(DEAD_LETTER_LOOKS).map(([value, { word }]) => ({ value, label: word }));

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Jobs that have failed for good, until somebody retries or discards them. */
export default async function DeadLettersPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const search = await searchParams;
  const { query, at, clearHref, dialog, hidden, order, views } = await listState(caller, LIST, search);
  const { letter } = queryOf(search, ["letter"]);
  const result = await attempt({ caller, href: at, cleanHref: clearHref }, () =>
    perform(listDeadLetters, caller, { query }),
  );
  const now = new Date().toISOString();
  const chips = FILTERS.flatMap((name) => {
    const value = query[name];
    const removeHref = hrefWith(at, { [name]: null, page: null });
    return value === undefined ? [] : [{ label: DEAD_LETTER_FILTERS[name], value, removeHref }];
  });
  const mayRetry = can(caller.actor, retryDeadLetters.policy);
  const filter = retryFilterOf(at.split("?")[1] ?? "");
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <ListPage>
      <PageHeader
        title="Jobs"
        {...(result.ok && { total: result.value.data.totalItems, totalCapped: result.value.data.totalCapped === true })}
        freshness={{ asOf: now, now, label: "Read" }}
        actions={
          mayRetry && isNarrowed && result.ok ? (
            <ButtonLink href={hrefWith(at, { dialog: "retry-matching" })} scroll={false}>
              Retry matching…
            </ButtonLink>
          ) : null
        }
      />
      <JobTabs current="dead-letters" />
      <ListViews views={views} dialog={dialog} />
      <TableToolbar end={<ListTools spec={LIST} at={at} hidden={hidden} order={order} views={views} />}>
        <Filters at={at} query={query} />
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      {result.ok ? (
        <>
          <DeadLettersTable
            rows={result.value.data.items.map((item) => rowOf(item, at, mayRetry))}
            at={at}
            now={now}
            sort={query.sort ?? "-failedOn"}
            hiddenColumns={hidden}
            columnOrder={order}
            empty={
              <ListEmpty
                isFiltered={chips.length > 0}
                isScoped={caller.actor.tenantScope !== "global"}
                clearHref={clearHref}
                noMatch={{
                  title: "No dead letter matches",
                  text: "The search looks for a part of the error, in any case.",
                }}
                nothingYet={{
                  title: "No job has failed for good",
                  text: "One that fails after three retries shows here, with an alert.",
                }}
              />
            }
          />
          <Pagination
            {...result.value.data}
            totalCapped={result.value.data.totalCapped === true}
            at={at}
            itemName="dead letters"
          />
          <DeadLetterDialog kind={dialog} deadLetterId={letter} caller={caller} closeHref={at} />
          {dialog === "retry-matching" && isNarrowed ? (
            <RetryMatchingDialog caller={caller} filter={filter} closeHref={at} />
          ) : null}
        </>
      ) : (
        result.view
      )}
    </ListPage>
  );
}

type Query = Readonly<Partial<Record<keyof typeof DEAD_LETTER_FILTERS, string>>>;

function Filters({ at, query }: { readonly at: string; readonly query: Query }) {
  return (
    <FilterForm label="Filter dead letters" at={at} keep={["sort", "pageSize", "ruleId", "tenantId"]}>
      <SearchField label="Search errors" placeholder="Part of the error" name="error" value={query.error} />
      <FilterSelect label="Status" name="status" value={query.status} options={STATUSES} any="Any status" />
      <FilterText label="Kind" name="kind" placeholder="Kind of work" value={query.kind} />
      <FilterDate label="From" name="dateFrom" value={query.dateFrom} />
      <FilterDate label="Before" name="dateTo" value={query.dateTo} />
    </FilterForm>
  );
}

function rowOf(letter: DeadLetter, at: string, mayRetry: boolean): DeadLetterRow {
  const open = { href: `/console/jobs/runs/${letter.jobId}`, label: "Open the run" };
  const dialog = (name: string) => hrefWith(at, { dialog: name, letter: letter.deadLetterId });
  return {
    ...letter,
    actions:
      mayRetry && letter.status === "open"
        ? [
            open,
            { href: dialog("retry"), label: "Retry…" },
            { href: dialog("discard"), label: "Discard…", isDangerous: true },
          ]
        : [open],
  };
}
