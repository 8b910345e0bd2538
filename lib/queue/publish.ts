import { v7 as uuidv7 } from "uuid";
import { raiseAlerts } from "../alerts/index.ts";
import { priorityOf } from "../alerts/priority.ts";
import type { Priority } from "../alerts/schema.ts";
import { AppError } from "../core/errors.ts";
import { moneyRange } from "../core/money-range.ts";
import type { Db } from "../db/client.ts";
import { isPlausible } from "../ingest/delivery-event.ts";
import type { Actor, Context } from "../operation/operation.ts";
import { type BusinessEvent, storeBusinessEvents } from "../sources/business-events.ts";
import { touchHealth } from "../sources/health.ts";
import { alertOf, categoryOf } from "./meaning.ts";
import type { Processed, QueueEvent } from "./schema.ts";

interface Entry {
  readonly event: QueueEvent;
  readonly eventId: string;
  readonly priority: Priority;
}

/**
 * Keeps what is new of the events, with the alerts and business events that they mean, in the caller's transaction. Throws VALIDATION
 * naming each field that is wrong, before anything is kept.
 */
export async function publishEvents(
  ctx: Context,
  events: readonly QueueEvent[],
  at: (n: number) => string,
): Promise<Processed[]> {
  const entries = await readEntries(ctx, events, at);
  const stored = await insertNew(ctx, unique(entries));
  const made = unique(entries).filter(({ eventId }) => stored.has(eventId));
  const alerts = made.flatMap((entry) => {
    const draft = alertOf(entry.event, entry.priority);
    return draft ? [{ ...draft, id: uuidv7({ msecs: ctx.now.getTime() }), eventId: entry.eventId }] : [];
  });
  await raiseAlerts(ctx.db, alerts);
  await linkAlerts(ctx.db, alerts);
  await storeBusinessEvents(ctx.db, "queue", made.flatMap(businessEvent), ctx.now);
  await touchHealth(ctx.db, "queue_events", ctx.now);
  return answers(ctx.db, entries, stored);
}

const unique = (entries: readonly Entry[]): Entry[] => [
  ...new Map(entries.map((entry) => [entry.eventId, entry])).values(),
];

async function readEntries(ctx: Context, events: readonly QueueEvent[], at: (n: number) => string): Promise<Entry[]> {
  const fields: Record<string, string> = Object.create(null);
  const known = await reachable(ctx, events);
  const entries = events.map((event, n): Entry => {
    const priority = priorityOf(event.payload.priority);
    const problems = {
      "payload.priority": priority === null && "Must be critical, high, medium or low",
      tenant_id: tenantProblem(ctx.actor, event, known),
      timestamp:
        !isPlausible(new Date(event.timestamp), ctx.now) &&
        "Must not lie more than a day ahead, or before the year 2000",
    };
    for (const [field, problem] of Object.entries(problems)) {
      if (problem) {
        fields[`${at(n)}${field}`] = problem;
      }
    }
    return { event, eventId: event.event_id ?? uuidv7(), priority: priority ?? "low" };
  });
  if (Object.keys(fields).length > 0) {
    throw new AppError("VALIDATION", undefined, { fields });
  }
  return entries;
}

function tenantProblem(
  { tenantScope }: Actor,
  { tenant_id: id }: QueueEvent,
  known: ReadonlySet<string>,
): string | false {
  if (id) {
    return !known.has(id) && "No such tenant";
  }
  return tenantScope !== "global" && "Required of whoever is assigned to tenants";
}

/** Of the tenants named, those that exist within the caller's reach: the others are all answered alike (decisions §3). */
async function reachable({ db, actor: { tenantScope } }: Context, events: readonly QueueEvent[]): Promise<Set<string>> {
  const named = [...new Set(events.flatMap(({ tenant_id: id }) => (id ? [id] : [])))];
  const within = tenantScope === "global" ? named : named.filter((id) => tenantScope.includes(id));
  const rows =
    within.length === 0 ? [] : await db.tenant.findMany({ where: { id: { in: within } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

async function insertNew({ db, actor, now }: Context, entries: readonly Entry[]): Promise<Set<string>> {
  const rows = entries.map(({ event, eventId, priority }) => ({
    eventId,
    priority,
    type: event.type,
    source: event.source,
    tenantId: event.tenant_id ?? null,
    occurredAt: event.timestamp,
    payload: event.payload,
  }));
  const stored = await db.$queryRaw<{ event_id: string }[]>`
    INSERT INTO queue_events (event_id, type, source, tenant_id, occurred_at, received_at, priority, payload, published_by_id)
    SELECT "eventId", type, source, "tenantId", "occurredAt", ${now}::timestamptz, priority, payload, ${actor.id}::uuid
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g("eventId" varchar, type varchar, source varchar, "tenantId" uuid,
      "occurredAt" timestamptz, priority varchar, payload jsonb)
    ORDER BY 1 ON CONFLICT (event_id) DO NOTHING RETURNING event_id`;
  return new Set(stored.map(({ event_id: id }) => id));
}

async function linkAlerts(db: Db, alerts: readonly { readonly id: string; readonly eventId: string }[]): Promise<void> {
  await db.$executeRaw`
    UPDATE queue_events e SET alert_id = a.id FROM jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb) AS a(id uuid, "eventId" varchar)
    WHERE e.event_id = a."eventId"`;
}

const KINDS = {
  revenue_risk: "revenue_protection",
  cost_anomaly: "cost_optimization",
  deliverability: "deliverability",
  system_health: "operational_efficiency",
  compliance: "operational_efficiency",
} as const;

function businessEvent({ event, eventId, priority }: Entry): BusinessEvent[] {
  if (event.type !== "business_event") {
    return [];
  }
  const { impact, context, impact_range: range, follow_up_required: followUp } = event.payload;
  return [
    {
      sourceEventId: eventId,
      kind: KINDS[categoryOf(event)],
      tenantId: event.tenant_id ?? null,
      occurredAt: new Date(event.timestamp),
      range: range ? moneyRange(range) : null,
      currency: "USD",
      priority,
      status: null,
      detail: { impact, context, follow_up_required: followUp },
    },
  ];
}

async function answers(db: Db, entries: readonly Entry[], stored: ReadonlySet<string>): Promise<Processed[]> {
  const ids = entries.map(({ eventId }) => eventId);
  const rows = await db.queueEvent.findMany({
    where: { eventId: { in: ids } },
    select: { eventId: true, alertId: true },
  });
  const alerted = new Set(rows.filter(({ alertId }) => alertId !== null).map(({ eventId }) => eventId));
  const seen = new Set<string>();
  return ids.map((eventId) => {
    const isFirst = stored.has(eventId) && !seen.has(eventId);
    seen.add(eventId);
    return { event_id: eventId, processed: true, notification_generated: alerted.has(eventId), duplicate: !isFirst };
  });
}
