import { Download, RefreshCw } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { effectsOf } from "#app/_support/effects.ts";
import { offered } from "#app/_support/offered.tsx";
import { BulkFacts } from "#components/bulk/bulk-facts";
import { BulkProgress } from "#components/bulk/bulk-progress";
import { ResultsTable } from "#components/bulk/results-table";
import { BULK_OUTCOME_LOOKS, BULK_STATUS_LOOKS, bulkName, isUnderWay } from "#components/bulk/wording";
import { FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { Banner } from "#components/ui/banner";
import { ButtonLink, buttonStyles } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { hrefWith, queryOf } from "#components/ui/href";
import { LiveRefresh } from "#components/ui/live-refresh";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { StatusPill } from "#components/ui/status-pill";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { cancelBulkOperation, exportBulkResults, getBulkOperation, listBulkResults } from "#lib/bulk/operations";
import type { BulkOperation } from "#lib/bulk/schema";
import { can } from "#lib/operation/authorize";
import type { Actor, Caller } from "#lib/operation/operation";
import { dryRun, perform } from "#lib/operation/perform";
import { cancelBulkAction } from "../actions.ts";

export const metadata: Metadata = { title: "Bulk operation" };

/** Often enough to see it move. */
const REFRESH_MS = 2000;
const OUTCOMES = Object.entries(BULK_OUTCOME_LOOKS).map(([value, { word }]) => ({ value, label: word }));

interface Props {
  readonly params: Promise<{ bulkOperationId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One bulk operation: how far it is, and what became of each row. */
export default async function BulkOperationPage({ params, searchParams }: Props) {
  const caller = await pageCaller();
  const { bulkOperationId } = await params;
  const { dialog, ...query } = queryOf(await searchParams, ["page", "pageSize", "outcome", "dialog"]);
  const path = `/console/bulk/${bulkOperationId}`;
  const at = hrefWith(path, query);
  const result = await attempt({ caller, href: at, cleanHref: path }, async () => {
    const { data } = await perform(getBulkOperation, caller, { path: { bulkOperationId } });
    return { bulk: data, results: (await perform(listBulkResults, caller, { path: { bulkOperationId }, query })).data };
  });
  if (!result.ok) {
    return result.view;
  }
  const { bulk, results } = result.value;
  const now = new Date().toISOString();
  const { tone, word } = BULK_STATUS_LOOKS[bulk.status];
  return (
    <>
      <PageHeader
        title={bulkName(bulk.operation)}
        crumbs={[{ href: "/console/bulk", label: "Bulk operations" }, { label: bulkName(bulk.operation) }]}
        meta={<StatusPill tone={tone}>{word}</StatusPill>}
        freshness={{ asOf: now, now, label: "Read" }}
        actions={<Actions bulk={bulk} actor={caller.actor} at={at} />}
      />
      {isUnderWay(bulk) ? <LiveRefresh everyMs={REFRESH_MS} /> : null}
      {bulk.stoppedBecause === null ? null : (
        <Banner tone="warning" title={`It ended before its last row: ${bulk.stoppedBecause}.`} />
      )}
      <BulkProgress bulk={bulk} />
      <BulkFacts bulk={bulk} now={now} mayReadAudit={can(caller.actor, listAuditLogs.policy)} />
      <div className="flex flex-wrap items-start justify-between gap-2">
        <FilterForm label="Filter the rows" at={at}>
          <FilterSelect label="Outcome" name="outcome" value={query.outcome} options={OUTCOMES} any="Any outcome" />
        </FilterForm>
        {
          await offered(
            caller,
            { policy: exportBulkResults.policy, feature: "features.exports" },
            <a href={hrefWith(`${path}/results`, { outcome: query.outcome })} download className={buttonStyles()}>
              <Download aria-hidden="true" />
              CSV
            </a>,
          )
        }
      </div>
      <ResultsTable
        rows={results.items.map((row) => ({ ...row, href: `/console/${bulk.entityType}s/${row.entityId}` }))}
        at={at}
        now={now}
        empty={
          <ListEmpty
            isFiltered={query.outcome !== undefined}
            isScoped={false}
            clearHref={path}
            noMatch={{ title: "No row has this outcome" }}
            nothingYet={{ title: "It has no rows" }}
          />
        }
      />
      <Pagination {...results} totalCapped={results.totalCapped === true} at={at} itemName="rows" />
      {dialog === "cancel" ? <CancelDialog bulk={bulk} caller={caller} closeHref={at} /> : null}
    </>
  );
}

function Actions({ bulk, actor, at }: { readonly bulk: BulkOperation; readonly actor: Actor; readonly at: string }) {
  if (!isUnderWay(bulk)) {
    return null;
  }
  return (
    <>
      <span className="hidden no-js:inline">
        <ButtonLink href={at}>
          <RefreshCw aria-hidden="true" />
          Refresh
        </ButtonLink>
      </span>
      {mayCancel(bulk, actor) ? (
        <ButtonLink href={hrefWith(at, { dialog: "cancel" })} scroll={false}>
          Cancel…
        </ButtonLink>
      ) : null}
    </>
  );
}

const mayCancel = (bulk: BulkOperation, actor: Actor): boolean =>
  can(actor, cancelBulkOperation.policy) && (bulk.startedById === actor.id || actor.role === "SuperAdmin");

interface CancelDialogProps {
  readonly bulk: BulkOperation;
  readonly caller: Caller;
  readonly closeHref: string;
}

async function CancelDialog({ bulk, caller, closeHref }: CancelDialogProps) {
  if (!isUnderWay(bulk) || !mayCancel(bulk, caller.actor)) {
    return null;
  }
  const { bulkOperationId } = bulk;
  return (
    <ConfirmDialog
      title={`Cancel “${bulkName(bulk.operation)}”?`}
      description="Rows that it was done to stay as they are."
      closeHref={closeHref}
      action={cancelBulkAction}
      confirmLabel="Cancel the operation"
      pendingLabel="Cancelling…"
      reason="optional"
      effects={
        await effectsOf({ skipped: "Rows that are left alone" }, () =>
          dryRun(cancelBulkOperation, caller, { path: { bulkOperationId } }),
        )
      }
      reversibility="It cannot be taken up again; the rest can be selected anew."
      values={{ bulkOperationId }}
    />
  );
}
