import { z } from "zod";
import { claimedTenant, type DeliveryEvent, type DeliveryKind, eventKey } from "./delivery-event.ts";

const at = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
const common = {
  MessageID: z.string().min(1).max(200),
  Metadata: z.record(z.string(), z.unknown()).nullish(),
};
const Recipient = z.string().max(320);

/** The records that Postmark's webhooks send, as far as they are read; whatever else they hold is passed over. */
export const PostmarkRecord = z.discriminatedUnion("RecordType", [
  z.looseObject({ ...common, RecordType: z.literal("Delivery"), Recipient, DeliveredAt: at }),
  z.looseObject({
    ...common,
    RecordType: z.literal("Bounce"),
    Email: Recipient,
    Type: z.string().max(40).optional(),
    BouncedAt: at,
  }),
  z.looseObject({ ...common, RecordType: z.literal("SpamComplaint"), Email: Recipient, BouncedAt: at }),
  z.looseObject({ ...common, RecordType: z.literal("Open"), Recipient, ReceivedAt: at }),
  z.looseObject({ ...common, RecordType: z.literal("Click"), Recipient, ReceivedAt: at }),
  z.looseObject({
    ...common,
    RecordType: z.literal("SubscriptionChange"),
    Recipient,
    SuppressSending: z.boolean().optional(),
    ChangedAt: at,
  }),
]);
type PostmarkRecord = z.output<typeof PostmarkRecord>;

/** The event in our words; null for a record that says nothing of a delivery, such as an out-of-office reply. */
export function fromPostmark(record: PostmarkRecord): DeliveryEvent | null {
  const kind = kindOf(record);
  if (kind === null) {
    return null;
  }
  return {
    eventKey: eventKey("postmark", record.MessageID, recipientOf(record), kind),
    kind,
    detail: record.RecordType === "Bounce" ? (record.Type ?? null) : null,
    tenantId: claimedTenant(record.Metadata?.["tenant_id"]),
    occurredAt: momentOf(record),
    sendingIp: null,
  };
}

/** Bounces that are no failure of the message. */
const NOTICES: ReadonlySet<string> = new Set([
  "AutoResponder",
  "Subscribe",
  "AddressChange",
  "ChallengeVerification",
  "OpenRelayTest",
]);
/** Bounces after which Postmark goes on trying. */
const TEMPORARY: ReadonlySet<string> = new Set(["Transient", "DnsError"]);

function kindOf(record: PostmarkRecord): DeliveryKind | null {
  switch (record.RecordType) {
    case "Delivery":
      return "delivered";
    case "SpamComplaint":
      return "complained";
    case "Open":
      return "opened";
    case "Click":
      return "clicked";
    case "SubscriptionChange":
      return record.SuppressSending === true ? "unsubscribed" : null;
    case "Bounce":
      return ofBounce(record.Type ?? "");
  }
}

function ofBounce(type: string): DeliveryKind | null {
  if (NOTICES.has(type)) {
    return null;
  }
  if (TEMPORARY.has(type)) {
    return "deferred";
  }
  return type === "SpamComplaint" ? "complained" : type === "Unsubscribe" ? "unsubscribed" : "bounced";
}

const recipientOf = (record: PostmarkRecord): string =>
  record.RecordType === "Bounce" || record.RecordType === "SpamComplaint" ? record.Email : record.Recipient;

function momentOf(record: PostmarkRecord): Date {
  switch (record.RecordType) {
    case "Delivery":
      return record.DeliveredAt;
    case "Bounce":
    case "SpamComplaint":
      return record.BouncedAt;
    case "SubscriptionChange":
      return record.ChangedAt;
    case "Open":
    case "Click":
      return record.ReceivedAt;
  }
}
