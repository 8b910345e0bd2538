"use client";
import { useActionState } from "react";
import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { ErrorSummary } from "#components/ui/error-summary";
import { CheckboxField } from "#components/ui/fields";
import type { FormState, VersionedFormState } from "#components/ui/form-state";
import { SaveBar } from "#components/ui/save-bar";
import { ShownOnce } from "#components/ui/shown-once";
import { WebhookFields } from "./webhook-fields.tsx";
import { EVENT_LABELS, WEBHOOK_FIELD_LABELS } from "./wording.tsx";

/** As a form that stays open; once it worked, what must be shown once. */
export interface CreateWebhookState extends FormState {
  readonly created?: { readonly href: string; readonly secret: string } | undefined;
  /** The idempotency key of the next attempt. */
  readonly key?: string | undefined;
}

interface CreateWebhookFormProps {
  readonly action: (state: CreateWebhookState, form: FormData) => Promise<CreateWebhookState>;
  readonly tenantId: string;
  /** Minted with the form: sending it twice creates one webhook. */
  readonly idempotencyKey: string;
  readonly cancelHref: string;
}

/** Creates a webhook; afterwards shows its signing secret in the form's place. */
export function CreateWebhookForm({ action, tenantId, idempotencyKey, cancelHref }: CreateWebhookFormProps) {
  const [state, submit] = useActionState(action, {});
  if (state.created !== undefined) {
    return (
      <ShownOnce
        heading="The webhook is ready"
        label="signing secret"
        value={state.created.secret}
        warning="Give it to the receiver over a channel you trust. Whoever has it can sign messages as this platform."
      >
        <p className="text-muted text-sm">
          Messages are signed as the Standard Webhooks specification says, with the headers{" "}
          <code className="figure">webhook-id</code>, <code className="figure">webhook-timestamp</code> and{" "}
          <code className="figure">webhook-signature</code>: any of its libraries verifies them with this secret.
        </p>
        <ButtonLink href={state.created.href} variant="primary" className="self-start">
          Open the webhook
        </ButtonLink>
      </ShownOnce>
    );
  }
  return (
    <form action={submit} className="flex max-w-3xl flex-col gap-4" noValidate>
      <ErrorSummary message={state.error} fields={state.fields} labels={WEBHOOK_FIELD_LABELS} />
      <input type="hidden" name="tenantId" value={tenantId} />
      <input type="hidden" name="key" value={state.key ?? idempotencyKey} />
      <Card>
        <WebhookFields state={state} initial={{ events: Object.keys(EVENT_LABELS).join() }} />
      </Card>
      <SaveBar mode="create" saveLabel="Create webhook" pendingLabel="Creating…" cancelHref={cancelHref} />
    </form>
  );
}

interface EditWebhookFormProps {
  readonly action: (state: VersionedFormState, form: FormData) => Promise<VersionedFormState>;
  readonly tenantId: string;
  readonly webhookId: string;
  readonly version: number;
  readonly initial: Readonly<Record<string, string>>;
  /** The webhook waits for its tenant and cannot be switched by hand. */
  readonly isWaiting: boolean;
  readonly cancelHref: string;
}

/** Edits a webhook; saving refuses to overwrite what somebody else saved meanwhile. */
export function EditWebhookForm(props: EditWebhookFormProps) {
  const { action, tenantId, webhookId, version, initial, isWaiting, cancelHref } = props;
  const [state, submit] = useActionState(action, {});
  const isEnabled = (state.values ?? initial)["isEnabled"] === "on";
  return (
    <form action={submit} className="flex max-w-3xl flex-col gap-4" noValidate>
      {state.conflict ? (
        <ConflictPanel conflict={state.conflict} thing="this webhook" labels={WEBHOOK_FIELD_LABELS} display={inWords} />
      ) : (
        <ErrorSummary message={state.error} fields={state.fields} labels={WEBHOOK_FIELD_LABELS} />
      )}
      <input type="hidden" name="tenantId" value={tenantId} />
      <input type="hidden" name="webhookId" value={webhookId} />
      <VersionFields state={state} version={version} initial={initial} />
      <Card>
        <WebhookFields state={state} initial={initial} />
        <div className="mt-4 border-line border-t pt-4">
          <CheckboxField
            key={String(isEnabled)}
            name="isEnabled"
            label="Enabled"
            help="Without it nothing is sent, and events that happen meanwhile are not made up for."
            value="on"
            defaultChecked={isEnabled}
            error={state.fields?.["isEnabled"]}
            lockedReason={isWaiting ? "The tenant is suspended; it is enabled again with the tenant." : undefined}
          />
        </div>
      </Card>
      <SaveBar mode="edit" saveLabel="Save" pendingLabel="Saving…" cancelHref={cancelHref} />
    </form>
  );
}

const inWords = (field: string, value: string): string => {
  if (field === "isEnabled") {
    return value === "on" ? "Yes" : "No";
  }
  return field === "events" ? value.replaceAll(",", ", ") : value;
};
