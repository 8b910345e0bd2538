import { createHash } from "node:crypto";
import { z } from "zod";

export type Provider = "postmark" | "mailgun";
/** What can become of a message (docs/sources.md says what each provider calls it). */
export type DeliveryKind =
  | "accepted"
  | "delivered"
  | "deferred"
  | "bounced"
  | "complained"
  | "opened"
  | "clicked"
  | "unsubscribed";

/** A provider's event without whom the message went to. */
export interface DeliveryEvent {
  /** The same for the same message, recipient and kind; 128 bits of a hash, written as a UUID. */
  readonly eventKey: string;
  readonly kind: DeliveryKind;
  /** The provider's finer word, such as `HardBounce`. */
  readonly detail: string | null;
  /** As claimed; whether there is such a tenant is not known yet. */
  readonly tenantId: string | null;
  readonly occurredAt: Date;
  readonly sendingIp: string | null;
}

/** What only says which event it was. Message id and recipient go no further than into the hash. */
export function eventKey(provider: Provider, messageId: string, recipient: string, kind: DeliveryKind): string {
  const parts = JSON.stringify([provider, messageId.trim(), recipient.trim().toLowerCase(), kind]);
  return asUuid(createHash("sha256").update(parts).digest("hex"));
}

/** A hash's first 128 bits as PostgreSQL's uuid. */
export const asUuid = (hex: string): string =>
  hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const TenantId = z.uuid();

/** The tenant that a metadata field names; null for what cannot be one. */
export function claimedTenant(value: unknown): string | null {
  const parsed = TenantId.safeParse(value);
  return parsed.success ? parsed.data.toLowerCase() : null;
}

const FUTURE_MS = 86_400_000;
const EARLIEST = Date.UTC(2000, 0);

/** Whether a provider's clock can have said so: nothing before 2000, nothing more than a day ahead of ours. */
export const isPlausible = (at: Date, now: Date): boolean =>
  at.getTime() >= EARLIEST && at.getTime() <= now.getTime() + FUTURE_MS;
