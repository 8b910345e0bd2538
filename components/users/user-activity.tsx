import type { z } from "zod";
import { OutcomePill } from "#components/audit/outcome-pill";
import { RelativeTime } from "#components/ui/relative-time";
import { actionLabel } from "#lib/audit/wording";
import type { UserDetail } from "#lib/users/schema";

interface UserActivityProps {
  readonly records: z.output<typeof UserDetail>["recentActivity"];
  readonly now: string;
}

/** What somebody did of late, newest first, for those who may not open the records themselves. */
export function UserActivity({ records, now }: UserActivityProps) {
  return (
    <ol className="divide-y divide-line">
      {records.map(({ auditId, occurredOn, action, outcome }) => (
        <li key={auditId} className="flex min-h-10 items-center gap-3 px-4 py-1.5 text-sm">
          <span className="w-20 shrink-0 text-muted">
            <RelativeTime value={occurredOn} now={now} />
          </span>
          <span className="min-w-0 flex-1 truncate">{actionLabel(action)}</span>
          <OutcomePill outcome={outcome === "denied" || outcome === "failure" ? outcome : "success"} />
        </li>
      ))}
    </ol>
  );
}
