import { Activity } from "#app/_support/activity.tsx";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Tabs } from "#components/ui/tabs";
import { UserActivity } from "#components/users/user-activity";
import { listAuditLogs } from "#lib/audit/operations";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import type { UserDetail } from "#lib/users/schema";

interface ActivityTabProps {
  readonly user: UserDetail;
  readonly caller: Caller;
  readonly path: string;
  /** `subject` shows what was done to the user; anything else what the user did. */
  readonly side: string | undefined;
  readonly paging: Readonly<Record<string, string>>;
}

/** What the user did, and what was done to the user; without the audit log, the latest that the user did. */
export function ActivityTab({ user, caller, path, side, paging }: ActivityTabProps) {
  if (!can(caller.actor, listAuditLogs.policy)) {
    return <Latest user={user} />;
  }
  const href = `${path}?tab=activity`;
  const isSubject = side === "subject";
  const at = hrefWith(href, { ...paging, side: isSubject ? side : null });
  return (
    <div className="flex flex-col gap-3">
      <Tabs
        label="Whose acts"
        items={[
          { href, label: "Done by this user", current: !isSubject },
          { href: `${href}&side=subject`, label: "Done to this user", current: isSubject },
        ]}
      />
      {isSubject ? (
        <Activity
          caller={caller}
          at={at}
          paging={paging}
          filters={{ entityId: user.userId }}
          hiddenColumns={[]}
          emptyTitle="Nothing has been done to this user yet"
        />
      ) : (
        <Activity
          caller={caller}
          at={at}
          paging={paging}
          filters={{ actorId: user.userId }}
          hiddenColumns={["actorId"]}
          emptyTitle="This user has done nothing that leaves a record"
        />
      )}
    </div>
  );
}

function Latest({ user }: Pick<ActivityTabProps, "user">) {
  return (
    <Card title="Latest activity" description="What this user did, at most 20 records" flush>
      {user.recentActivity.length === 0 ? (
        <EmptyState kind="nothing-yet" title="No activity yet">
          This user has done nothing that leaves a record.
        </EmptyState>
      ) : (
        <UserActivity records={user.recentActivity} now={new Date().toISOString()} />
      )}
    </Card>
  );
}
