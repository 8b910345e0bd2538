import { v7 as uuidv7 } from "uuid";
import { maskEmails } from "../core/mask.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { AuditDraft, Caller } from "../operation/operation.ts";
import { redact } from "./redact.ts";

/** Writes the row in the caller's transaction (SRS §11): when it fails, so does the effect. Never updates, never deletes. */
export async function recordAudit(tx: Db, caller: Caller, draft: AuditDraft, now: Date): Promise<void> {
  await tx.auditEvent.create({ data: rowOf(caller, draft, now), select: { auditId: true } });
}

/** As `recordAudit`, for many rows in one statement. */
export async function recordAudits(tx: Db, caller: Caller, drafts: readonly AuditDraft[], now: Date): Promise<void> {
  await tx.auditEvent.createMany({ data: drafts.map((draft) => rowOf(caller, draft, now)) });
}

function rowOf({ actor: caller, request }: Caller, draft: AuditDraft, now: Date): Prisma.AuditEventCreateManyInput {
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
    before: redact(draft.entityType, draft.before) ?? Prisma.DbNull,
    after: redact(draft.entityType, draft.after) ?? Prisma.DbNull,
  };
}
