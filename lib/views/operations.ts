import { AppError } from "../core/errors.ts";
import { operation } from "../operation/operation.ts";
import { findView, listViews as list, toView, type ViewRow } from "./queries.ts";
import {
  CreateViewInput,
  DefaultView,
  ListViewsQuery,
  SavedView,
  SavedViewDeleted,
  SavedViewPage,
  SetDefaultViewInput,
  UpdateViewInput,
  ViewDefaultPath,
  ViewPath,
} from "./schema.ts";
import {
  createView as create,
  readerOf,
  deleteView as remove,
  setDefaultView as setDefault,
  updateView as update,
} from "./service.ts";

const SIGNED_IN = { access: "signed-in" } as const;

const example: SavedView = {
  viewId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0b1",
  list: "tenants",
  name: "Suspended enterprises",
  query: { status: "suspended", segment: "enterprise", sort: "-updatedOn" },
  hiddenColumns: ["currency"],
  columnOrder: ["segment", "plan"],
  isShared: false,
  isOwn: true,
  isDefault: false,
  createdOn: "2026-11-20T09:30:00.000Z",
  updatedOn: "2026-11-20T09:30:00.000Z",
};
const path = { viewId: example.viewId };
const fields = {
  name: example.name,
  query: example.query,
  hiddenColumns: example.hiddenColumns,
  columnOrder: example.columnOrder,
  isShared: false,
  isDefault: false,
};

/** What stands in the audit log: the name and the switches; a filter may hold somebody's address. */
const recorded = ({ list: of, name, query, isShared, isDefault }: ViewRow) => ({
  list: of,
  name,
  parameters: Object.keys(query).sort(),
  isShared,
  isDefault,
});

export const listViews = operation({
  name: "listViews",
  summary: "Saved views of one list: the caller's own and those shared by people of the same role",
  http: { method: "GET", path: "/views" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: null,
  input: { query: ListViewsQuery },
  output: SavedViewPage,
  errors: [],
  example: {
    input: { query: { list: "tenants" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, readerOf(actor));
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getView = operation({
  name: "getView",
  summary: "One saved view that the caller sees",
  http: { method: "GET", path: "/views/{viewId}" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: null,
  input: { path: ViewPath },
  output: SavedView,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  async run({ db, actor }, { path: { viewId } }) {
    const view = await findView(db, viewId, readerOf(actor));
    if (!view) {
      throw new AppError("NOT_FOUND");
    }
    return { data: toView(view), version: view.version };
  },
});

export const createView = operation({
  name: "createView",
  summary: "Save filters, order and columns of a list under a name",
  http: { method: "POST", path: "/views", status: 201, message: "View saved" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: ["SAVED_VIEW_CREATED"],
  entityType: "savedView",
  idempotent: true,
  input: { body: CreateViewInput },
  output: SavedView,
  errors: ["CONFLICT"],
  example: { input: { body: { list: "tenants", ...fields } }, output: example },
  async run(ctx, { body }) {
    const view = await create(ctx, body);
    return {
      data: toView(view),
      version: view.version,
      audit: {
        action: "SAVED_VIEW_CREATED",
        entityType: "savedView",
        entityId: view.viewId,
        after: recorded(view),
      },
    };
  },
});

export const updateView = operation({
  name: "updateView",
  summary: "Replace one of the caller's views",
  http: { method: "PUT", path: "/views/{viewId}", message: "View saved" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: ["SAVED_VIEW_UPDATED"],
  entityType: "savedView",
  input: { path: ViewPath, body: UpdateViewInput },
  output: SavedView,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path, body: fields }, output: example },
  async run(ctx, { path: { viewId }, body }) {
    const { before, after } = await update(ctx, viewId, body);
    return {
      data: toView(after),
      version: after.version,
      audit: {
        action: "SAVED_VIEW_UPDATED",
        entityType: "savedView",
        entityId: viewId,
        before: recorded(before),
        after: recorded(after),
      },
    };
  },
});

export const deleteView = operation({
  name: "deleteView",
  summary: "Delete one of the caller's views",
  http: { method: "DELETE", path: "/views/{viewId}", message: "View deleted" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: ["SAVED_VIEW_DELETED"],
  entityType: "savedView",
  input: { path: ViewPath },
  output: SavedViewDeleted,
  errors: ["NOT_FOUND", "PRECONDITION_FAILED"],
  example: { input: { path }, output: path },
  async run(ctx, { path: { viewId } }) {
    const before = await remove(ctx, viewId);
    return {
      data: { viewId },
      audit: {
        action: "SAVED_VIEW_DELETED",
        entityType: "savedView",
        entityId: viewId,
        before: recorded(before),
      },
    };
  },
});

export const setDefaultView = operation({
  name: "setDefaultView",
  summary: "Choose the view with which a list opens for the caller",
  http: { method: "PUT", path: "/views/defaults/{list}", message: "Default view chosen" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: ["SAVED_VIEW_UPDATED"],
  entityType: "savedView",
  input: { path: ViewDefaultPath, body: SetDefaultViewInput },
  output: DefaultView,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { list: "tenants" }, body: { viewId: example.viewId } },
    output: { list: "tenants", viewId: example.viewId },
  },
  async run(ctx, { path: { list: of }, body: { viewId } }) {
    const { before } = await setDefault(ctx, of, viewId);
    return {
      data: { list: of, viewId },
      audit: {
        action: "SAVED_VIEW_UPDATED",
        entityType: "savedView",
        entityId: viewId ?? before ?? ctx.actor.id,
        before: { list: of, defaultView: before },
        after: { list: of, defaultView: viewId },
      },
    };
  },
});
