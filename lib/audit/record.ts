import { v7 as uuidv7 } from "uuid";
import { maskEmails } from "../core/mask.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { AuditDraft, Caller } from "../operation/operation.ts";
import { withhold } from "./personal.ts";
import { redact } from "./redact.ts";

/**
 * Writes the row in the caller's transaction (SRS §11): when it fails, so does the effect. Never updates, never deletes. Personal values
 * are written beside it, in the same statement.
 */
export async function recordAudit(tx: Db, caller: Caller, draft: AuditDraft, now: Date): Promise<void> {
  const { row, values } = withhold(rowOf(caller, draft, now));
  // Plain SQL: every write of the application passes here, and the model's query would cost as much as the effect.
  const record = Prisma.sql`
    INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_id, actor_role, entity_type, entity_id, tenant_id,
      reason, request_id, ip_address, before, after, commitments)
    VALUES (${row.auditId}::uuid, ${row.occurredOn}::timestamptz, ${row.action}, ${row.outcome}, ${row.actorId}::uuid,
      ${row.actorRole}, ${row.entityType}, ${row.entityId}, ${row.tenantId}::uuid, ${row.reason}, ${row.requestId},
      ${row.ipAddress}, ${json(row.before)}::jsonb, ${json(row.after)}::jsonb, ${json(row.commitments)}::jsonb)`;
  if (values.length === 0) {
    await tx.$executeRaw(record);
    return;
  }
  const beside = values.map(
    ({ field, subjectId, salt, value }) =>
      Prisma.sql`(${row.auditId}::uuid, ${row.occurredOn}::timestamptz, ${field}, ${subjectId}::uuid, ${salt}, ${JSON.stringify(value)}::jsonb)`,
  );
  await tx.$executeRaw`
    WITH record AS (${record})
    INSERT INTO audit_personal_values (audit_id, occurred_on, field, subject_id, salt, value) VALUES ${Prisma.join(beside)}`;
}

/**
 * As `recordAudit`, for many rows. They travel as one parameter: as many parameters as fields cost a rule that acts on thousands more
 * than what it does to them.
 */
export async function recordAudits(tx: Db, caller: Caller, drafts: readonly AuditDraft[], now: Date): Promise<void> {
  const withheld = drafts.map((draft) => withhold(rowOf(caller, draft, now)));
  const records = withheld.map(({ row: { occurredOn, ...row } }) => ({ ...row, occurredOn: occurredOn.toISOString() }));
  const values = withheld.flatMap(({ row: { auditId }, values: own }) =>
    own.map(({ salt, ...value }) => ({ auditId, ...value, salt: salt.toString("hex") })),
  );
  await tx.$executeRaw`
    WITH record AS (
      INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_id, actor_role, entity_type, entity_id, tenant_id,
        reason, request_id, ip_address, before, after, commitments)
      SELECT "auditId", "occurredOn", action, outcome, "actorId", "actorRole", "entityType", "entityId", "tenantId",
        reason, "requestId", "ipAddress", before, after, commitments
      FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r ("auditId" uuid, "occurredOn" timestamptz, action text,
        outcome text, "actorId" uuid, "actorRole" text, "entityType" text, "entityId" text, "tenantId" uuid, reason text,
        "requestId" text, "ipAddress" text, before jsonb, after jsonb, commitments jsonb)
    )
    INSERT INTO audit_personal_values (audit_id, occurred_on, field, subject_id, salt, value)
    SELECT "auditId", ${now.toISOString()}::timestamptz, field, "subjectId", decode(salt, 'hex'), value
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb) AS v ("auditId" uuid, field text, "subjectId" uuid, salt text, value jsonb)`;
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
