"use client";
import { useActionState } from "react";
import { Card } from "#components/ui/card";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { DiffTable } from "#components/ui/diff-table";
import { ErrorSummary } from "#components/ui/error-summary";
import { CheckboxField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { IdempotencyKey } from "#components/ui/idempotency-key";
import { SaveBar } from "#components/ui/save-bar";
import { SubmitButton } from "#components/ui/submit-button";
import { type Choices, TENANT_FIELD_LABELS, TenantFields } from "./tenant-fields.tsx";
import type { TenantFormState } from "./tenant-form-state.tsx";
import { PLAN_LABELS, SEGMENT_LABELS } from "./wording.tsx";

interface CreateTenantFormProps {
  readonly action: FormAction;
  readonly choices: Choices;
  /** Minted with the form: sending it twice creates one tenant. */
  readonly idempotencyKey: string;
}

/** Creates a tenant. */
export function CreateTenantForm({ action, choices, idempotencyKey }: CreateTenantFormProps) {
  const [state, submit] = useActionState(action, {});
  const isActive = state.values === undefined || state.values["isActive"] === "on";
  return (
    <form action={submit} className="flex max-w-3xl flex-col gap-4">
      <ErrorSummary message={state.error} fields={state.fields} labels={TENANT_FIELD_LABELS} />
      <IdempotencyKey minted={idempotencyKey} values={state.values} />
      <Card>
        <TenantFields state={state} initial={{ timezone: "UTC", currency: "USD" }} choices={choices} isNew />
        <div className="mt-4 border-line border-t pt-4">
          <CheckboxField
            name="isActive"
            label="Active from the start"
            help="Otherwise the tenant is created suspended: nobody of it can sign in until it is activated."
            defaultChecked={isActive}
          />
        </div>
      </Card>
      <SaveBar saveLabel="Create tenant" pendingLabel="Creating…" cancelHref="/console/tenants" mode="create" />
    </form>
  );
}

interface EditTenantFormProps {
  readonly action: (state: TenantFormState, form: FormData) => Promise<TenantFormState>;
  readonly choices: Choices;
  readonly tenantId: string;
  readonly version: number;
  readonly initial: Readonly<Record<string, string>>;
}

/** Edits a tenant: review shows the change, saving refuses to overwrite what somebody else saved meanwhile. */
export function EditTenantForm({ action, choices, tenantId, version, initial }: EditTenantFormProps) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="flex max-w-3xl flex-col gap-4">
      {state.conflict ? (
        <ConflictPanel conflict={state.conflict} thing="this tenant" labels={TENANT_FIELD_LABELS} display={inWords} />
      ) : (
        <ErrorSummary message={state.error} fields={state.fields} labels={TENANT_FIELD_LABELS} />
      )}
      <input type="hidden" name="tenantId" value={tenantId} />
      <VersionFields state={state} version={version} initial={initial} />
      <Card>
        <TenantFields state={state} initial={initial} choices={choices} isNew={false} />
      </Card>
      {state.review ? (
        <Card title="What saving will change">
          <DiffTable
            before={state.review.before}
            after={state.review.after}
            labels={{ before: "Now", after: "After saving" }}
          />
          {state.review.cascade["rescheduledJobs"] ? (
            <p className="mt-2 text-muted text-sm">
              {state.review.cascade["rescheduledJobs"]} scheduled jobs move to the new time zone.
            </p>
          ) : null}
        </Card>
      ) : null}
      <div>
        <SubmitButton name="intent" value="review" pendingLabel="Comparing…">
          Review changes
        </SubmitButton>
      </div>
      <SaveBar saveLabel="Save" pendingLabel="Saving…" cancelHref={`/console/tenants/${tenantId}`} mode="edit" />
    </form>
  );
}

/** Segments and plans by their names. */
const inWords = (field: string, value: string): string =>
  ({ segment: SEGMENT_LABELS, plan: PLAN_LABELS })[field]?.[value] ?? value;
