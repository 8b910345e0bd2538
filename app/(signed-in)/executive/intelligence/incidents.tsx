import { IncidentList } from "#components/alerts/incident-list";
import { FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { hrefWith } from "#components/ui/href";
import { Pagination } from "#components/ui/pagination";
import { listSystemIncidents } from "#lib/executive/series-operations";
import { perform } from "#lib/operation/perform";
import { summaryHref } from "../way.ts";
import { PATH, type Place } from "./place.ts";

const STATES = [
  { value: "open", label: "Open" },
  { value: "resolved", label: "Resolved" },
];

/** Incidents of the last year: alerts of one tenant and kind that belong together, each with its timeline. */
export async function IncidentsSection({ place: { caller, asked, at, now } }: { readonly place: Place }) {
  const { status, page, pageSize = "25" } = asked;
  const { data } = await perform(listSystemIncidents, caller, {
    query: { pageSize, ...(page !== undefined && { page }), ...(status !== undefined && { status }) },
  });
  return (
    <>
      <FilterForm label="Filter incidents" at={at} keep={["section", "pageSize"]}>
        <FilterSelect label="State" name="status" value={status} options={STATES} any="Open and resolved" />
      </FilterForm>
      {data.items.length === 0 ? (
        <ListEmpty
          isFiltered={status !== undefined}
          isScoped={caller.actor.tenantScope !== "global"}
          clearHref={hrefWith(PATH, { section: "incidents" })}
          noMatch={{ title: "No incident matches" }}
          nothingYet={{ title: "No incidents", text: "Alerts of one tenant and kind within a day are one incident." }}
        />
      ) : (
        <IncidentList
          incidents={data.items.map((incident) => ({
            ...incident,
            tenantHref: incident.tenant_id === null ? undefined : summaryHref(incident.tenant_id, at),
          }))}
          now={now}
        />
      )}
      <Pagination
        page={data.page}
        pageSize={data.page_size}
        totalItems={data.total_items}
        at={at}
        itemName="incidents of the last year"
      />
    </>
  );
}
