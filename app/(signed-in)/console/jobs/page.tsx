import { RotateCw } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { ListPage } from "#components/data-table/list-page";
import { QueuesTable } from "#components/jobs/queues-table";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { getQueues } from "#lib/jobs/operations";
import { perform } from "#lib/operation/perform";
import { JobTabs } from "./job-tabs.tsx";

export const metadata: Metadata = { title: "Queues" };

const PATH = "/console/jobs";

/** What waits, what runs, and for how long the oldest has waited. */
export default async function QueuesPage() {
  const caller = await pageCaller();
  const result = await attempt({ caller, href: PATH, cleanHref: PATH }, () => perform(getQueues, caller, {}));
  const now = new Date().toISOString();
  return (
    <ListPage>
      <PageHeader
        title="Jobs"
        freshness={{ asOf: now, now, label: "Read" }}
        actions={
          <ButtonLink href={PATH} variant="ghost">
            <RotateCw aria-hidden="true" />
            Read again
          </ButtonLink>
        }
      />
      <JobTabs current="queues" />
      {result.ok ? (
        <QueuesTable
          rows={result.value.data.queues}
          at={PATH}
          now={now}
          empty={
            <EmptyState kind="nothing-yet" title="Nothing waits and nothing runs">
              Background work shows here from the moment it is asked for.
            </EmptyState>
          }
        />
      ) : (
        result.view
      )}
    </ListPage>
  );
}
