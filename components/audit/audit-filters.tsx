import { ListFilter } from "lucide-react";
import { FilterDate, FilterSelect } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { buttonStyles } from "#components/ui/button";
import { fieldId } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { AUDIT_ACTIONS, ENTITY_TYPES } from "#lib/audit/actions";
import { actionLabel, ENTITY_LABELS, OUTCOME_LABELS } from "#lib/audit/wording";

/** What the audit log can be narrowed down to, by its name in the URL. */
export const AUDIT_FILTERS = {
  action: "Action",
  outcome: "Outcome",
  entityType: "Kind",
  actorId: "Actor",
  entityId: "Entity",
  tenantId: "Tenant",
  requestId: "Request",
  dateFrom: "From",
  dateTo: "Before",
} as const;

export type AuditQuery = Readonly<Partial<Record<keyof typeof AUDIT_FILTERS | "sort" | "page" | "pageSize", string>>>;

const ACTIONS = AUDIT_ACTIONS.map((value) => ({ value, label: actionLabel(value) })).sort((a, b) =>
  a.label.localeCompare(b.label, "en"),
);
const KINDS = ENTITY_TYPES.map((value) => ({ value, label: ENTITY_LABELS[value] ?? value }));
const OUTCOMES = Object.entries(OUTCOME_LABELS).map(([value, label]) => ({ value, label }));

/** The value of a filter in words, for its chip. */
export function filterValue(name: keyof typeof AUDIT_FILTERS, value: string): string {
  if (name === "action") return actionLabel(value);
  if (name === "outcome") return OUTCOME_LABELS[value] ?? value;
  return name === "entityType" ? (ENTITY_LABELS[value] ?? value) : value;
}

/** The filters of the audit log; the ids, which are pasted rather than chosen, stand behind "By id". */
export function AuditFilters({ at, query }: { readonly at: string; readonly query: AuditQuery }) {
  return (
    <FilterForm label="Filter the audit log" at={at}>
      <FilterSelect label="Action" name="action" value={query.action} options={ACTIONS} any="Any action" />
      <FilterSelect label="Outcome" name="outcome" value={query.outcome} options={OUTCOMES} any="Any outcome" />
      <FilterSelect label="Kind of thing" name="entityType" value={query.entityType} options={KINDS} any="Any kind" />
      <FilterDate name="dateFrom" value={query.dateFrom} label="From" />
      <FilterDate name="dateTo" value={query.dateTo} label="Before" />
      <button type="button" popoverTarget="audit-ids" className={buttonStyles({})}>
        <ListFilter aria-hidden="true" />
        By id
      </button>
      <div id="audit-ids" popover="auto" className="menu-panel w-96">
        <div className="flex flex-col gap-3 p-2">
          <IdField name="actorId" value={query.actorId} label="Actor id" />
          <IdField name="entityId" value={query.entityId} label="Entity id" />
          <IdField name="tenantId" value={query.tenantId} label="Tenant id" />
          <IdField name="requestId" value={query.requestId} label="Request id" />
        </div>
      </div>
    </FilterForm>
  );
}

interface FieldProps {
  readonly name: keyof typeof AUDIT_FILTERS;
  readonly label: string;
  readonly value: string | undefined;
}

function IdField({ name, label, value }: FieldProps) {
  return (
    <label htmlFor={fieldId(name)} className="flex flex-col gap-1 font-medium text-sm">
      {label}
      <Input
        id={fieldId(name)}
        name={name}
        type="text"
        defaultValue={value}
        mono
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
      />
    </label>
  );
}
