import { PeekPanel } from "#components/data-table/peek-panel";
import { Badge } from "#components/ui/badge";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { Tenant } from "#lib/tenants/schema";
import { TenantStatus } from "./tenant-status.tsx";
import { PLAN_LABELS, SEGMENT_LABELS } from "./wording.tsx";

interface TenantPeekProps {
  readonly tenant: Tenant;
  readonly at: string;
  readonly now: string;
}

/** A tenant in short, beside the list. */
export function TenantPeek({ tenant, at, now }: TenantPeekProps) {
  const unset = <span className="text-subtle">Not set</span>;
  return (
    <PeekPanel
      title={tenant.name}
      meta={
        <>
          <Badge mono>{tenant.code}</Badge>
          <TenantStatus status={tenant.status} />
        </>
      }
      at={at}
      href={`/console/tenants/${tenant.tenantId}`}
    >
      <DefinitionList
        layout="stacked"
        items={[
          ...(tenant.statusReason === null ? [] : [{ term: "Why", value: tenant.statusReason }]),
          { term: "Users", value: <span className="figure">{formatCount(tenant.userCount)}</span> },
          { term: "Segment", value: SEGMENT_LABELS[tenant.segment ?? ""] ?? unset },
          { term: "Plan", value: PLAN_LABELS[tenant.plan ?? ""] ?? unset },
          { term: "Time zone", value: tenant.timezone },
          { term: "Currency", value: <span className="figure">{tenant.currency}</span> },
          { term: "Created", value: <RelativeTime value={tenant.createdOn} now={now} /> },
          { term: "Last changed", value: <RelativeTime value={tenant.updatedOn} now={now} /> },
          { term: "Tenant id", value: <CopyableId value={tenant.tenantId} label="tenant id" /> },
        ]}
      />
    </PeekPanel>
  );
}
