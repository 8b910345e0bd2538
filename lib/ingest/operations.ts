import { z } from "zod";
import { invalid } from "../core/errors.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { touchHealth } from "../sources/health.ts";
import { asUuid } from "./delivery-event.ts";
import { MAILGUN_EXAMPLE, POSTMARK_EXAMPLE, STRIPE_EXAMPLE } from "./examples.ts";
import { fromMailgun, MailgunDelivery } from "./mailgun.ts";
import { fromPostmark, PostmarkRecord } from "./postmark.ts";
import { verifyMailgun, verifyPostmark, verifyStripe } from "./signatures.ts";
import { storeDeliveries } from "./store-deliveries.ts";
import { storeSubscriptionNews } from "./store-subscriptions.ts";
import { fromStripe, StripeEvent } from "./stripe.ts";
import { spendToken } from "./tokens.ts";

/** A relay, or somebody who catches up on what was missed, may hand over so many of Postmark's records at once. */
const BATCH_MAX = 500;

const Taken = z.object({
  accepted: z.int().describe("Events that were new"),
  unattributed: z.int().describe("Of these, those that name no tenant or an unknown one; kept, and counted apart"),
  duplicates: z.int().describe("Events that were known already"),
  ignored: z.int().describe("Events that nothing is counted from"),
});

const signed = (
  provider: string,
  scheme: Record<string, string>,
  verify: Extract<Policy, { access: "signed-webhook" }>["verify"],
) => ({ access: "signed-webhook", provider, scheme, verify }) as const;

const common = { limit: "ingest", audit: null, ingests: true, output: Taken, errors: ["PAYLOAD_TOO_LARGE"] } as const;
const taken = { accepted: 1, unattributed: 0, duplicates: 0, ignored: 0 };
const accepted = (path: `/${string}`) => ({ method: "POST", path, status: 202, message: "Accepted" }) as const;

export const ingestPostmark = operation({
  ...common,
  name: "ingestPostmark",
  summary: "Takes in a delivery, bounce, complaint, open or click of Postmark",
  http: accepted("/postmark"),
  policy: signed(
    "postmark",
    { type: "http", scheme: "basic", description: "POSTMARK_WEBHOOK_USER and POSTMARK_WEBHOOK_PASSWORD" },
    verifyPostmark,
  ),
  input: { body: z.union([PostmarkRecord, z.array(PostmarkRecord).min(1).max(BATCH_MAX)]) },
  example: { input: { body: POSTMARK_EXAMPLE }, output: taken },
  async run({ db, now }, { body }) {
    const records = Array.isArray(body) ? body : [body];
    return { data: await storeDeliveries(db, "postmark", records.map(fromPostmark), now) };
  },
});

export const ingestMailgun = operation({
  ...common,
  name: "ingestMailgun",
  summary: "Takes in an event of Mailgun",
  http: accepted("/mailgun"),
  policy: signed(
    "mailgun",
    {
      type: "apiKey",
      in: "header",
      name: "none",
      description: "HMAC-SHA256 of timestamp and token under MAILGUN_SIGNING_KEY, in the body's `signature`",
    },
    verifyMailgun,
  ),
  input: { body: MailgunDelivery },
  example: { input: { body: MAILGUN_EXAMPLE }, output: taken },
  async run({ db, now }, { body }) {
    const event = fromMailgun(body);
    await spendToken(db, "mailgun", body.signature.token, event?.eventKey ?? asUuid("0".repeat(32)), now);
    return { data: await storeDeliveries(db, "mailgun", [event], now) };
  },
});

export const ingestStripe = operation({
  ...common,
  name: "ingestStripe",
  summary: "Takes in an event of Stripe: subscriptions, invoices, completed checkouts",
  http: accepted("/stripe"),
  policy: signed(
    "stripe",
    {
      type: "apiKey",
      in: "header",
      name: "Stripe-Signature",
      description: "t=…,v1=…: HMAC-SHA256 of time and body under STRIPE_WEBHOOK_SECRET",
    },
    verifyStripe,
  ),
  input: { body: StripeEvent },
  example: { input: { body: STRIPE_EXAMPLE }, output: taken },
  async run({ db, now }, { body }) {
    const news = readStripe(body);
    if (news === null) {
      return { data: { accepted: 0, unattributed: 0, duplicates: 0, ignored: 1 } };
    }
    const result = await storeSubscriptionNews(db, news, now);
    await touchHealth(db, "subscriptions", now);
    return { data: result };
  },
});

/** An object that is not what its event's type says is the sender's mistake. */
function readStripe(body: z.output<typeof StripeEvent>): ReturnType<typeof fromStripe> {
  try {
    return fromStripe(body);
  } catch (thrown) {
    if (thrown instanceof z.ZodError) {
      const [issue] = thrown.issues;
      throw invalid(
        `data.object${issue ? `.${issue.path.join(".")}` : ""}`,
        issue?.message ?? "Not what the type says",
      );
    }
    throw thrown;
  }
}
