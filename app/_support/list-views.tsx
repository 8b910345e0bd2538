import { setColumns } from "#app/preferences/actions.ts";
import { ColumnChooser } from "#components/data-table/column-chooser";
import { SaveViewLink, ViewBar } from "#components/data-table/view-bar";
import { ViewDialog } from "#components/data-table/view-dialog";
import type { ViewBarProps } from "#components/data-table/view-state";
import type { ListSpec, ListState } from "./list-view.ts";
import { saveViewAction, setDefaultViewAction, viewDialogAction } from "./view-actions.ts";

interface ListViewsProps {
  readonly views: ViewBarProps;
  readonly dialog: string | undefined;
}

/** The saved views of a list page: tabs, what is wrong with the view at work, and the dialog that `?dialog=` names. */
export function ListViews({ views, dialog }: ListViewsProps) {
  const current = views.views.find(({ isCurrent }) => isCurrent);
  const { list, at, state, mayShare } = views;
  const shared = { list, at, state, mayShare, action: viewDialogAction };
  return (
    <>
      <ViewBar {...views} actions={{ save: saveViewAction, setDefault: setDefaultViewAction }} />
      {dialog === "save-view" ? <ViewDialog {...shared} /> : null}
      {dialog === "edit-view" && current?.isOwn ? <ViewDialog {...shared} view={current} /> : null}
    </>
  );
}

interface ListToolsProps extends Pick<ListState<string>, "at" | "hidden" | "order" | "views"> {
  readonly spec: Pick<ListSpec<string>, "list" | "columns">;
}

/** What concerns a list as a whole, beside its filters: saving what it shows as a view, and its columns. */
export function ListTools({ spec: { list, columns }, at, hidden, order, views }: ListToolsProps) {
  return (
    <>
      <SaveViewLink at={at} hasViews={views.views.length > 0} />
      <ColumnChooser table={list} columns={columns} hidden={hidden} order={order} at={at} action={setColumns} />
    </>
  );
}
