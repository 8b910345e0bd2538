import { createHmac, randomUUID } from "node:crypto";
import { env } from "../env.ts";
import { type Answer, anonymous, type Client } from "../testing/client.ts";
import { MAILGUN_EXAMPLE, POSTMARK_EXAMPLE, STRIPE_EXAMPLE } from "./examples.ts";

/** What a provider is answered about one event: taken, or known already. */
export const NEW = { accepted: 1, unattributed: 0, duplicates: 0, ignored: 0 };
export const AGAIN = { accepted: 0, unattributed: 0, duplicates: 1, ignored: 0 };

export interface Sending {
  /** Seconds since 1970 that the signature claims. */
  readonly at?: number;
  readonly token?: string;
  readonly key?: string;
}

const nowSec = (): number => Math.floor(Date.now() / 1000);
const hmac = (key: string, content: string): string => createHmac("sha256", key).update(content).digest("hex");

/** A delivery as Postmark would send it, of a message of its own. */
export const postmarkRecord = (change: object = {}): object => ({
  ...POSTMARK_EXAMPLE,
  MessageID: randomUUID(),
  DeliveredAt: new Date().toISOString(),
  ...change,
});

/** The basic authentication that the environment asks of Postmark. */
export const postmarkAuthorization = (
  user = env().POSTMARK_WEBHOOK_USER,
  password = env().POSTMARK_WEBHOOK_PASSWORD,
): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

export const sendPostmark = (body: object, client: Client = anonymous()): Promise<Answer> =>
  client.post("/ingest/postmark", body, { authorization: postmarkAuthorization() });

/** The `event-data` of a Mailgun event of a message of its own. */
export const mailgunEvent = (change: object = {}): object => ({
  ...MAILGUN_EXAMPLE["event-data"],
  message: { headers: { "message-id": `${randomUUID()}@mail.example.com` } },
  timestamp: Date.now() / 1000,
  ...change,
});

export function sendMailgun(
  event: object,
  { at = nowSec(), token = randomUUID(), key }: Sending = {},
): Promise<Answer> {
  const signature = hmac(key ?? env().MAILGUN_SIGNING_KEY ?? "", `${at}${token}`);
  return anonymous().post("/ingest/mailgun", {
    signature: { timestamp: String(at), token, signature },
    "event-data": event,
  });
}

/** A Stripe event about a subscription; `object` changes what it holds. */
export const stripeEvent = (change: object = {}, object: object = {}): object => ({
  ...STRIPE_EXAMPLE,
  id: `evt_${randomUUID()}`,
  created: nowSec(),
  ...change,
  data: { object: { ...STRIPE_EXAMPLE.data.object, ...object } },
});

export function sendStripe(event: object, { at = nowSec(), key }: Sending = {}): Promise<Answer> {
  const raw = JSON.stringify(event);
  const signature = hmac(key ?? env().STRIPE_WEBHOOK_SECRET ?? "", `${at}.${raw}`);
  return anonymous().call("POST", "/ingest/stripe", {
    raw,
    headers: { "stripe-signature": `t=${at},v1=${signature}` },
  });
}
