import type { AuditRow } from "#components/audit/audit-table";
import type { AuditLog } from "#lib/audit/schema";
import { deedOf } from "#lib/audit/sentence";
import { roleLabel } from "#lib/policy/role-label";

/** An audit record as tables show it: put into words. */
export const auditRow = (record: AuditLog): AuditRow => ({
  auditId: record.auditId,
  occurredOn: record.occurredOn,
  sentence: deedOf(record),
  reason: record.reason,
  outcome: record.outcome,
  actorId: record.actorId,
  actorRole: record.actorRole === null ? null : roleLabel(record.actorRole),
  tenantId: record.tenantId,
  network: record.ipAddress ?? (record.erased?.includes("ipAddress") ? "erased" : null),
});
