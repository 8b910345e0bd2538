import { createHmac, randomBytes } from "node:crypto";
import { sealing } from "../sealing.ts";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A new signing secret as Standard Webhooks writes one, and the form in which it is stored. */
export function newSecret(): { readonly secret: string; readonly sealed: string } {
  const secret = `${PREFIX}${randomBytes(SECRET_BYTES).toString("base64")}`;
  return { secret, sealed: sealing("webhooks").seal(secret) };
}

/**
 * The headers that Standard Webhooks puts on a message; one signature for each secret, since both of a rotation are good for a while.
 * Null when no secret can be read: the installation's own secret has been replaced, and is not given as an earlier one.
 */
export function signedHeaders(
  sealedSecrets: readonly string[],
  eventId: string,
  sentOn: Date,
  body: string,
): Record<string, string> | null {
  const timestamp = Math.floor(sentOn.getTime() / 1000).toString();
  const secrets = sealedSecrets.map((sealed) => sealing("webhooks").open(sealed)).filter((secret) => secret !== null);
  const signatures = secrets.map((secret) => `v1,${sign(secret, `${eventId}.${timestamp}.${body}`)}`);
  return signatures.length === 0
    ? null
    : { "webhook-id": eventId, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

const sign = (secret: string, content: string): string =>
  createHmac("sha256", Buffer.from(secret.slice(PREFIX.length), "base64"))
    .update(content)
    .digest("base64");
