import { useId } from "react";
import { Button } from "#components/ui/button";
import { SelectField, TextField } from "#components/ui/fields";
import type { SelectOption } from "#components/ui/select";

interface ExplainFormProps {
  /** The page that answers; its tab is kept. */
  readonly path: string;
  readonly operations: readonly SelectOption[];
  /** The user's tenants, as far as the reader knows them. */
  readonly tenants: readonly { readonly tenantId: string; readonly code: string; readonly name: string }[];
  readonly asked: { readonly operation?: string | undefined; readonly tenantId?: string | undefined };
  readonly errors: Readonly<Record<string, string>>;
}

/** Asks whether the user may do something; a plain GET form, so that the question and its answer have an address. */
export function ExplainForm({ path, operations, tenants, asked, errors }: ExplainFormProps) {
  const id = useId();
  return (
    <form action={path} method="get" className="grid items-start gap-4 sm:grid-cols-2">
      <input type="hidden" name="tab" value="access" />
      <SelectField
        key={`operation ${asked.operation}`}
        name="operation"
        label="What"
        required
        placeholder="Choose an operation"
        options={operations}
        defaultValue={asked.operation ?? ""}
        error={errors["operation"]}
      />
      <TextField
        key={`tenant ${asked.tenantId}`}
        name="tenantId"
        label="About which tenant"
        mono
        list={`${id}-tenants`}
        autoComplete="off"
        spellCheck={false}
        placeholder="Tenant id"
        defaultValue={asked.tenantId}
        error={errors["tenantId"]}
      />
      <datalist id={`${id}-tenants`}>
        {tenants.map(({ tenantId, code, name }) => (
          <option key={tenantId} value={tenantId}>
            {name} ({code})
          </option>
        ))}
      </datalist>
      <div>
        <Button type="submit" variant="primary">
          Explain
        </Button>
      </div>
    </form>
  );
}
