import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { RefusalCard } from "#components/access/refusal-card";
import { AuditFacts } from "#components/audit/audit-facts";
import { Deed } from "#components/audit/deed";
import { thingOf } from "#components/audit/id-link";
import { OutcomePill } from "#components/audit/outcome-pill";
import { RelatedEvents } from "#components/audit/related-events";
import { RequestEvents } from "#components/audit/request-events";
import { Card } from "#components/ui/card";
import { DiffTable } from "#components/ui/diff-table";
import { JsonBlock } from "#components/ui/json-block";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { getAuditLog, listAuditLogs } from "#lib/audit/operations";
import { deedOf, deedParts } from "#lib/audit/sentence";
import { pageCaller } from "#lib/auth/console";
import { AppError } from "#lib/core/errors";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { getUserAccess } from "#lib/super-admin-api";

export const metadata: Metadata = { title: "Audit record" };

interface Props {
  readonly params: Promise<{ auditId: string }>;
}

/** One record for good: what it says, what changed, and where to go from here. */
export default async function AuditRecordPage({ params }: Props) {
  const caller = await pageCaller();
  const { auditId } = await params;
  const href = `/console/audit/${auditId}`;
  const result = await attempt({ caller, href, cleanHref: href }, () =>
    perform(getAuditLog, caller, { path: { auditId } }),
  );
  if (!result.ok) {
    return result.view;
  }
  const record = result.value.data;
  const now = new Date().toISOString();
  const role = record.actorRole === null ? null : roleLabel(record.actorRole);
  const hasStates = record.before !== null || record.after !== null;
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Audit log", href: "/console/audit" }, { label: `Record ${record.sequence}` }]}
        title={<Deed parts={deedParts(record)} of={thingOf(record)} />}
        meta={<OutcomePill outcome={record.outcome} />}
        description={
          <>
            {role ?? "Nobody signed in"}, <RelativeTime value={record.occurredOn} now={now} />
            {record.reason === null ? null : <> — “{record.reason}”</>}
          </>
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <RefusalCard record={record} canExplain={can(caller.actor, getUserAccess.policy)} />
          <AuditFacts record={record} role={role} now={now} />
          <Card title="What changed" description="Secrets and names of persons are never recorded.">
            {hasStates ? (
              <DiffTable before={record.before} after={record.after} />
            ) : (
              <p className="text-muted text-sm">This act changed no fields.</p>
            )}
          </Card>
          <RequestEvents
            requestId={record.requestId}
            current={auditId}
            {...(await sameRequest(caller, record.requestId))}
          />
          <details>
            <summary className="mb-2 w-fit rounded-sm font-medium text-muted text-sm hover:text-ink">
              Raw record
            </summary>
            <JsonBlock value={record} label="Raw record as JSON" />
          </details>
        </div>
        <RelatedEvents record={record} />
      </div>
    </>
  );
}

const REQUEST_MAX = 20;

/** What the request recorded, in its order; the page stands without it. */
async function sameRequest(caller: Caller, requestId: string) {
  try {
    const query = { requestId, sort: "occurredOn", pageSize: String(REQUEST_MAX) };
    const { data } = await perform(listAuditLogs, caller, { query });
    const events = data.items.map((record) => ({
      auditId: record.auditId,
      deed: deedOf(record),
      outcome: record.outcome,
    }));
    return { events, total: data.totalItems };
  } catch (thrown) {
    if (thrown instanceof AppError) {
      return { events: null, total: 0 };
    }
    throw thrown;
  }
}
