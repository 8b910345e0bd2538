import { v7 as uuidv7 } from "uuid";
import type { EntityType } from "../audit/actions.ts";
import type { Db } from "../db/client.ts";
import type { Priority } from "./schema.ts";

/** What part of the platform an alert belongs to, and what it is about (docs/sources.md). */
export type Scope = "system" | "operational" | "business";
export type Category = "revenue_risk" | "deliverability" | "cost_anomaly" | "system_health" | "compliance";

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
  /** The platform's own health unless said otherwise. */
  readonly scope?: Scope;
  readonly category?: Category;
  /** What it may cost or bring, as its source says. */
  readonly impactRange?: string | null;
  readonly actions?: readonly { readonly label: string; readonly url: string }[];
  /** When what it tells of happened; now unless said otherwise. */
  readonly occurredOn?: Date;
}

/** Raises an alert in the caller's transaction: it exists exactly when what it tells of does. */
export const raiseAlert = (tx: Db, draft: AlertDraft): Promise<void> => raiseAlerts(tx, [{ ...draft, id: uuidv7() }]);

/** Raises alerts under ids that the caller has chosen, in one statement. No two of them may share a dedupe key. */
export async function raiseAlerts(tx: Db, drafts: readonly (AlertDraft & { readonly id: string })[]): Promise<void> {
  if (drafts.length === 0) {
    return;
  }
  const rows = drafts.map(({ title, summary, ...draft }) => ({
    ...draft,
    title: title.slice(0, 200),
    summary: summary.slice(0, 1000),
  }));
  // In the order of their keys: two who raise the same ones wait for each other and not for ever.
  await tx.$executeRaw`
    INSERT INTO alerts (id, type, priority, title, summary, tenant_id, entity_type, entity_id, dedupe_key, scope, category, impact_range,
      actions, created_on, last_on)
    SELECT id, type, priority, title, summary, "tenantId", "entityType", "entityId", "dedupeKey", coalesce(scope, 'system'),
      coalesce(category, 'system_health'), "impactRange", coalesce(actions, '[]'), coalesce("occurredOn", now()), coalesce("occurredOn", now())
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d(id uuid, type varchar, priority varchar, title varchar, summary varchar,
      "tenantId" uuid, "entityType" varchar, "entityId" varchar, "dedupeKey" varchar, scope varchar, category varchar,
      "impactRange" varchar, actions jsonb, "occurredOn" timestamptz) ORDER BY "dedupeKey"
    ON CONFLICT (dedupe_key) WHERE status = 'open' DO UPDATE SET occurrences = alerts.occurrences + 1,
      last_on = greatest(alerts.last_on, excluded.last_on), summary = excluded.summary, entity_type = excluded.entity_type,
      entity_id = excluded.entity_id`;
}

/** Closes the open alert with this key: what it told of is over. */
export async function resolveAlert(tx: Db, dedupeKey: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE alerts SET status = 'resolved', resolved_on = now() WHERE status = 'open' AND dedupe_key = ${dedupeKey}`;
}
