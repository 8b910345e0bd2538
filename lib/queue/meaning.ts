import type { AlertDraft, Category, Scope } from "../alerts/index.ts";
import type { Priority } from "../alerts/schema.ts";
import type { QueueEvent } from "./schema.ts";

const SCOPE: Readonly<Record<QueueEvent["type"], Scope>> = {
  system_alert: "system",
  business_event: "business",
  operational_update: "operational",
  performance_metric: "operational",
  user_action: "operational",
};

const SUBJECTS: readonly (readonly [Category, RegExp])[] = [
  ["compliance", /compliance|security|audit|gdpr|breach/],
  ["deliverability", /deliverab|bounce|spam|complaint|reputation|blacklist|blocklist|warm/],
  ["cost_anomaly", /cost|saving|vendor|budget|spend|invoice|pool/],
  ["revenue_risk", /revenue|churn|payment|subscription|downgrade|renewal/],
];

/** What the event is about, by the words of its source; business events that say nothing else are about revenue. */
export function categoryOf({ type, payload }: QueueEvent): Category {
  const said = `${payload.impact} ${payload.context}`.toLowerCase();
  const found = SUBJECTS.find(([, words]) => words.test(said))?.[0];
  return found ?? (type === "business_event" ? "revenue_risk" : "system_health");
}

/** Measurements and what users did are told of only when they matter. */
const notifies = ({ type, payload }: QueueEvent, priority: Priority): boolean =>
  (type !== "performance_metric" && type !== "user_action") ||
  payload.follow_up_required ||
  priority === "critical" ||
  priority === "high";

/** The alert that the event makes; null for one that nobody needs to be told of. */
export function alertOf(event: QueueEvent, priority: Priority): AlertDraft | null {
  if (!notifies(event, priority)) {
    return null;
  }
  const { payload, tenant_id: tenantId } = event;
  const range = payload.impact_range ?? null;
  return {
    type: event.type,
    priority,
    title: inWords(payload.impact),
    summary: `${inWords(payload.context)}${range === null ? "" : `. Impact: ${inWords(range)}`}`,
    scope: SCOPE[event.type],
    category: categoryOf(event),
    impactRange: range,
    tenantId: tenantId ?? null,
    occurredOn: new Date(event.timestamp),
    actions: tenantId ? [{ label: "Open tenant", url: `/executive/tenants/${tenantId}` }] : [],
  };
}

/** `moderate_increasing_risk` → "Moderate increasing risk". */
function inWords(slug: string): string {
  const words = /^[\w-]+$/.test(slug) ? slug.replaceAll("_", " ") : slug;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
