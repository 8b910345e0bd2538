import { z } from "zod";
import { pageOf, pageQuery } from "../core/page.ts";
import { Id, Instant, text } from "../core/schema.ts";

const ListName = z
  .string()
  .regex(/^[a-z][a-z-]{1,29}$/, "2–30 of a–z and -")
  .describe("The list that the view is of: tenants, users, audit, …");

const ParameterName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, "Must be the name of a parameter");

/** Filters and order as the list's URL writes them; what the list makes of them is decided when the view is opened. */
const ViewQuery = z
  .record(ParameterName, text(1, 254))
  .refine((query) => Object.keys(query).length <= 30, "At most 30 parameters")
  .describe("Filters and order, as the list's URL writes them");

const HiddenColumns = z
  .array(z.string().regex(/^[\w-]{1,40}$/, "Must be the id of a column"))
  .max(40)
  .describe("Columns that the view leaves out");

const ColumnOrder = z
  .array(z.string().regex(/^[\w-]{1,40}$/, "Must be the id of a column"))
  .max(40)
  .default([])
  .describe("Columns in their order; empty for the list's own");

const ViewName = text(1, 60)
  .refine((name) => !/[\t\n]/.test(name), "Must be one line")
  .describe("Unique among the caller's views of the list");
const IsShared = z
  .boolean()
  .describe("Whether everybody of the owner's role sees it; only for those who are bound to no tenants");
const IsDefault = z.boolean().describe("Whether the list opens with it for the caller");

export const ListViewsQuery = z.strictObject({ ...pageQuery, list: ListName });
export const ViewPath = z.strictObject({ viewId: Id });
export const ViewDefaultPath = z.strictObject({ list: ListName });

export const CreateViewInput = z.strictObject({
  list: ListName,
  name: ViewName,
  query: ViewQuery,
  hiddenColumns: HiddenColumns.default([]),
  columnOrder: ColumnOrder,
  isShared: IsShared.default(false),
  isDefault: IsDefault.default(false),
});
export type CreateViewInput = z.output<typeof CreateViewInput>;

export const UpdateViewInput = z.strictObject({
  name: ViewName,
  query: ViewQuery,
  hiddenColumns: HiddenColumns,
  columnOrder: ColumnOrder,
  isShared: IsShared,
  isDefault: IsDefault,
});
export type UpdateViewInput = z.output<typeof UpdateViewInput>;

export const SetDefaultViewInput = z.strictObject({
  viewId: Id.nullable().describe("A view that the caller sees; null opens the list without one"),
});

/** A view as its reader sees it. */
export const SavedView = z.object({
  viewId: Id.describe("The view"),
  list: z.string().describe("The list that it is of"),
  name: z.string().describe("Its name"),
  query: z.record(z.string(), z.string()).describe("Filters and order, as the list's URL writes them"),
  hiddenColumns: z.array(z.string()).describe("Columns that the view leaves out"),
  columnOrder: z.array(z.string()).describe("Columns in their order; empty for the list's own"),
  isShared: z.boolean().describe("Whether everybody of the owner's role sees it"),
  isOwn: z.boolean().describe("Whether the caller may change it"),
  isDefault: z.boolean().describe("Whether the list opens with it for the caller"),
  createdOn: Instant.describe("When it was saved first"),
  updatedOn: Instant.describe("When it was saved last"),
});
export type SavedView = z.output<typeof SavedView>;

export const SavedViewPage = pageOf(SavedView);
export const SavedViewDeleted = SavedView.pick({ viewId: true });
export const DefaultView = z.object({
  list: z.string().describe("The list"),
  viewId: Id.nullable().describe("With what it opens now; null for no view"),
});
