import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, Reason, text } from "../core/schema.ts";
import { formatQuery } from "../export/schema.ts";

/** What can be done to many rows at once. */
export const BULK_OPERATIONS = [
  "lockUsers",
  "unlockUsers",
  "logoutUsers",
  "suspendTenants",
  "activateTenants",
] as const;
export type BulkOperationName = (typeof BULK_OPERATIONS)[number];
const BulkOperationName = z.enum(BULK_OPERATIONS).describe("What is done to each row");

export const BULK_STATUSES = ["queued", "running", "succeeded", "partially_failed", "failed", "cancelled"] as const;
export const BULK_OUTCOMES = ["pending", "done", "refused", "failed", "skipped"] as const;

/** More rows than this want a narrower filter. */
export const BULK_ROWS_MAX = 100_000;
const IDS_MAX = 1000;

export const SelectRowsInput = z.strictObject({
  operation: BulkOperationName,
  filter: z
    .record(z.string(), z.string())
    .describe("Filters of the list that the operation is for (users or tenants), as its URL writes them; at least one"),
});

export const Selection = z.object({
  selectionToken: z
    .string()
    .describe("Stands for the filter at this moment; for the caller, this operation and one hour only"),
  operation: BulkOperationName,
  count: z.int().describe("Rows that match now; a floor when exact is false"),
  exact: z.boolean().describe(`False when more than ${BULK_ROWS_MAX} rows match, which is too many to act on`),
  watermark: Instant.describe("Rows created after this moment are not touched"),
  expiresOn: Instant.describe("Until when the token can be used"),
});

export const StartBulkInput = z
  .strictObject({
    operation: BulkOperationName,
    ids: z
      .array(Id)
      .min(1, "At least one")
      .max(IDS_MAX, `At most ${IDS_MAX}; use a selection for more`)
      .optional()
      .describe("The rows, when they were picked one by one"),
    selectionToken: text(1, 8000).optional().describe("The rows, when they were picked by a filter"),
    reason: Reason.describe("Why; kept in the audit log with every row"),
  })
  .refine(({ ids, selectionToken }) => (ids === undefined) !== (selectionToken === undefined), {
    path: ["ids"],
    message: "Give either ids or selectionToken",
  });
export type StartBulkInput = z.output<typeof StartBulkInput>;

const Progress = z.object({
  total: z.int().describe("Rows in all"),
  done: z.int().describe("Rows that it was done to"),
  failed: z.int().describe("Rows that refused it or failed"),
  skipped: z.int().describe("Rows left alone because it was cancelled or stopped"),
});

/** A bulk operation as lists and details show it. */
export const BulkOperation = z.object({
  bulkOperationId: Id.describe("The bulk operation; also the request id of everything that it does"),
  operation: BulkOperationName,
  entityType: z.enum(["user", "tenant"]).describe("What its rows are"),
  status: z.enum(BULK_STATUSES).describe("Where it stands"),
  reason: z.string().describe("Why, in the words of who started it"),
  filter: z.record(z.string(), z.string()).nullable().describe("The filter that picked the rows; null when ids did"),
  selected: z.int().describe("Rows that its starter was told of; total differs when others came to match or ceased to"),
  progress: Progress.describe("How far it is"),
  stoppedBecause: z.string().nullable().describe("Why it ended before its last row"),
  startedById: Id.describe("Who started it, in whose name each row is acted upon"),
  startedByRole: z.string().describe("Their role at that time"),
  createdOn: Instant.describe("When it was asked for"),
  startedOn: Instant.nullable().describe("When its first row was taken up"),
  finishedOn: Instant.nullable().describe("When it ended"),
});
export type BulkOperation = z.output<typeof BulkOperation>;
export const BulkOperationPage = pageOf(BulkOperation);

export const BulkPath = z.strictObject({ bulkOperationId: Id });

export const ListBulkQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(["createdOn"], "-createdOn"),
  status: z.enum(BULK_STATUSES).optional().describe("Only this status"),
  operation: z.enum(BULK_OPERATIONS).optional().describe("Only this operation"),
  startedById: Id.optional().describe("Only what this person started"),
});
export type ListBulkQuery = z.output<typeof ListBulkQuery>;

/** What became of one row. */
export const BulkResult = z.object({
  entityId: Id.describe("The user or tenant"),
  label: z.string().nullable().describe("Its e-mail address or name; null when the caller may not know of it"),
  outcome: z.enum(BULK_OUTCOMES).describe("What became of it"),
  code: z.string().nullable().describe("Stable name of the refusal or failure"),
  message: z.string().nullable().describe("Why it was refused or failed"),
  finishedOn: Instant.nullable().describe("When"),
});
export type BulkResult = z.output<typeof BulkResult>;
export const BulkResultPage = pageOf(BulkResult);

export const ListBulkResultsQuery = z.strictObject({
  ...pageQuery,
  outcome: z.enum(BULK_OUTCOMES).optional().describe("Only this outcome"),
});
export type ListBulkResultsQuery = z.output<typeof ListBulkResultsQuery>;

export const ExportBulkResultsQuery = ListBulkResultsQuery.pick({ outcome: true }).extend({ format: formatQuery });

export const CancelBulkInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});

/** What a dry run shows beside its counts: the very operation was rehearsed on these rows, those first that are likeliest to refuse. */
export const BulkPreview = z.object({
  total: z.int(),
  selected: z.int(),
  rehearsed: z.int(),
  effects: z.record(z.string(), z.int()),
  refusals: z.array(z.object({ code: z.string(), message: z.string(), count: z.int() })),
  sample: z.array(BulkResult.pick({ entityId: true, label: true, outcome: true, message: true })),
  auditActions: z.record(z.string(), z.int()),
});
export type BulkPreview = z.output<typeof BulkPreview>;
