import type { AuditRow } from "#components/audit/audit-table";
import { sentence } from "#components/audit/sentence";
import type { AuditLog } from "#lib/audit/schema";
import { roleLabel } from "./roles.ts";

/** An audit record as tables show it: put into words. */
export const auditRow = (record: AuditLog): AuditRow => ({
  auditId: record.auditId,
  occurredOn: record.occurredOn,
  sentence: sentence(record),
  reason: record.reason,
  outcome: record.outcome,
  actorId: record.actorId,
  actorRole: record.actorRole === null ? null : roleLabel(record.actorRole),
  tenantId: record.tenantId,
  network: record.ipAddress,
});
