import { effectsOf } from "#app/_support/effects.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { RotateDialog } from "#components/webhooks/rotate-dialog";
import { hostOf } from "#components/webhooks/wording";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import { redeliverWebhook, testWebhook } from "#lib/webhooks/delivery-operations";
import { deleteWebhook, updateWebhook } from "#lib/webhooks/operations";
import type { Webhook } from "#lib/webhooks/schema";
import {
  deleteWebhookAction,
  redeliverAction,
  rotateSecretAction,
  switchWebhookAction,
  testWebhookAction,
} from "../actions.ts";

interface WebhookDialogProps {
  readonly kind: string | undefined;
  /** The delivery to send again, for `redeliver`. */
  readonly deliveryId: string | undefined;
  readonly webhook: Webhook;
  readonly version: number;
  readonly caller: Caller;
  readonly closeHref: string;
}

/** Names for what a cascade counts. */
const SENDING = { deliveries: "Deliveries queued" };
const DELETING = { deliveries: "Deliveries forgotten", waiting: "Waiting deliveries never sent" };

/** The dialog that `?dialog=` names, with the effects that a dry run of the very act has counted. */
export async function WebhookDialog({ kind, deliveryId, webhook, version, caller, closeHref }: WebhookDialogProps) {
  if (kind === undefined || !can(caller.actor, updateWebhook.policy)) {
    return null;
  }
  const { tenantId, webhookId, url } = webhook;
  const path = { tenantId, webhookId };
  const host = hostOf(url);
  const values = { ...path, version: String(version), key: crypto.randomUUID() };
  const shared = { closeHref, values };
  switch (kind) {
    case "rotate":
      return <RotateDialog {...shared} host={host} action={rotateSecretAction} />;
    case "test":
      return (
        <ConfirmDialog
          {...shared}
          title={`Send a test to ${host}?`}
          description="An event webhook.test goes through the same queue, with the same signature and retries as every event."
          action={testWebhookAction}
          confirmLabel="Send test"
          pendingLabel="Sending…"
          tone="primary"
          effects={await effectsOf(SENDING, () => dryRun(testWebhook, caller, { path }))}
        />
      );
    case "redeliver":
      return deliveryId === undefined ? null : (
        <ConfirmDialog
          {...shared}
          values={{ ...values, deliveryId }}
          title={`Send this event to ${host} again?`}
          description="It carries the event id that the receiver knows. A receiver that remembers ids takes it once."
          action={redeliverAction}
          confirmLabel="Send again"
          pendingLabel="Sending…"
          tone="primary"
          effects={await effectsOf(SENDING, () => dryRun(redeliverWebhook, caller, { path: { ...path, deliveryId } }))}
        />
      );
    case "enable":
    case "disable":
      return <SwitchDialog {...shared} isEnabled={kind === "enable"} host={host} />;
    case "delete":
      return (
        <ConfirmDialog
          {...shared}
          title={`Delete the webhook to ${host}?`}
          description="Nothing more is sent, and the record of what was sent goes with it. The audit log keeps that it existed."
          action={deleteWebhookAction}
          confirmLabel="Delete webhook"
          pendingLabel="Deleting…"
          reason="optional"
          reversibility="This cannot be undone. To pause it, disable it instead."
          effects={await effectsOf(DELETING, () => dryRun(deleteWebhook, caller, { path }))}
        />
      );
    default:
      return null;
  }
}

interface SwitchDialogProps {
  readonly closeHref: string;
  readonly values: Readonly<Record<string, string>>;
  readonly isEnabled: boolean;
  readonly host: string;
}

function SwitchDialog({ closeHref, values, isEnabled, host }: SwitchDialogProps) {
  return (
    <ConfirmDialog
      closeHref={closeHref}
      values={{ ...values, isEnabled: String(isEnabled) }}
      title={`${isEnabled ? "Enable" : "Disable"} the webhook to ${host}?`}
      description={
        isEnabled
          ? "It gets every event from now on. What happened meanwhile is not made up for."
          : "Nothing is sent until it is enabled again. Deliveries that wait are given up, and events that happen meanwhile are not made up for."
      }
      action={switchWebhookAction}
      confirmLabel={isEnabled ? "Enable webhook" : "Disable webhook"}
      pendingLabel={isEnabled ? "Enabling…" : "Disabling…"}
      tone={isEnabled ? "primary" : "danger"}
      reversibility={isEnabled ? "It can be disabled at any time." : "It can be enabled at any time."}
    />
  );
}
