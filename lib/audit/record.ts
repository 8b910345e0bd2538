import { v7 as uuidv7 } from "uuid";
import { maskEmails } from "../core/mask.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { AuditDraft, Caller } from "../operation/operation.ts";
import { redact } from "./redact.ts";

/** Writes the row in the caller's transaction (SRS §11): when it fails, so does the effect. Never updates, never deletes. */
export async function recordAudit(tx: Db, caller: Caller, draft: AuditDraft, now: Date): Promise<void> {
  const row = rowOf(caller, draft, now);
  // Plain SQL: every write of the application passes here, and the model's query would cost as much as the effect.
  await tx.$executeRaw`
    INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_id, actor_role, entity_type, entity_id, tenant_id,
      reason, request_id, ip_address, before, after)
    VALUES (${row.auditId}::uuid, ${row.occurredOn}::timestamptz, ${row.action}, ${row.outcome}, ${row.actorId}::uuid,
      ${row.actorRole}, ${row.entityType}, ${row.entityId}, ${row.tenantId}::uuid, ${row.reason}, ${row.requestId},
      ${row.ipAddress}, ${json(row.before)}::jsonb, ${json(row.after)}::jsonb)`;
}

/** As `recordAudit`, for many rows in one statement. */
export async function recordAudits(tx: Db, caller: Caller, drafts: readonly AuditDraft[], now: Date): Promise<void> {
  const rows = drafts.map((draft) => rowOf(caller, draft, now));
  await tx.auditEvent.createMany({
    data: rows.map((row) => ({ ...row, before: row.before ?? Prisma.DbNull, after: row.after ?? Prisma.DbNull })),
  });
}

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

function rowOf({ actor: caller, request }: Caller, draft: AuditDraft, now: Date) {
  const actor = draft.actor ?? caller;
  return {
    auditId: uuidv7({ msecs: now.getTime() }),
    occurredOn: now,
    action: draft.action,
    outcome: draft.outcome ?? "success",
    actorId: actor.id,
    actorRole: actor.id === null && !caller.isSystem ? null : actor.role,
    entityType: draft.entityType,
    entityId: draft.entityId,
    tenantId: draft.tenantId ?? null,
    reason: draft.reason === undefined ? null : maskEmails(draft.reason),
    requestId: request.requestId,
    ipAddress: request.ipAddress,
    before: redact(draft.entityType, draft.before),
    after: redact(draft.entityType, draft.after),
  };
}
