import { peekAt } from "#app/_support/peek.tsx";
import { AlertPeek } from "#components/alerts/alert-peek";
import { type AlertRow, AlertsTable } from "#components/alerts/alerts-table";
import { BulkReviewDialog } from "#components/alerts/bulk-review-dialog";
import { ReviewForm } from "#components/alerts/review-form";
import type { Incident } from "#components/alerts/timeline";
import { REVIEWING } from "#components/alerts/wording";
import { ListEmpty } from "#components/data-table/list-empty";
import { Banner } from "#components/ui/banner";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { getTenantSummary } from "#lib/executive/operations";
import { listTenantIncidents } from "#lib/executive/series-operations";
import { can } from "#lib/operation/authorize";
import { dryRun, perform } from "#lib/operation/perform";
import { getQueueNotification, listQueueNotifications } from "#lib/queue/operations";
import { reviewNotification, reviewNotifications } from "#lib/queue/review-operations";
import type { Notification } from "#lib/queue/schema";
import { summaryHref } from "../way.ts";
import { bulkReviewAction, reviewAction } from "./actions.ts";
import { FeedFilters, isFiltered } from "./feed-filters.tsx";
import { PATH, type Place } from "./place.ts";

interface FeedProps {
  readonly place: Place;
  /** What was typed into the tenant filter. */
  readonly typed: string | undefined;
  /** The ticked alerts, while the dialog that reviews them is open. */
  readonly ticked: readonly string[] | undefined;
}

/** The alerts feed with its filters and the reader's own reviews; roles that only read how many there are are told so. */
export async function Feed({ place, typed, ticked }: FeedProps) {
  const { caller, asked, at, now } = place;
  if (!can(caller.actor, listQueueNotifications.policy)) {
    return (
      <EmptyState kind="hidden-by-scope" title="Which alerts these are is hidden for your role">
        You read how many alerts are open and which way things go. Executives and operations read the alerts themselves.
      </EmptyState>
    );
  }
  const { section: _, peek, pageSize, ...filter } = asked;
  const { data } = await perform(listQueueNotifications, caller, {
    query: { ...filter, ...(pageSize !== undefined && { limit: pageSize }) },
  });
  const isReviewable = can(caller.actor, reviewNotification.policy);
  // Awaited here, so that what is refused or broken is said in the page.
  const filters = await FeedFilters({ place, typed });
  const dialog = ticked === undefined || !isReviewable ? null : await reviewDialog(place, ticked);
  return (
    <>
      <Banner tone="info" title={REVIEWING.title}>
        {REVIEWING.text}
        {isReviewable ? "" : " Your role reads alerts without reviewing them."}
      </Banner>
      {filters}
      <AlertsTable
        rows={data.items.map((item) => rowOf(item, place))}
        at={at}
        now={now}
        isReviewable={isReviewable}
        peek={{ id: peek, panel: await peekAt({ id: peek, at, read: readAlert(place), show: showAlert(place) }) }}
        empty={
          <ListEmpty
            isFiltered={isFiltered(asked)}
            isScoped={caller.actor.tenantScope !== "global"}
            clearHref={PATH}
            noMatch={{ title: "No alert matches" }}
            nothingYet={{ title: "No alerts", text: "Rules, thresholds, failed jobs and queue events raise alerts." }}
            hiddenByScope={{
              title: "No alert is within your reach",
              text: "You see the alerts of the tenants that are assigned to you.",
            }}
          />
        }
      />
      <Pagination
        page={data.page}
        pageSize={data.page_size}
        totalItems={data.total_items}
        totalCapped={data.total_items >= 10_000}
        at={hrefWith(at, { peek: null })}
        itemName="alerts"
      />
      {dialog}
    </>
  );
}

const rowOf = (item: Notification, { caller, at }: Place): AlertRow => ({
  ...item,
  tenantHref:
    item.tenant_id !== null && can(caller.actor, getTenantSummary.policy) ? summaryHref(item.tenant_id, at) : undefined,
});

interface Shown {
  readonly alert: Notification;
  readonly incident: Incident | undefined;
}

/** The alert, with the incident of its tenant that it belongs to. */
const readAlert =
  ({ caller }: Place) =>
  async (id: string): Promise<{ readonly data: Shown }> => {
    const { data: alert } = await perform(getQueueNotification, caller, { path: { id } });
    if (alert.tenant_id === null || !can(caller.actor, listTenantIncidents.policy)) {
      return { data: { alert, incident: undefined } };
    }
    const path = { tenantId: alert.tenant_id };
    const { data } = await perform(listTenantIncidents, caller, { path, query: { pageSize: "100" } });
    const incident = data.items.find(({ timeline }) => timeline.some((step) => step.alert_id === id));
    return { data: { alert, incident } };
  };

const showAlert = (place: Place) => {
  const { caller, at, now } = place;
  return ({ alert, incident }: Shown) => (
    <AlertPeek
      alert={rowOf(alert, place)}
      incident={incident}
      review={
        can(caller.actor, reviewNotification.policy) ? (
          <ReviewForm
            key={`${alert.id} ${alert.reviewed_at}`}
            id={alert.id}
            reviewedAt={alert.reviewed_at}
            notes={alert.notes}
            action={reviewAction}
            back={at}
            now={now}
          />
        ) : null
      }
      at={at}
      now={now}
    />
  );
};

async function reviewDialog({ caller, at }: Place, ids: readonly string[]) {
  const { data } = await dryRun(reviewNotifications, caller, { body: { ids: [...ids], action: "daily_check" } });
  return (
    <BulkReviewDialog ids={ids} fresh={data.cascade["notifications"] ?? 0} action={bulkReviewAction} closeHref={at} />
  );
}
