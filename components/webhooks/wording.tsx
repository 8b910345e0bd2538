import type { Tone } from "#components/ui/tone";
import type { Delivery, EventType, Webhook } from "#lib/webhooks/schema";

interface Look {
  readonly tone: Tone;
  readonly word: string;
}

/** How a delivery stands. */
export const DELIVERY_LOOKS: Readonly<Record<Delivery["status"], Look>> = {
  queued: { tone: "info", word: "Queued" },
  succeeded: { tone: "success", word: "Delivered" },
  failed: { tone: "danger", word: "Failed" },
  cancelled: { tone: "neutral", word: "Not sent" },
};

type Reason = NonNullable<Webhook["disabledReason"]>;

/** Why a webhook is disabled: in a word or two, and in a sentence that says what ends it. */
export const DISABLED_LOOKS: Readonly<Record<Reason, Look & { readonly sentence: string }>> = {
  operator: {
    tone: "neutral",
    word: "Disabled",
    sentence: "Somebody switched it off. It stays so until it is enabled.",
  },
  tenant: {
    tone: "warning",
    word: "Tenant suspended",
    sentence: "It is enabled again together with its tenant, and what was waiting is sent then.",
  },
  failures: {
    tone: "danger",
    word: "Disabled after failures",
    sentence: "Too many deliveries in a row failed with all their retries. Repair the receiver, then enable it.",
  },
  gone: {
    tone: "danger",
    word: "Receiver gone",
    sentence: "The receiver answered 410, which asks never to be called again. Enable it if that was a mistake.",
  },
};

/** Events that a webhook can listen to, in the words of the form; `webhook.test` is sent on request. */
export const EVENT_LABELS: Readonly<Record<Exclude<EventType, "webhook.test">, string>> = {
  "tenant.updated": "Tenant changed",
  "tenant.suspended": "Tenant suspended",
  "tenant.activated": "Tenant activated",
  "tenant.deleted": "Tenant deleted",
  "user.created": "User created",
  "user.updated": "User changed",
  "user.locked": "User locked",
  "user.unlocked": "User unlocked",
  "user.suspended": "User suspended",
  "user.logged_out": "User signed out",
};

/** Labels for the error summary and the conflict. */
export const WEBHOOK_FIELD_LABELS = {
  url: "Address",
  description: "Description",
  events: "Events",
  isEnabled: "Enabled",
};

/** The host of an address: what a webhook is called. */
export const hostOf = (url: string): string => new URL(url).host;
