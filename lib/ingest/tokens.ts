import { createHash } from "node:crypto";
import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { asUuid, type Provider } from "./delivery-event.ts";

/**
 * Binds the token to the event that it came with. Throws UNAUTHENTICATED when it has come with another: a signature that was seen on
 * its way is good for nothing but the same event again, which is a duplicate.
 */
export async function spendToken(tx: Db, provider: Provider, token: string, event: string, now: Date): Promise<void> {
  const hash = asUuid(createHash("sha256").update(token).digest("hex"));
  const bound = await tx.$executeRaw`
    INSERT INTO webhook_tokens AS w (provider, token, event_key, received_at)
    VALUES (${provider}, ${hash}::uuid, ${event}::uuid, ${now}::timestamptz)
    ON CONFLICT (provider, token) DO UPDATE SET received_at = w.received_at WHERE w.event_key = excluded.event_key`;
  if (bound === 0) {
    throw new AppError("UNAUTHENTICATED");
  }
}
