import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import { goneFilters } from "#app/_support/gone.ts";
import type { ChoosableColumn } from "#components/data-table/column-chooser";
import { inOrder } from "#components/data-table/column-order";
import type { ViewBarProps, ViewContent } from "#components/data-table/view-state";
import { columnIds, columnOrderOf, hiddenColumnsOf, joinedIds } from "#components/shell/preferences";
import { hrefWith, queryOf } from "#components/ui/href";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listViews } from "#lib/views/operations";
import type { SavedView } from "#lib/views/schema";

/** A list of the console whose filters, order and columns can be saved under a name. */
export interface ListSpec<K extends string> {
  /** Its name among saved views and in the columns' cookie. */
  readonly list: string;
  readonly path: string;
  /** What its rows are called: "tenants". */
  readonly title: string;
  /** The parameters of its operation that the page offers. */
  readonly keys: readonly K[];
  /** The operation's query, which judges what a view has kept. */
  readonly schema: z.ZodObject;
  readonly columns: readonly ChoosableColumn[];
}

export interface ListState<K extends string> {
  /** For the operation. */
  readonly query: Partial<Record<K, string>>;
  /** The page's address without a dialog. */
  readonly at: string;
  /** The list without filters. */
  readonly clearHref: string;
  readonly peek: string | undefined;
  readonly dialog: string | undefined;
  /** What the dialog of a bulk act is about, as the address has it. */
  readonly bulk: AskedBulk;
  /** The filters at work, without order and place. */
  readonly filter: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
  /** The columns that can be chosen in the order at work; empty for the list's own. */
  readonly order: readonly string[];
  readonly views: ViewBarProps;
}

export interface AskedBulk {
  /** The operation. */
  readonly bulk?: string | undefined;
  /** Rows picked one by one, joined with dots. */
  readonly ids?: string | undefined;
  /** Rows picked by a filter: a selection token. */
  readonly selection?: string | undefined;
}

const OWN_KEYS = ["view", "hide", "order", "peek", "dialog", "bulk", "ids", "selection"] as const;
/** `view` of an address that wants no view, not even the default one. */
const NO_VIEW = "all";
/** Where one stands in the list is no part of a view. */
const POSITION: ReadonlySet<string> = new Set(["page", "pageSize"]);

/** Reads a list's state off its address. Without any, the reader's default view opens: that address is the answer. */
export async function listState<K extends string>(
  caller: Caller,
  spec: ListSpec<K>,
  searchParams: Readonly<Record<string, string | string[] | undefined>>,
): Promise<ListState<K>> {
  const query = queryOf(searchParams, spec.keys);
  const { view: viewId, hide, order: ordered, peek, dialog, bulk, ids, selection } = queryOf(searchParams, OWN_KEYS);
  const views = await viewsOf(caller, spec.list);
  const opening = views.find(({ isDefault }) => isDefault);
  if (opening && Object.keys(searchParams).length === 0) {
    redirect(hrefOf(spec, opening));
  }
  const jar = await cookies();
  const cookie = (name: string) => jar.get(name)?.value;
  const hidden = hide === undefined ? hiddenColumnsOf(cookie, spec.list) : columnIds(hide);
  const columnOrder = ordered === undefined ? columnOrderOf(cookie, spec.list) : columnIds(ordered);
  const content = { query: kept(query), hiddenColumns: knownTo(spec, hidden), columnOrder: orderIn(spec, columnOrder) };
  const at = hrefWith(spec.path, { ...query, view: viewId, hide, order: ordered, peek });
  const current = views.find((view) => view.viewId === viewId);
  const clearHref = opening ? `${spec.path}?view=${NO_VIEW}` : spec.path;
  return {
    query,
    at,
    clearHref,
    peek,
    dialog,
    bulk: { bulk, ids, selection },
    filter: filterOf(query),
    hidden,
    order: content.columnOrder,
    views: {
      list: spec.list,
      title: spec.title,
      at,
      allHref: clearHref,
      views: views.map((view) => ({ ...view, href: hrefOf(spec, view), isCurrent: view === current })),
      state: content,
      isModified: current !== undefined && !isEqual(spec, current, content),
      stale: {
        ...(current ? staleParts(spec, current) : { parameters: [], columns: [] }),
        gone: current ? await goneFilters(caller, filterOf(query)) : [],
      },
      isGone: viewId !== undefined && viewId !== NO_VIEW && current === undefined,
      mayShare: caller.actor.tenantScope === "global",
    },
  };
}

/** No views rather than no list, when they cannot be read. */
async function viewsOf(caller: Caller, list: string): Promise<readonly SavedView[]> {
  try {
    return (await perform(listViews, caller, { query: { list, pageSize: "100" } })).data.items;
  } catch (thrown) {
    if (thrown instanceof AppError) {
      return [];
    }
    throw thrown;
  }
}

/** The address that shows a view: everything that still has a meaning stands in it. */
const hrefOf = (spec: ListSpec<string>, view: SavedView): string =>
  hrefWith(spec.path, {
    view: view.viewId,
    ...valid(spec, view),
    hide: joinedIds(view.hiddenColumns),
    order: joinedIds(view.columnOrder),
  });

/** What of a list's query picks its rows. */
const filterOf = (query: Readonly<Partial<Record<string, string>>>): Record<string, string> => {
  const { sort: _, ...filter } = kept(query);
  return filter;
};

const kept = (query: Readonly<Partial<Record<string, string>>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !POSITION.has(entry[0]),
    ),
  );

/** The columns of these that the list has. */
const knownTo = ({ columns }: ListSpec<string>, ids: readonly string[]): string[] =>
  ids.filter((id) => columns.some((column) => column.id === id));

/** The order as far as it is not the list's own; empty when it is. */
function orderIn({ columns }: ListSpec<string>, order: readonly string[]): string[] {
  const ids = inOrder(columns, ({ id }) => id, order).map(({ id }) => id);
  return ids.every((id, index) => id === columns[index]?.id) ? [] : ids;
}

/** What a view has kept that the list no longer takes: parameters, and columns. */
function staleParts(spec: ListSpec<string>, { query, hiddenColumns }: SavedView) {
  const issues = spec.schema.safeParse(query).error?.issues ?? [];
  const refused = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys : issue.path.slice(0, 1).map(String),
  );
  const known = knownTo(spec, hiddenColumns);
  return {
    parameters: Object.keys(query).filter((name) => refused.includes(name) || !spec.keys.includes(name)),
    columns: hiddenColumns.filter((id) => !known.includes(id)),
  };
}

function valid(spec: ListSpec<string>, view: SavedView): Record<string, string> {
  const { parameters } = staleParts(spec, view);
  return Object.fromEntries(Object.entries(view.query).filter(([name]) => !parameters.includes(name)));
}

function isEqual(spec: ListSpec<string>, view: SavedView, shown: ViewContent): boolean {
  const text = ({ query, hiddenColumns, columnOrder }: ViewContent) =>
    JSON.stringify([Object.entries(query).toSorted(), hiddenColumns.toSorted(), columnOrder]);
  const kept = { query: valid(spec, view), hiddenColumns: knownTo(spec, view.hiddenColumns) };
  return text(shown) === text({ ...kept, columnOrder: orderIn(spec, view.columnOrder) });
}
