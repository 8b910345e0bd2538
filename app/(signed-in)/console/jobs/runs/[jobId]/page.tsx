import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { JobState } from "#components/jobs/states";
import { TriesTable } from "#components/jobs/tries-table";
import { AppLink } from "#components/ui/app-link";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { retryDeadLetter } from "#lib/jobs/dead-letter-operations";
import { getJob } from "#lib/jobs/operations";
import type { JobDetail } from "#lib/jobs/schema";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { DeadLetterDialog } from "../../dead-letter-dialog.tsx";

export const metadata: Metadata = { title: "Run" };

interface Props {
  readonly params: Promise<{ jobId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One piece of background work: how it stands, and every attempt on the way. */
export default async function RunPage({ params, searchParams }: Props) {
  const { jobId } = await params;
  const caller = await pageCaller();
  const { dialog } = queryOf(await searchParams, ["dialog"]);
  const at = `/console/jobs/runs/${jobId}`;
  const result = await attempt({ caller, href: at, cleanHref: at }, () => perform(getJob, caller, { path: { jobId } }));
  if (!result.ok) {
    return result.view;
  }
  const job = result.value.data;
  const now = new Date().toISOString();
  const isOpen = job.status === "failed" && job.deadLetterId !== null;
  return (
    <>
      <PageHeader
        title={<span className="figure">{job.kind}</span>}
        crumbs={[
          { href: "/console/jobs", label: "Jobs" },
          { href: "/console/jobs/runs", label: "Runs" },
          { label: job.kind },
        ]}
        meta={<JobState status={job.status} attempts={job.attempts} />}
        actions={
          isOpen && can(caller.actor, retryDeadLetter.policy) ? (
            <>
              <ButtonLink href={hrefWith(at, { dialog: "discard" })} scroll={false}>
                Discard…
              </ButtonLink>
              <ButtonLink href={hrefWith(at, { dialog: "retry" })} scroll={false} variant="primary">
                Retry…
              </ButtonLink>
            </>
          ) : null
        }
      />
      <StateBanner job={job} />
      <Facts job={job} now={now} hasAudit={can(caller.actor, listAuditLogs.policy)} />
      <div className="flex min-w-0 flex-col gap-3">
        <h2 className="font-semibold text-md">Attempts</h2>
        <TriesTable
          tries={job.tries}
          at={at}
          now={now}
          empty={
            <EmptyState kind="nothing-yet" title="No attempt has ended yet">
              Attempts, steps and their errors show here as they end.
            </EmptyState>
          }
        />
      </div>
      <DeadLetterDialog kind={dialog} deadLetterId={job.deadLetterId} caller={caller} closeHref={at} />
    </>
  );
}

function StateBanner({ job: { status, lastError } }: { readonly job: JobDetail }) {
  if (status === "held") {
    return (
      <Banner tone="warning" title="Its tenant is suspended.">
        It goes on after its last finished step as soon as the tenant is active again.
      </Banner>
    );
  }
  return status === "failed" ? (
    <Banner tone="danger" title="It has failed for good.">
      {lastError}
    </Banner>
  ) : null;
}

interface FactsProps {
  readonly job: JobDetail;
  readonly now: string;
  readonly hasAudit: boolean;
}

function Facts({ job, now, hasAudit }: FactsProps) {
  const audit = (
    <AppLink href={`/console/audit?entityId=${job.jobId}`} className="link text-sm">
      Audit log
    </AppLink>
  );
  return (
    <Card title="Job" actions={hasAudit ? audit : undefined}>
      <DefinitionList
        items={[
          ...aboutOf(job),
          { term: "Attempts", value: <span className="figure">{job.attempts}</span>, note: "Of the step it is at" },
          { term: "Asked for", value: <RelativeTime value={job.createdOn} now={now} format="absolute" /> },
          { term: "Due", value: <RelativeTime value={job.runAt} now={now} format="absolute" /> },
          { term: "Started", value: <RelativeTime value={job.startedOn} now={now} empty="Not yet" /> },
          { term: "Over", value: <RelativeTime value={job.finishedOn} now={now} empty="Not yet" /> },
          { term: "Job id", value: <CopyableId value={job.jobId} label="job id" /> },
        ]}
      />
    </Card>
  );
}

function aboutOf({ tenantId, entityType, entityId, ruleId }: JobDetail): Definition[] {
  return [
    ...(tenantId === null
      ? []
      : [
          {
            term: "Tenant",
            value: (
              <AppLink href={`/console/tenants/${tenantId}`} className="link figure">
                {tenantId}
              </AppLink>
            ),
          },
        ]),
    ...(entityId === null
      ? []
      : [{ term: "About", value: <span className="figure break-all">{`${entityType} ${entityId}`}</span> }]),
    ...(ruleId === null ? [] : [{ term: "Rule", value: <span className="figure break-all">{ruleId}</span> }]),
  ];
}
