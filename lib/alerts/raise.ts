import { v7 as uuidv7 } from "uuid";
import type { EntityType } from "../audit/actions.ts";
import type { Db } from "../db/client.ts";
import type { Priority } from "./schema.ts";

/** What somebody ought to know. Ids only: names of persons never (decisions §5 PII policy). */
export interface AlertDraft {
  /** What kind of trouble, such as `job_failed`. */
  readonly type: string;
  readonly priority: Priority;
  readonly title: string;
  readonly summary: string;
  readonly tenantId?: string | null;
  readonly entityType?: EntityType | null;
  readonly entityId?: string | null;
  /** While an alert with this key is open, the same again counts it up instead of making another. */
  readonly dedupeKey?: string;
}

/** Raises an alert in the caller's transaction: it exists exactly when what it tells of does. */
export async function raiseAlert(tx: Db, draft: AlertDraft): Promise<void> {
  const { type, priority, title, summary, tenantId, entityType, entityId, dedupeKey } = draft;
  await tx.$executeRaw`
    INSERT INTO alerts (id, type, priority, title, summary, tenant_id, entity_type, entity_id, dedupe_key)
    VALUES (${uuidv7()}::uuid, ${type}, ${priority}, ${title.slice(0, 200)}, ${summary.slice(0, 1000)}, ${tenantId ?? null}::uuid,
      ${entityType ?? null}, ${entityId ?? null}, ${dedupeKey ?? null})
    ON CONFLICT (dedupe_key) WHERE status = 'open' DO UPDATE SET occurrences = alerts.occurrences + 1, last_on = now(),
      summary = excluded.summary, entity_type = excluded.entity_type, entity_id = excluded.entity_id`;
}

/** Closes the open alert with this key: what it told of is over. */
export async function resolveAlert(tx: Db, dedupeKey: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE alerts SET status = 'resolved', resolved_on = now() WHERE status = 'open' AND dedupe_key = ${dedupeKey}`;
}
