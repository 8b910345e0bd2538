import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { exportReply, exportStreams } from "../export/export.ts";
import { can } from "../operation/authorize.ts";
import { type Actor, operation, type Policy } from "../operation/operation.ts";
import { ACTS } from "./acts.ts";
import { previewBulk } from "./preview.ts";
import { findBulk, listBulk, listResults, resultBatches } from "./queries.ts";
import {
  BulkOperation,
  type BulkOperationName,
  BulkOperationPage,
  BulkPath,
  BulkResult,
  BulkResultPage,
  CancelBulkInput,
  ExportBulkResultsQuery,
  ListBulkQuery,
  ListBulkResultsQuery,
  Selection,
  SelectRowsInput,
  StartBulkInput,
} from "./schema.ts";
import { selectRows as select } from "./selection.ts";
import { cancelBulk, startBulk } from "./service.ts";

/** Who may do anything to many rows; whether to these rows, the operation on one of them decides. */
const STARTERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Support"],
  permission: "USERS_LOCK",
};
/** Whether the actor may start it, whatever the rows; each row asks again. */
export const mayStart = (actor: Actor, name: BulkOperationName): boolean =>
  can(actor, STARTERS) && can(actor, ACTS[name].policy);

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor", "Support"],
  permission: "USERS_VIEW",
};

const example: z.input<typeof BulkOperation> = {
  bulkOperationId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0d1",
  operation: "suspendTenants",
  entityType: "tenant",
  status: "running",
  reason: "Contract ended",
  filter: { plan: "free" },
  selected: 1204,
  progress: { total: 1204, done: 600, failed: 1, skipped: 0 },
  stoppedBecause: null,
  startedById: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  startedByRole: "SuperAdmin",
  createdOn: "2026-11-20T09:30:00.000Z",
  startedOn: "2026-11-20T09:30:01.000Z",
  finishedOn: null,
};
const exampleResult: BulkResult = {
  entityId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  label: "Tenant Name",
  outcome: "refused",
  code: "CONFLICT",
  message: "The tenant is deleted",
  finishedOn: "2026-11-20T09:30:02.000Z",
};
const RESULT_COLUMNS = Object.keys(BulkResult.shape);
const path = { bulkOperationId: example.bulkOperationId };

export const selectRows = operation({
  name: "selectRows",
  summary: "Count what a filter finds and sign it, for a bulk operation",
  http: { method: "POST", path: "/selections" },
  policy: STARTERS,
  limit: "admin",
  feature: "features.bulkActions",
  audit: null,
  asks: true,
  idempotent: true,
  input: { body: SelectRowsInput },
  output: Selection,
  errors: [],
  example: {
    input: { body: { operation: "logoutUsers", filter: { status: "active" } } },
    output: {
      selectionToken: "eyJvcGVyYXRpb24iOiJsb2dvdXRVc2VycyJ9.c2lnbmF0dXJl",
      operation: "logoutUsers",
      count: 1204,
      exact: true,
      watermark: "2026-11-20T09:29:00.000Z",
      expiresOn: "2026-11-20T10:29:00.000Z",
    },
  },
  run: async (ctx, { body }) => ({ data: await select(ctx, body.operation, body.filter) }),
});

export const startBulkOperation = operation({
  name: "startBulkOperation",
  summary: "Do one operation to many rows, as a job; a dry run rehearses it on up to 200 of them",
  http: { method: "POST", path: "/bulk-operations", status: 202, message: "Bulk operation queued" },
  policy: STARTERS,
  limit: "admin",
  feature: "features.bulkActions",
  audit: ["BULK_OPERATION_STARTED"],
  entityType: "bulkOperation",
  idempotent: true,
  input: { body: StartBulkInput },
  output: BulkOperation,
  errors: [],
  example: {
    input: {
      body: {
        operation: "suspendTenants",
        ids: ["01930d5e-7a10-7c3e-9b1f-3f2a64d0c002"],
        reason: "Contract ended",
      },
    },
    output: {
      ...example,
      status: "queued",
      filter: null,
      selected: 1,
      progress: { total: 1, done: 0, failed: 0, skipped: 0 },
      startedOn: null,
    },
  },
  async run(ctx, { body }) {
    const { bulkId, total, selected, filter } = await startBulk(ctx, body);
    const { operation: name, reason } = body;
    const preview = ctx.isDryRun
      ? await previewBulk(ctx, { operation: name, bulkId, reason, total, selected })
      : undefined;
    return {
      data: async () => existing(await findBulk(ctx.db, bulkId, ctx.actor)),
      ...(preview && { preview, cascade: { ...preview.effects, rows: total } }),
      audit: {
        action: "BULK_OPERATION_STARTED",
        entityType: "bulkOperation",
        entityId: bulkId,
        reason,
        // The filter's values may name somebody: what it filters by must do.
        after: { operation: name, selected, total, filteredBy: filter && Object.keys(filter).sort() },
      },
    };
  },
});

export const listBulkOperations = operation({
  name: "listBulkOperations",
  summary: "Bulk operations, newest first: the caller's own, or everybody's for who reads everything",
  http: { method: "GET", path: "/bulk-operations" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListBulkQuery },
  output: BulkOperationPage,
  errors: [],
  example: {
    input: { query: { status: "running" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await listBulk(db, query, actor);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getBulkOperation = operation({
  name: "getBulkOperation",
  summary: "One bulk operation and how far it is",
  http: { method: "GET", path: "/bulk-operations/{bulkOperationId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: BulkPath },
  output: BulkOperation,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  run: async ({ db, actor }, { path: { bulkOperationId } }) => ({
    data: existing(await findBulk(db, bulkOperationId, actor)),
  }),
});

export const listBulkResults = operation({
  name: "listBulkResults",
  summary: "What became of each row of a bulk operation",
  http: { method: "GET", path: "/bulk-operations/{bulkOperationId}/results" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: BulkPath, query: ListBulkResultsQuery },
  output: BulkResultPage,
  errors: ["NOT_FOUND"],
  example: {
    input: { path, query: { outcome: "refused" } },
    output: {
      items: [exampleResult],
      page: 1,
      pageSize: 50,
      totalItems: 1,
      totalPages: 1,
    },
  },
  async run({ db, actor }, { path: { bulkOperationId }, query }) {
    const bulk = existing(await findBulk(db, bulkOperationId, actor));
    const page = await listResults(db, bulk, query, actor);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const exportBulkResults = operation({
  name: "exportBulkResults",
  summary: "Export what became of each row as a file, streamed",
  http: { method: "GET", path: "/bulk-operations/{bulkOperationId}/results/export" },
  policy: READERS,
  limit: "admin",
  stepUp: { policy: "sensitiveExport" },
  feature: "features.exports",
  audit: ["EXPORT_CREATED"],
  entityType: "export",
  input: { path: BulkPath, query: ExportBulkResultsQuery },
  output: z.never(),
  streams: exportStreams(RESULT_COLUMNS, exampleResult),
  errors: ["NOT_FOUND"],
  example: { input: { path, query: { format: "csv", outcome: "refused" } } },
  async run(ctx, { path: { bulkOperationId }, query: { format, outcome } }) {
    const bulk = existing(await findBulk(ctx.db, bulkOperationId, ctx.actor));
    return exportReply(ctx, {
      subject: "bulk-results",
      format,
      filters: { bulkOperationId, ...(outcome && { outcome }) },
      columns: RESULT_COLUMNS,
      policy: READERS,
      batches: () => resultBatches(bulk, outcome, ctx.actor),
    });
  },
});

export const cancelBulkOperation = operation({
  name: "cancelBulkOperation",
  summary: "End a bulk operation before its last row",
  http: {
    method: "POST",
    path: "/bulk-operations/{bulkOperationId}/cancel",
    message: "Bulk operation cancelled",
  },
  policy: STARTERS,
  limit: "admin",
  audit: ["BULK_OPERATION_CANCELLED"],
  entityType: "bulkOperation",
  idempotent: true,
  input: { path: BulkPath, body: CancelBulkInput },
  output: BulkOperation,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: {
    input: { path, body: { reason: "Wrong filter" } },
    output: {
      ...example,
      status: "cancelled",
      progress: { total: 1204, done: 600, failed: 1, skipped: 603 },
      finishedOn: "2026-11-20T09:30:05.000Z",
    },
  },
  async run(ctx, { path: { bulkOperationId }, body }) {
    const { before, skipped } = await cancelBulk(ctx, bulkOperationId);
    return {
      data: async () => existing(await findBulk(ctx.db, bulkOperationId, ctx.actor)),
      cascade: { skipped },
      audit: {
        action: "BULK_OPERATION_CANCELLED",
        entityType: "bulkOperation",
        entityId: bulkOperationId,
        reason: body.reason,
        before: { status: before },
        after: { status: "cancelled", skipped },
      },
    };
  },
});

function existing<T>(found: T | null): T {
  if (found === null) {
    throw new AppError("NOT_FOUND");
  }
  return found;
}
