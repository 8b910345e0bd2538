"use client";
import { useActionState } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { ErrorSummary } from "#components/ui/error-summary";
import type { FormAction } from "#components/ui/form-state";
import { formatCount } from "#components/ui/format";
import { IdempotencyKey } from "#components/ui/idempotency-key";
import { SaveBar } from "#components/ui/save-bar";
import type { PermissionFacts } from "./permission-groups.tsx";
import { RoleFields } from "./role-fields.tsx";
import type { RoleFormState, RoleReview } from "./role-form-state.tsx";
import { RoleReviewCard } from "./role-review.tsx";
import { REACH_LABELS, ROLE_FIELD_LABELS } from "./wording.tsx";

interface CreateRoleFormProps {
  readonly action: FormAction;
  readonly catalogue: readonly PermissionFacts[];
  /** What the form begins with: nothing, or another role. */
  readonly initial: Readonly<Record<string, string>>;
  /** Minted with the form: sending it twice creates one role. */
  readonly idempotencyKey: string;
}

/** Creates a role. */
export function CreateRoleForm({ action, catalogue, initial, idempotencyKey }: CreateRoleFormProps) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary message={state.error} fields={state.fields} labels={ROLE_FIELD_LABELS}>
        <StepUpPrompt wanted={state.stepUp} />
      </ErrorSummary>
      <IdempotencyKey minted={idempotencyKey} values={state.values} />
      <RoleFields state={state} initial={initial} catalogue={catalogue} />
      <SaveBar saveLabel="Create role" pendingLabel="Creating…" cancelHref="/console/roles" mode="create" />
    </form>
  );
}

interface EditRoleFormProps {
  readonly action: (state: RoleFormState, form: FormData) => Promise<RoleFormState>;
  readonly catalogue: readonly PermissionFacts[];
  readonly roleId: string;
  readonly version: number;
  readonly initial: Readonly<Record<string, string>>;
}

/** Edits a role in two steps: the first shows what changes and whom it reaches, the second saves exactly that. */
export function EditRoleForm({ action, catalogue, roleId, version, initial }: EditRoleFormProps) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="flex flex-col gap-4">
      {state.conflict ? (
        <ConflictPanel conflict={state.conflict} thing="this role" labels={ROLE_FIELD_LABELS} display={inWords} />
      ) : (
        <ErrorSummary message={state.error} fields={state.fields} labels={ROLE_FIELD_LABELS}>
          <StepUpPrompt wanted={state.stepUp} />
        </ErrorSummary>
      )}
      <input type="hidden" name="roleId" value={roleId} />
      <input type="hidden" name="reviewed" value={state.review?.of ?? ""} />
      <VersionFields state={state} version={version} initial={initial} />
      <RoleFields state={state} initial={initial} catalogue={catalogue} />
      {state.review ? <RoleReviewCard review={state.review} /> : null}
      <SaveBar
        saveLabel={state.review ? saveLabel(state.review) : "Review changes"}
        pendingLabel={state.review ? "Saving…" : "Comparing…"}
        cancelHref={`/console/roles/${roleId}`}
        mode="edit"
      />
    </form>
  );
}

const saveLabel = ({ users }: RoleReview): string =>
  users === 0 ? "Save" : `Save for ${formatCount(users)} ${users === 1 ? "user" : "users"}`;

/** Reach by its name, permissions one by one. */
const inWords = (field: string, value: string): string =>
  field === "isGlobal" ? (REACH_LABELS[value] ?? value) : value.replaceAll(",", ", ");
