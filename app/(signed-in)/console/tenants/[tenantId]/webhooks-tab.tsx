import { Plus } from "lucide-react";
import { attempt } from "#app/_support/attempt.tsx";
import { SwitchedOff } from "#app/_support/offered.tsx";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { WebhooksTable } from "#components/webhooks/webhooks-table";
import { isFeatureOn } from "#lib/configuration/features";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { createWebhook, listWebhooks } from "#lib/webhooks/operations";
import type { TabProps } from "./activity-tab.tsx";

/** Where the tenant's events are sent. */
export async function WebhooksTab({ tenant, caller, at, paging }: TabProps) {
  const { tenantId } = tenant;
  const result = await attempt(
    { caller, href: at, cleanHref: hrefWith(at, { page: null, pageSize: null, sort: null }) },
    () => perform(listWebhooks, caller, { path: { tenantId }, query: paging }),
  );
  if (!result.ok) {
    return result.view;
  }
  const { data } = result.value;
  const isOn = await isFeatureOn("features.webhooks", tenantId);
  const create =
    isOn && can(caller.actor, createWebhook.policy) && tenant.status !== "deleted" ? (
      <ButtonLink href={`/console/tenants/${tenantId}/webhooks/new`}>
        <Plus aria-hidden="true" />
        Create webhook
      </ButtonLink>
    ) : null;
  return (
    <>
      <SwitchedOff caller={caller} feature="features.webhooks" tenantId={tenantId}>
        Nothing is sent, and what waits is not sent later either.
      </SwitchedOff>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted text-sm">Each webhook gets the events of this tenant and its users, signed.</p>
        {data.totalItems === 0 ? null : create}
      </div>
      <WebhooksTable
        rows={data.items}
        at={at}
        now={new Date().toISOString()}
        sort={paging["sort"] ?? "-createdOn"}
        empty={
          <EmptyState kind="nothing-yet" title="This tenant has no webhooks" action={create}>
            A webhook tells another system at once when the tenant or one of its users changes.
          </EmptyState>
        }
      />
      <Pagination {...data} at={at} itemName="webhooks" />
    </>
  );
}
