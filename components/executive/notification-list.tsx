import type { z } from "zod";
import { RelativeTime } from "#components/ui/relative-time";
import type { TenantSummary } from "#lib/executive/tenant-summary-schema";
import { wordText } from "./figure-words.tsx";
import { RiskPill } from "./risk-pill.tsx";

type Notification = z.output<typeof TenantSummary>["system_alerts"]["recent_notifications"][number];

interface NotificationListProps {
  readonly notifications: readonly Notification[];
  readonly now: string;
}

/** The latest alerts of a tenant, with the severities that alerts have everywhere. */
export function NotificationList({ notifications, now }: NotificationListProps) {
  if (notifications.length === 0) {
    return <p className="px-4 py-4 text-muted text-sm">No alert has been raised.</p>;
  }
  return (
    <ul aria-label="Latest alerts" className="divide-y divide-line text-sm">
      {notifications.map(({ id, priority, title, context, status, created_at: at }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-2 gap-y-0.5 px-4 py-2">
          <RiskPill risk={priority} />
          <span className="min-w-0 flex-1 basis-48">{title}</span>
          <span className="text-muted text-xs">
            {wordText(context)} · {status} · <RelativeTime value={at} now={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}
