import { AGE_OPTIONS, PRIORITY_OPTIONS, REVIEW_OPTIONS, SCOPE_OPTIONS } from "#components/alerts/wording";
import { FilterSelect, FilterText } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith } from "#components/ui/href";
import type { SelectOption } from "#components/ui/select";
import { getTenantSummary, listSystemTenants } from "#lib/executive/operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { TenantMatchList } from "../../console/users/tenant-filter.tsx";
import { type Asked, PATH, type Place } from "./place.ts";
import { chooseTenant } from "./tenant-choice.ts";

const SELECTS = [
  { name: "priority", label: "Priority", any: "Any priority", options: PRIORITY_OPTIONS },
  { name: "status", label: "Review", any: "Reviewed or not", options: REVIEW_OPTIONS },
  { name: "scope", label: "Belongs to", any: "Any scope", options: SCOPE_OPTIONS },
  { name: "timeframe", label: "Raised", any: "Any time", options: AGE_OPTIONS },
] as const;

/** Whether anything is filtered. */
export const isFiltered = (asked: Asked): boolean =>
  asked.tenant_id !== undefined || SELECTS.some(({ name }) => asked[name] !== undefined);

interface FeedFiltersProps {
  readonly place: Place;
  readonly typed: string | undefined;
}

/** What the feed is filtered by, and with which tenant; the address is the state. */
export async function FeedFilters({ place, typed }: FeedFiltersProps) {
  const { caller, asked, at } = place;
  const mayChoose = can(caller.actor, listSystemTenants.policy);
  const matches = typed === undefined || !mayChoose ? undefined : await chooseTenant(typed, at, caller);
  const tenant = asked.tenant_id === undefined ? undefined : await tenantName(place, asked.tenant_id);
  return (
    <>
      <FilterForm label="Filter alerts" at={at} keep={["pageSize", "tenant_id"]}>
        {SELECTS.map(({ name, label, any, options }) => (
          <FilterSelect
            key={name}
            label={label}
            name={name}
            value={asked[name]}
            options={withAsked(options, asked[name])}
            any={any}
          />
        ))}
        {mayChoose ? (
          <FilterText label="Tenant" name="tenant" placeholder="Tenant name or code" value={matches?.typed} />
        ) : null}
      </FilterForm>
      <FilterChips
        chips={[
          ...SELECTS.flatMap(({ name, label, options }) => {
            const value = asked[name];
            return value === undefined ? [] : [chipOf(label, options, name, value, at)];
          }),
          ...(tenant === undefined
            ? []
            : [{ label: "Tenant", value: tenant, removeHref: hrefWith(at, { tenant_id: null, page: null }) }]),
        ]}
        clearHref={PATH}
      />
      {matches ? <TenantMatchList matches={matches} at={at} name="tenant_id" /> : null}
    </>
  );
}

/** What the address asks for is always among the choices. */
const withAsked = (options: readonly SelectOption[], value: string | undefined): readonly SelectOption[] =>
  value === undefined || options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: value.replaceAll(",", ", ") }];

const chipOf = (label: string, options: readonly SelectOption[], name: string, value: string, at: string) => ({
  label,
  value: options.find((option) => option.value === value)?.label ?? value,
  removeHref: hrefWith(at, { [name]: null, page: null }),
});

/** The tenant's name for the chip of its filter; the id of one that the reader may not know of. */
async function tenantName({ caller }: Place, tenantId: string): Promise<string> {
  if (!can(caller.actor, getTenantSummary.policy)) return tenantId;
  return perform(getTenantSummary, caller, { path: { tenantId } }).then(
    ({ data }) => data.tenant_profile.name,
    () => tenantId,
  );
}
