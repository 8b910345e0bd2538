import type { Webhook } from "#lib/webhooks/schema";

/** A webhook as its form writes it; tests need no listening and have no box. */
export const webhookFields = ({ url, description, events, isEnabled }: Webhook): Record<string, string> => ({
  url,
  description: description ?? "",
  events: events.filter((type) => type !== "webhook.test").join(),
  isEnabled: isEnabled ? "on" : "",
});
