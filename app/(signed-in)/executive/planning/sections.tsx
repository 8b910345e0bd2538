import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { DecisionsTable } from "#components/planning/decisions-table";
import { InitiativesTable } from "#components/planning/initiatives-table";
import { MarketTable } from "#components/planning/market-table";
import { ReviewsTable } from "#components/planning/reviews-table";
import {
  CATEGORY_LABELS,
  KIND_WORDS,
  MARKET_KIND_LABELS,
  optionsOf,
  type PlanningKind,
  STATUS_LABELS,
} from "#components/planning/wording";
import { ButtonLink } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { perform } from "#lib/operation/perform";
import { decisions } from "#lib/planning/decisions";
import { initiatives } from "#lib/planning/initiatives";
import { marketRecords } from "#lib/planning/market-records";
import { reviews } from "#lib/planning/reviews";
import { dialogHref, mayWrite, type Place, shownIn } from "./place.ts";

type Query = Readonly<Record<string, string>>;

interface Filter {
  readonly name: string;
  readonly label: string;
  readonly any: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The filters of each list, by the names of its operation. */
export const FILTERS: Readonly<Record<PlanningKind, readonly Filter[]>> = {
  initiatives: [{ name: "status", label: "Status", any: "Any status", labels: STATUS_LABELS }],
  decisions: [
    { name: "category", label: "Category", any: "Any category", labels: CATEGORY_LABELS },
    { name: "state", label: "State", any: "Pending and decided", labels: { pending: "Pending", decided: "Decided" } },
  ],
  reviews: [{ name: "state", label: "State", any: "Open and done", labels: { open: "Open", done: "Done" } }],
  market: [{ name: "kind", label: "Tells of", any: "Positions and opportunities", labels: MARKET_KIND_LABELS }],
};

const NOTHING_YET: Readonly<Record<PlanningKind, string>> = {
  initiatives: "An initiative is something that the business has set out to do, with an owner and how far it has come.",
  decisions: "A decision begins with the day on which it was known that something has to be decided.",
  reviews: "A review looks back at one decision or one initiative.",
  market: "A market record says what somebody has found out, with author, source and date. Nothing of it is computed.",
};

interface PageOf {
  readonly page: number;
  readonly page_size: number;
  readonly total_items: number;
  readonly total_capped?: true | undefined;
}

interface Listed {
  readonly page: PageOf;
  readonly table: ReactNode;
}

/** How each list is read and shown. */
const LISTS: Readonly<Record<PlanningKind, (place: Place, query: Query, empty: ReactNode) => Promise<Listed>>> = {
  async initiatives(place, query, empty) {
    const { data } = await perform(initiatives.list, place.caller, { query });
    const rows = data.items.map((item) => ({
      ...item,
      ...shownIn(place, item.initiative_id, item.owner_id, [reviewOf(place, "initiative", item.initiative_id)]),
    }));
    return {
      page: data,
      table: <InitiativesTable {...shared(place, query, "-updated_at")} rows={rows} empty={empty} />,
    };
  },
  async decisions(place, query, empty) {
    const { data } = await perform(decisions.list, place.caller, { query });
    const rows = data.items.map((item) => ({
      ...item,
      ...shownIn(place, item.decision_id, item.author_id, [reviewOf(place, "decision", item.decision_id)]),
    }));
    return { page: data, table: <DecisionsTable {...shared(place, query, "-insight_on")} rows={rows} empty={empty} /> };
  },
  async reviews(place, query, empty) {
    const { data } = await perform(reviews.list, place.caller, { query });
    const rows = data.items.map((item) => ({ ...item, ...shownIn(place, item.review_id, item.author_id) }));
    return { page: data, table: <ReviewsTable {...shared(place, query, "due_on")} rows={rows} empty={empty} /> };
  },
  async market(place, query, empty) {
    const { data } = await perform(marketRecords.list, place.caller, { query });
    const rows = data.items.map((item) => ({ ...item, ...shownIn(place, item.market_record_id, item.author_id) }));
    return { page: data, table: <MarketTable {...shared(place, query, "-observed_on")} rows={rows} empty={empty} /> };
  },
};

const shared = ({ at, now }: Place, { sort }: Query, fallback: string) => ({ at, now, sort: sort ?? fallback });

/** Entering a review of this very thing. */
const reviewOf = ({ at }: Place, of: "decision" | "initiative", id: string) => ({
  href: hrefWith(at, { kind: null, section: "reviews", dialog: "new", subject: `${of}:${id}` }),
  label: "Plan a review…",
});

/** One list of planning records with its filters, pages and the button that enters another one. */
export async function planningSection(place: Place, query: Query, clearHref: string): Promise<ReactNode> {
  const { kind, at } = place;
  const { one, many } = KIND_WORDS[kind];
  const filters = FILTERS[kind];
  const create = mayWrite(place) ? (
    <ButtonLink href={dialogHref(at, "new")} variant="primary" scroll={false}>
      <Plus aria-hidden="true" />
      New {one}
    </ButtonLink>
  ) : null;
  const empty = (
    <ListEmpty
      isFiltered={filters.some(({ name }) => query[name] !== undefined)}
      isScoped={false}
      clearHref={clearHref}
      noMatch={{ title: `No ${one} matches` }}
      nothingYet={{ title: `No ${many} yet`, text: NOTHING_YET[kind] }}
      create={create}
    />
  );
  const { page, table } = await LISTS[kind](place, query, empty);
  return (
    <>
      <div className="no-print flex flex-wrap items-center justify-between gap-2">
        <FilterForm label={`Filter ${many}`} at={at} keep={["sort", "pageSize", "window", "section"]}>
          {filters.map(({ name, label, any, labels }) => (
            <FilterSelect
              key={name}
              label={label}
              name={name}
              value={query[name]}
              options={optionsOf(labels)}
              any={any}
            />
          ))}
        </FilterForm>
        {page.total_items === 0 ? null : create}
      </div>
      {table}
      <Pagination
        page={page.page}
        pageSize={page.page_size}
        totalItems={page.total_items}
        totalCapped={page.total_capped === true}
        at={at}
        itemName={many}
      />
    </>
  );
}
