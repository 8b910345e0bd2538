import { v7 as uuidv7 } from "uuid";
import type { Priority } from "../alerts/schema.ts";
import type { MoneyRange } from "../core/money-range.ts";
import type { Db } from "../db/client.ts";

export type BusinessKind =
  | "revenue_protection"
  | "cost_optimization"
  | "strategic_decision"
  | "deliverability"
  | "operational_efficiency"
  | "resource_usage";

/** A business event of any source in one form (domain.md §4). */
export interface BusinessEvent {
  readonly sourceEventId: string;
  readonly kind: BusinessKind;
  /** As claimed; an unknown one becomes none. */
  readonly tenantId: string | null;
  readonly occurredAt: Date;
  readonly range: MoneyRange | null;
  readonly currency: string;
  readonly priority: Priority;
  /** Of something identified and later resolved; null where that makes no sense. */
  readonly status: "identified" | "resolved" | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Keeps what is new, each event once by its source's id, in the caller's transaction. Returns how many. */
export async function storeBusinessEvents(
  tx: Db,
  origin: "posthog" | "queue",
  events: readonly BusinessEvent[],
  now: Date,
): Promise<number> {
  if (events.length === 0) {
    return 0;
  }
  const rows = events.map(({ range, ...event }) => ({ ...event, ...range, id: uuidv7() }));
  return tx.$executeRaw`
    INSERT INTO business_events (id, origin, source_event_id, kind, tenant_id, occurred_at, low_minor, high_minor, currency, priority,
      status, detail, received_at)
    SELECT g.id, ${origin}, g."sourceEventId", g.kind, t.id, g."occurredAt", g."lowMinor", g."highMinor", g.currency, g.priority, g.status,
      g.detail, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g(id uuid, "sourceEventId" varchar, kind varchar, "tenantId" uuid,
      "occurredAt" timestamptz, "lowMinor" bigint, "highMinor" bigint, currency varchar, priority varchar, status varchar, detail jsonb)
    LEFT JOIN tenants t ON t.id = g."tenantId"
    ORDER BY g."sourceEventId" ON CONFLICT (origin, source_event_id) DO NOTHING`;
}
