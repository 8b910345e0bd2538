import { Checkbox } from "#components/ui/checkbox";
import { FieldNotes, fieldId } from "#components/ui/field";

export interface TenantOption {
  readonly tenantId: string;
  readonly code: string;
  readonly name: string;
}

interface TenantChoiceProps {
  readonly tenants: readonly TenantOption[];
  readonly chosen: readonly string[];
  readonly label: string;
  readonly error: string | undefined;
}

/** The tenants that an administrator of some may give, as boxes to tick; sent as repeated `tenantId`. */
export function TenantChoice({ tenants, chosen, label, error }: TenantChoiceProps) {
  const name = "tenantIds";
  return (
    <fieldset id={fieldId(name)} tabIndex={-1} className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <ul className="max-h-64 divide-y divide-line overflow-y-auto rounded-lg border border-line">
        {tenants.map(({ tenantId, code, name: tenantName }) => (
          <li key={tenantId}>
            <label
              htmlFor={`tenant-${tenantId}`}
              className="flex min-h-9 items-center gap-2.5 px-3 text-sm hover:bg-hover coarse:min-h-11"
            >
              <Checkbox
                id={`tenant-${tenantId}`}
                name="tenantId"
                value={tenantId}
                defaultChecked={chosen.includes(tenantId) || tenants.length === 1}
              />
              <span className="min-w-0 flex-1 truncate">{tenantName}</span>
              <span className="figure text-subtle text-xs">{code}</span>
            </label>
          </li>
        ))}
      </ul>
      <FieldNotes
        name={name}
        label={label}
        error={error}
        help="At least one of the tenants that are assigned to you."
      />
    </fieldset>
  );
}
