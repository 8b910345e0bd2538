import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import { type Env, env } from "../env.ts";
import type { SignedCall } from "../operation/operation.ts";

/** Stripe signs every attempt anew, so that its own five minutes suffice. */
const STRIPE_TOLERANCE_SEC = 300;
const MAILGUN_TOLERANCE_SEC = 900;

type Secret = Extract<keyof Env, `POSTMARK_${string}` | `MAILGUN_${string}` | `STRIPE_${string}`>;

/** Basic authentication, the only proof that Postmark's webhooks have. Throws UNAUTHENTICATED, or UNAVAILABLE unset. */
export function verifyPostmark({ headers }: SignedCall): void {
  const [user, password] = [secret("POSTMARK_WEBHOOK_USER"), secret("POSTMARK_WEBHOOK_PASSWORD")];
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  assertSame(headers.get("authorization") ?? "", expected);
}

/** What Mailgun signs: its own time and token, not the body. */
export const MailgunSignature = z.object({
  timestamp: z
    .string()
    .regex(/^\d{1,12}$/)
    .describe("When it was signed, seconds since 1970"),
  token: z.string().min(1).max(200).describe("Random, and good once"),
  signature: z.string().max(200).describe("HMAC-SHA256 of time and token, in hexadecimal"),
});

const Signed = z.looseObject({ signature: MailgunSignature });

/** HMAC-SHA256 of time and token. Whether the token has come before is for the transaction to decide. Throws as above. */
export function verifyMailgun({ body }: SignedCall): void {
  const key = secret("MAILGUN_SIGNING_KEY");
  const parsed = Signed.safeParse(json(body));
  if (!parsed.success) {
    throw new AppError("UNAUTHENTICATED");
  }
  const { timestamp, token, signature } = parsed.data.signature;
  assertSame(signature, createHmac("sha256", key).update(`${timestamp}${token}`).digest("hex"));
  assertRecent(Number(timestamp), MAILGUN_TOLERANCE_SEC);
}

/** `Stripe-Signature: t=…,v1=…`: HMAC-SHA256 of time and body; any one `v1` may fit while a secret is rolled. Throws as above. */
export function verifyStripe({ headers, body }: SignedCall): void {
  const key = secret("STRIPE_WEBHOOK_SECRET");
  const parts = (headers.get("stripe-signature") ?? "").split(",").map((part) => part.trim().split("="));
  const at = parts.find(([name]) => name === "t")?.[1] ?? "";
  if (!/^\d{1,12}$/.test(at)) {
    throw new AppError("UNAUTHENTICATED");
  }
  const expected = createHmac("sha256", key).update(`${at}.`).update(body).digest("hex");
  if (!parts.some(([name, value = ""]) => name === "v1" && isSame(value, expected))) {
    throw new AppError("UNAUTHENTICATED");
  }
  assertRecent(Number(at), STRIPE_TOLERANCE_SEC);
}

function secret(name: Secret): string {
  const value = env()[name];
  if (value === undefined) {
    throw new AppError("UNAVAILABLE", `This webhook is not set up: ${name} is not set`);
  }
  return value;
}

function assertRecent(seconds: number, toleranceSec: number): void {
  if (Math.abs(clock.now().getTime() / 1000 - seconds) > toleranceSec) {
    throw new AppError("UNAUTHENTICATED");
  }
}

function assertSame(given: string, expected: string): void {
  if (!isSame(given, expected)) {
    throw new AppError("UNAUTHENTICATED");
  }
}

/** Compares in a time that tells nothing of where the two differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
