import type { Notification } from "./schema.ts";

/** An event of a tenant's deliverability. */
export const QUEUE_EVENT_EXAMPLE = {
  event_id: "evt_20261120_0930_0001",
  type: "system_alert",
  source: "monitoring_system",
  tenant_id: null,
  timestamp: "2026-11-20T09:30:00Z",
  payload: {
    impact: "moderate_increasing_risk",
    context: "deliverability_trend_analysis",
    impact_range: "2K-8K",
    priority: "medium",
    follow_up_required: true,
  },
} as const;

/** What becomes of it in the feed. */
export const NOTIFICATION_EXAMPLE: Notification = {
  id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0f1",
  type: "system_alert",
  priority: "medium",
  title: "Moderate increasing risk",
  summary: "Deliverability trend analysis. Impact: 2K-8K",
  status: "pending_review",
  reviewed_at: null,
  notes: null,
  created_at: "2026-11-20T09:30:00.000Z",
  tenant_id: null,
  tenant_name: null,
  actions: [],
  scope: "system",
  category: "deliverability",
  impact_range: "2K-8K",
  is_resolved: false,
};
