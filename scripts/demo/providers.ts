import { createHmac, randomBytes } from "node:crypto";
import type { Outcome } from "./traffic.ts";

const POSTMARK = {
  delivered: ["Delivery", "DeliveredAt", {}],
  bounced: ["Bounce", "BouncedAt", { Type: "HardBounce", TypeCode: 1 }],
  deferred: ["Bounce", "BouncedAt", { Type: "Transient", TypeCode: 2 }],
  complained: ["SpamComplaint", "BouncedAt", { Type: "SpamComplaint" }],
  opened: ["Open", "ReceivedAt", { FirstOpen: true }],
  clicked: ["Click", "ReceivedAt", { ClickLocation: "HTML" }],
} as const satisfies Record<Outcome["kind"], readonly [string, string, object]>;

/** The outcome as a record of Postmark's webhooks. */
export function postmarkRecord({ kind, messageId, recipient, tenantId, atMs }: Outcome): object {
  const [type, moment, more] = POSTMARK[kind];
  const whom = type === "Bounce" || type === "SpamComplaint" ? "Email" : "Recipient";
  const at = new Date(atMs).toISOString();
  return {
    RecordType: type,
    MessageStream: "outbound",
    MessageID: messageId,
    [whom]: recipient,
    [moment]: at,
    Metadata: { tenant_id: tenantId },
    ...more,
  };
}

/** The outcome as the body of a Mailgun webhook, signed now. */
export function mailgunBody({ kind, messageId, recipient, tenantId, atMs }: Outcome, key: string): object {
  const failure = { bounced: "permanent", deferred: "temporary" }[kind as string];
  const timestamp = String(Math.floor(Date.now() / 1000));
  const token = randomBytes(25).toString("hex");
  return {
    signature: {
      timestamp,
      token,
      signature: createHmac("sha256", key)
        .update(timestamp + token)
        .digest("hex"),
    },
    "event-data": {
      event: failure ? "failed" : kind,
      ...(failure && { severity: failure, reason: "bounce" }),
      timestamp: atMs / 1000,
      recipient,
      message: { headers: { "message-id": `${messageId}@mg.example` } },
      "user-variables": { tenant_id: tenantId },
    },
  };
}

/** The header that Stripe puts on the body, signed now. */
export function stripeSignature(body: string, secret: string): string {
  const at = Math.floor(Date.now() / 1000);
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
}
