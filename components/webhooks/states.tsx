import { StatusPill } from "#components/ui/status-pill";
import type { Delivery, Webhook } from "#lib/webhooks/schema";
import { DELIVERY_LOOKS, DISABLED_LOOKS } from "./wording.tsx";

/** Whether events are sent, and if not, why, as icon, word and colour. */
export function WebhookState({ disabledReason }: Pick<Webhook, "disabledReason">) {
  if (disabledReason === null) {
    return <StatusPill tone="success">Enabled</StatusPill>;
  }
  const { tone, word } = DISABLED_LOOKS[disabledReason];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}

interface DeliveryStateProps extends Pick<Delivery, "status"> {
  /** Attempts made; one that waits after some is being tried again. */
  readonly attempts?: number | undefined;
}

/** How a delivery stands, as icon, word and colour. */
export function DeliveryState({ status, attempts = 0 }: DeliveryStateProps) {
  const { tone, word } = DELIVERY_LOOKS[status];
  return <StatusPill tone={tone}>{status === "queued" && attempts > 0 ? "Trying again" : word}</StatusPill>;
}
