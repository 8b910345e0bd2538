import { RotateCw } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { InstancesTable } from "#components/status/instances-table";
import { OperationsTable } from "#components/status/operations-table";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { formatCount, formatTotal } from "#components/ui/format";
import { PageHeader } from "#components/ui/page-header";
import { ageText } from "#components/ui/relative-time";
import { StatTile } from "#components/ui/stat-tile";
import { pageCaller } from "#lib/auth/console";
import { getSources } from "#lib/executive/source-operations";
import { getQueues } from "#lib/jobs/operations";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { Status } from "#lib/status/schema";
import { getStatus } from "#lib/super-admin-api";

export const metadata: Metadata = { title: "Status" };

const PATH = "/console/status";

/** How the platform is doing: what it answered and how fast, what waits, and who hears what from whom. */
export default async function StatusPage() {
  const caller = await pageCaller();
  const result = await attempt({ caller, href: PATH, cleanHref: PATH }, () => perform(getStatus, caller, {}));
  if (!result.ok) {
    return result.view;
  }
  const status = result.value.data;
  const { readOn: now, operations, instances } = status;
  return (
    <>
      <PageHeader
        title="Status"
        description="Each running instance counts since its own start; the figures are of all of them together."
        freshness={{ asOf: now, now, label: "Read" }}
        actions={
          <ButtonLink href={PATH} variant="ghost">
            <RotateCw aria-hidden="true" />
            Read again
          </ButtonLink>
        }
      />
      <div className="flex flex-col gap-4">
        <Tiles status={status} actor={caller.actor} />
        <Card
          title="Operations"
          description="95 of 100 calls have to stay within the budget; under 20 calls say nothing. Times are estimated from a histogram."
          flush
        >
          <OperationsTable
            rows={operations}
            at={PATH}
            empty={
              <EmptyState kind="nothing-yet" title="Nothing has been called yet">
                Every page and every call of the API counts from the moment it is answered.
              </EmptyState>
            }
          />
        </Card>
        <Card title="Instances" description="Those that told of themselves in the last minute; this one first" flush>
          <InstancesTable rows={instances} at={PATH} now={now} />
        </Card>
      </div>
    </>
  );
}

const share = (part: number, whole: number): string => (whole === 0 ? "0 %" : `${((100 * part) / whole).toFixed(2)} %`);

function Tiles({ status, actor }: { readonly status: Status; readonly actor: Actor }) {
  const {
    readOn: now,
    countedSince,
    calls,
    errors,
    operations,
    queues,
    outbox,
    aggregation,
    sources,
    figures,
  } = status;
  const over = operations.filter(({ standing }) => standing === "missed").length;
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = Math.max(outbox.ageSeconds ?? 0, ...queues.map(({ ageSeconds }) => ageSeconds ?? 0));
  const dead = queues.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
  const silent = sources.filter(({ state }) => state !== "fresh").length;
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
      <StatTile label="Answers" value={formatCount(calls)} source="counted since" asOf={countedSince} now={now} />
      <StatTile
        label="Failures of the server"
        value={share(errors, calls)}
        source={`${formatCount(errors)} answers with a 5xx`}
        now={now}
      />
      <StatTile
        label="Operations over their budget"
        value={formatCount(over)}
        source={`of ${formatCount(operations.length)} called`}
        now={now}
      />
      <StatTile
        label="Jobs waiting"
        value={formatCount(waiting)}
        source={
          waiting === 0
            ? `nothing waits; ${formatCount(dead)} dead letters`
            : `oldest ${ageText(oldest)}; ${formatCount(dead)} dead letters`
        }
        now={now}
        href={can(actor, getQueues.policy) ? "/console/jobs" : undefined}
      />
      <StatTile
        label="Delivery events not yet in the figures"
        value={formatTotal(aggregation.waiting, aggregation.waitingCapped)}
        source={lagText(aggregation, figures)}
        now={now}
      />
      <StatTile
        label="Sources that are not fresh"
        value={formatCount(silent)}
        source={`of ${formatCount(sources.length)}`}
        now={now}
        href={can(actor, getSources.policy) ? "/executive/sources" : undefined}
      />
    </div>
  );
}

function lagText({ ageSeconds }: Status["aggregation"], figures: Status["figures"]): string {
  const behind = ageSeconds === null ? "nothing waits" : `oldest ${ageText(ageSeconds)}`;
  const ages = figures.map((figure) => figure.ageSeconds);
  return `${behind}; ${ages.length === 0 ? "no figures yet" : `figures at most ${ageText(Math.max(...ages))} old`}`;
}
