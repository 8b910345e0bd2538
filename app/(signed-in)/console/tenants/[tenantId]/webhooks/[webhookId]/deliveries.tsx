import { RotateCw } from "lucide-react";
import { attempt } from "#app/_support/attempt.tsx";
import { FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { TableToolbar } from "#components/data-table/list-page";
import { PeekPanel } from "#components/data-table/peek-panel";
import { ButtonLink } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { DeliveriesTable, type DeliveryRow } from "#components/webhooks/deliveries-table";
import { DeliveryPeek } from "#components/webhooks/delivery-peek";
import { DELIVERY_LOOKS } from "#components/webhooks/wording";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listWebhookDeliveries, redeliverWebhook } from "#lib/webhooks/delivery-operations";
import type { Webhook } from "#lib/webhooks/schema";

const STATUSES = Object.entries(DELIVERY_LOOKS).map(([value, { word }]) => ({ value, label: word }));

interface DeliveriesProps {
  readonly webhook: Webhook;
  readonly caller: Caller;
  /** This page with the list's state, without a dialog. */
  readonly at: string;
  readonly query: Readonly<Partial<Record<"page" | "pageSize" | "sort" | "status", string>>>;
  readonly peek: string | undefined;
  /** Whether the tenant's webhooks are switched on: else nothing is sent again. */
  readonly isOn: boolean;
}

/** What was sent to the webhook and what came of it. */
export async function Deliveries({ webhook, caller, at, query, peek, isOn }: DeliveriesProps) {
  const { tenantId, webhookId } = webhook;
  const cleanHref = hrefWith(at, { page: null, pageSize: null, sort: null, status: null, peek: null });
  const result = await attempt({ caller, href: at, cleanHref }, () =>
    perform(listWebhookDeliveries, caller, { path: { tenantId, webhookId }, query }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  const maySend = isOn && webhook.isEnabled && can(caller.actor, redeliverWebhook.policy);
  const rows = data.items.map(
    (delivery): DeliveryRow => ({
      ...delivery,
      href: hrefWith(at, { peek: delivery.deliveryId }),
      redeliverHref:
        maySend && delivery.status !== "queued"
          ? hrefWith(at, { dialog: "redeliver", delivery: delivery.deliveryId })
          : null,
    }),
  );
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <h2 className="font-semibold text-md">Deliveries</h2>
      <TableToolbar
        end={
          <ButtonLink href={at} variant="ghost" scroll={false}>
            <RotateCw aria-hidden="true" />
            Read again
          </ButtonLink>
        }
      >
        <FilterForm label="Filter deliveries" at={at}>
          <FilterSelect label="Status" name="status" value={query.status} options={STATUSES} any="Any status" />
        </FilterForm>
      </TableToolbar>
      <DeliveriesTable
        rows={rows}
        at={at}
        now={now}
        sort={query.sort ?? "-createdOn"}
        peek={{ id: peek, panel: peek === undefined ? null : panelOf(rows, peek, at, now) }}
        empty={
          <ListEmpty
            isFiltered={query.status !== undefined}
            isScoped={false}
            clearHref={cleanHref}
            noMatch={{ title: "No delivery stands so" }}
            nothingYet={{
              title: "Nothing has been sent yet",
              text: "Deliveries appear as soon as something happens, and with a test. They are kept for 30 days.",
            }}
          />
        }
      />
      <Pagination {...data} totalCapped={data.totalCapped === true} at={at} itemName="deliveries" />
    </div>
  );
}

/** A delivery is peeked at where it is listed; one that is not on this page says so. */
function panelOf(rows: readonly DeliveryRow[], id: string, at: string, now: string) {
  const delivery = rows.find(({ deliveryId }) => deliveryId === id);
  return delivery ? (
    <DeliveryPeek delivery={delivery} at={at} now={now} />
  ) : (
    <PeekPanel title="Nothing to show" at={at}>
      <p className="text-muted">This delivery is not on this page of the list.</p>
    </PeekPanel>
  );
}
