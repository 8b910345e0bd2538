import { createHash } from "node:crypto";
import type { z } from "zod";
import type { QueueEvent } from "#lib/queue/schema";
import { DAY_MS, HOUR_MS } from "../seed/calendar.ts";
import type { Sender } from "./senders.ts";
import { incidentDays } from "./traffic.ts";

const DAYS = 400;
const iso = (ms: number): string => new Date(ms).toISOString();
const active = (senders: readonly Sender[]): Sender[] => senders.filter(({ endedMs }) => endedMs === null);

/** Events of the queue over the demo's history, as bodies of `POST /queue/events`. */
export function queueEvents(senders: readonly Sender[], nowMs: number): z.input<typeof QueueEvent>[] {
  const trouble = senders.find(({ story }) => story === "trouble");
  const growth = senders.find(({ story }) => story === "growth");
  type Event = z.input<typeof QueueEvent>;
  const event = (
    key: string,
    daysAgo: number,
    type: Event["type"],
    sender: Sender | undefined,
    payload: Event["payload"],
  ): Event => ({
    event_id: `demo:${key}`,
    type,
    source: "backbone_monitor",
    tenant_id: sender?.id ?? null,
    timestamp: iso(nowMs - daysAgo * DAY_MS - 3 * HOUR_MS),
    payload: { follow_up_required: false, ...payload },
  });
  const incidents = incidentDays().map((days) =>
    event(`incident-${days}`, days, "system_alert", undefined, {
      impact: "delivery_delays",
      context: "queue_latency_above_normal",
      priority: days % 2 === 0 ? "high" : "medium",
    }),
  );
  const reviews = active(senders).flatMap((sender) =>
    sender.index % 9 === 2
      ? [
          event(`cost-${sender.code}`, 5 + ((sender.index * 7) % 120), "business_event", sender, {
            impact: "smtp_pool_consolidation",
            context: "monthly_cost_review",
            impact_range: "200-500",
            priority: "medium",
          }),
        ]
      : [],
  );
  const told = [
    event("trouble-1", 18, "system_alert", trouble, {
      impact: "bounce_rate_rising",
      context: "deliverability_trend_analysis",
      impact_range: "1K-3K",
      priority: "medium",
    }),
    event("trouble-2", 8, "system_alert", trouble, {
      impact: "bounce_rate_above_limit",
      context: "deliverability_threshold",
      impact_range: "2K-8K",
      priority: "high",
      follow_up_required: true,
    }),
    event("trouble-3", 1, "system_alert", trouble, {
      impact: "spam_complaints_critical",
      context: "reputation_at_mailbox_providers",
      impact_range: "5K-15K",
      priority: "critical",
      follow_up_required: true,
    }),
    event("trouble-4", 6, "business_event", trouble, {
      impact: "payment_failed",
      context: "revenue_risk_review",
      impact_range: "1000-2000",
      priority: "high",
      follow_up_required: true,
    }),
    event("growth-1", 3, "operational_update", growth, {
      impact: "volume_doubling",
      context: "warmup_capacity_review",
      priority: "low",
    }),
  ];
  return [...incidents, ...reviews, ...told];
}

/** Rows of PostHog's answer: uuid, event, timestamp, properties; oldest first. */
export function posthogRows(senders: readonly Sender[], nowMs: number): [string, string, string, object][] {
  const rows = active(senders).flatMap((sender) => [
    ...(sender.index % 3 === 0 ? [revenueRow(sender, nowMs)] : []),
    ...(sender.index % 5 === 0 ? [costRow(sender, nowMs)] : []),
  ]);
  const decisions = Array.from({ length: 10 }, (_, n): [string, string, string, object] => [
    uuidOf(`decision ${n}`),
    "strategic_decision_summary",
    iso(nowMs - (12 + n * 38) * DAY_MS),
    {
      decision_category: "infrastructure",
      decision_maker_level: "executive",
      expected_outcome_range: "10-20_percent_improvement",
      review_timeframe: "quarterly",
    },
  ]);
  return [...rows, ...decisions].sort(([, , a], [, , b]) => a.localeCompare(b));
}

function revenueRow(sender: Sender, nowMs: number): [string, string, string, object] {
  const isOpen = sender.story === "trouble" || sender.index % 21 === 0;
  const properties = {
    tenant_id: sender.id,
    trend_category: "deliverability",
    directional_signal: isOpen ? "rising" : "resolved",
    approximate_impact_range: sender.segment === "enterprise" ? "5000-15000" : "500-2000",
    follow_up_action: isOpen ? "review" : "completed",
    strategic_priority: sender.story === "trouble" ? "critical" : sender.segment === "enterprise" ? "high" : "medium",
  };
  return [uuidOf(`revenue ${sender.id}`), "revenue_protection_trend", daysAgo(sender, nowMs, 11), properties];
}

function costRow(sender: Sender, nowMs: number): [string, string, string, object] {
  const properties = {
    tenant_id: sender.id,
    optimization_type: sender.index % 2 === 0 ? "implemented" : "smtp_pool_consolidation",
    approximate_savings_range: "200-600",
    esp_vendor_context: "postmark",
    implementation_feasibility: "high",
  };
  return [uuidOf(`cost ${sender.id}`), "cost_optimization_trend", daysAgo(sender, nowMs, 17), properties];
}

/** Somewhere in the history, after the tenant was there. */
function daysAgo({ index, createdMs }: Sender, nowMs: number, stride: number): string {
  const age = Math.max(1, Math.min(DAYS, Math.floor((nowMs - createdMs) / DAY_MS)));
  return iso(nowMs - ((index * stride) % age) * DAY_MS - 5 * HOUR_MS);
}

const uuidOf = (text: string): string =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
