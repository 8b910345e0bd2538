import { isIP } from "node:net";
import { z } from "zod";
import { claimedTenant, type DeliveryEvent, type DeliveryKind, eventKey } from "./delivery-event.ts";
import { MailgunSignature } from "./signatures.ts";

const short = z.string().max(320);

/** The body of a Mailgun webhook, as far as it is read. */
export const MailgunDelivery = z.looseObject({
  signature: MailgunSignature.describe("Time, token and their HMAC"),
  "event-data": z
    .looseObject({
      event: z.string().max(40).describe("delivered, failed, opened, …"),
      timestamp: z.number().min(0).max(253_402_300_799).describe("When it happened, seconds since 1970"),
      severity: z.string().max(20).optional().describe("permanent or temporary, of a failure"),
      reason: z.string().max(200).optional().describe("Why it failed, in a word"),
      recipient: short.describe("Never stored"),
      message: z
        .looseObject({
          headers: z
            .looseObject({ "message-id": z.string().min(1).max(998).describe("Its Message-ID") })
            .describe("Headers of the message"),
        })
        .describe("The message"),
      envelope: z
        .looseObject({ "sending-ip": z.string().max(45).optional().describe("Address that sent it") })
        .optional()
        .describe("How it was sent"),
      // An empty object is sent as an empty list.
      "user-variables": z
        .union([z.record(z.string(), z.unknown()), z.array(z.unknown())])
        .optional()
        .describe("Variables of the sender; `tenant_id` names the tenant"),
    })
    .describe("The event"),
});
type MailgunDelivery = z.output<typeof MailgunDelivery>;

/** The event in our words; null for one that says nothing of a delivery, such as a stored message. */
export function fromMailgun({ "event-data": data }: MailgunDelivery): DeliveryEvent | null {
  const kind = kindOf(data.event, data.severity);
  if (kind === null) {
    return null;
  }
  const sendingIp = data.envelope?.["sending-ip"] ?? "";
  return {
    eventKey: eventKey("mailgun", data.message.headers["message-id"], data.recipient, kind),
    kind,
    detail: (kind === "bounced" || kind === "deferred" ? data.reason : undefined)?.slice(0, 40) ?? null,
    tenantId: claimedTenant((data["user-variables"] as Readonly<Record<string, unknown>> | undefined)?.["tenant_id"]),
    occurredAt: new Date(data.timestamp * 1000),
    sendingIp: isIP(sendingIp) === 0 ? null : sendingIp,
  };
}

const KINDS: Readonly<Record<string, DeliveryKind>> = {
  accepted: "accepted",
  delivered: "delivered",
  rejected: "bounced",
  complained: "complained",
  opened: "opened",
  clicked: "clicked",
  unsubscribed: "unsubscribed",
};

const kindOf = (event: string, severity: string | undefined): DeliveryKind | null =>
  event === "failed" ? (severity === "temporary" ? "deferred" : "bounced") : (KINDS[event] ?? null);
