import { z } from "zod";
import { diffFields } from "../core/diff.ts";
import { AppError } from "../core/errors.ts";
import { exportReply, exportStreams } from "../export/export.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { auditLines, EXPORT_COLUMNS } from "./export.ts";
import { type AuditRow, findAuditLog, listAuditLogs as list } from "./queries.ts";
import {
  type AuditLog,
  AuditLogDetail,
  AuditLogPage,
  AuditPath,
  ExportAuditLogsQuery,
  ListAuditLogsQuery,
} from "./schema.ts";
import { sentenceOf } from "./sentence.ts";

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "Auditor"],
  permission: "AUDIT_VIEW",
  customRoles: true,
};

const example: AuditLog = {
  auditId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c010",
  sequence: 4711,
  occurredOn: "2026-11-20T09:30:00.000Z",
  action: "TENANT_SUSPENDED",
  outcome: "success",
  actorId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  actorRole: "SuperAdmin",
  entityType: "tenant",
  entityId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  reason: "Compliance hold",
  requestId: "01930d5e-7a0f-7000-8000-3f2a64d0c011",
  ipAddress: "203.0.113.0/24",
  before: { isActive: true },
  after: { isActive: false },
  sentence: "Super admin suspended tenant …64d0c002",
};

const inWords = (record: AuditRow) => ({ ...record, sentence: sentenceOf(record) });

export const listAuditLogs = operation({
  name: "listAuditLogs",
  summary: "Read the audit log, newest first",
  http: { method: "GET", path: "/audit-logs" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListAuditLogsQuery },
  output: AuditLogPage,
  errors: [],
  example: {
    input: { query: { action: "TENANT_SUSPENDED" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: page.items.map(inWords) } };
  },
});

export const getAuditLog = operation({
  name: "getAuditLog",
  summary: "One audit record",
  http: { method: "GET", path: "/audit-logs/{auditId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: AuditPath },
  output: AuditLogDetail,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { auditId: example.auditId } },
    output: { ...example, changes: [{ path: "isActive", kind: "changed", before: "true", after: "false" }] },
  },
  async run({ db, actor }, { path }) {
    const found = await findAuditLog(db, path.auditId, actor.tenantScope);
    if (!found) {
      throw new AppError("NOT_FOUND");
    }
    const { before, after } = found;
    const changes = before && after ? diffFields(before, after).changes : [];
    return { data: { ...inWords(found), changes } };
  },
});

export const exportAuditLogs = operation({
  name: "exportAuditLogs",
  summary: "Export audit records as a file, streamed",
  http: { method: "GET", path: "/audit-logs/export" },
  policy: READERS,
  limit: "admin",
  stepUp: { policy: "sensitiveExport" },
  feature: "features.exports",
  audit: ["EXPORT_CREATED"],
  entityType: "export",
  input: { query: ExportAuditLogsQuery },
  output: z.never(),
  streams: exportStreams(EXPORT_COLUMNS, example),
  errors: [],
  example: { input: { query: { format: "csv", tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002" } } },
  async run(ctx, { query }) {
    const { format, ...filters } = query;
    return exportReply(ctx, {
      subject: "audit-log",
      format,
      filters,
      columns: EXPORT_COLUMNS,
      policy: READERS,
      batches: (exportId) => auditLines(query, ctx.actor.tenantScope, exportId),
    });
  },
});
