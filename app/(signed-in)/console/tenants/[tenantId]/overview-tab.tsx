import { PLAN_LABELS, SEGMENT_LABELS } from "#components/tenants/wording";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { Caller } from "#lib/operation/operation";
import type { Tenant } from "#lib/tenants/schema";
import { LatestEvents } from "./latest-events.tsx";
import { UserStandings } from "./user-standings.tsx";

interface OverviewTabProps {
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly version: number;
}

/** The tenant's facts, and how its users stand. */
export function OverviewTab({ tenant, caller, version }: OverviewTabProps) {
  const now = new Date().toISOString();
  const unset = <span className="text-subtle">Not set</span>;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <Card title="Profile">
          <DefinitionList
            items={[
              { term: "Name", value: tenant.name },
              { term: "Code", value: <span className="figure">{tenant.code}</span>, note: "Never changes" },
              { term: "Segment", value: SEGMENT_LABELS[tenant.segment ?? ""] ?? unset },
              { term: "Plan", value: PLAN_LABELS[tenant.plan ?? ""] ?? unset },
              { term: "Time zone", value: tenant.timezone, note: localTime(tenant.timezone, now) },
              {
                term: "Currency",
                value: <span className="figure">{tenant.currency}</span>,
                note: currencyName(tenant.currency),
              },
            ]}
          />
        </Card>
        <LatestEvents tenant={tenant} caller={caller} />
      </div>
      <div className="flex flex-col gap-4">
        <Card title="Users">
          <UserStandings tenant={tenant} caller={caller} />
        </Card>
        <Card title="Record">
          <DefinitionList
            layout="stacked"
            items={[
              { term: "Tenant id", value: <CopyableId value={tenant.tenantId} label="tenant id" /> },
              { term: "Created", value: <RelativeTime value={tenant.createdOn} now={now} format="absolute" /> },
              { term: "Last changed", value: <RelativeTime value={tenant.updatedOn} now={now} /> },
              { term: "Version", value: <span className="figure">{formatCount(version)}</span> },
            ]}
          />
        </Card>
      </div>
    </div>
  );
}

/** What the clock on the tenant's wall says. */
function localTime(timeZone: string, now: string): string {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    weekday: "short",
    timeZoneName: "shortOffset",
  });
  return `Now ${time.format(new Date(now))}`;
}

const currencyName = (code: string): string | undefined => new Intl.DisplayNames("en", { type: "currency" }).of(code);
