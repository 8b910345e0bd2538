import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Id } from "../core/schema.ts";
import { sealingKey } from "../core/sealed.ts";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";
import { BULK_OPERATIONS } from "./schema.ts";

const Claims = z.strictObject({
  operation: z.enum(BULK_OPERATIONS),
  /** Who selected, and who alone may act on it. */
  actorId: Id,
  filter: z.record(z.string(), z.string()),
  count: z.int(),
  watermark: z.coerce.date(),
  expiresOn: z.coerce.date(),
});
export type Claims = z.output<typeof Claims>;

/** The same on every instance; of its own, so that no other signature of the installation passes for one of these. */
const key = (): Buffer => singleton("selectionKey", () => sealingKey(env().NEXTAUTH_SECRET, "selection"));

const macOf = (body: string): Buffer => createHmac("sha256", key()).update(body).digest();

/** Signs a selection: nobody can change its filter, count, moment or owner without being noticed. */
export function signSelection(claims: Claims): string {
  const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `${body}.${macOf(body).toString("base64url")}`;
}

/** What the token says; null when it is not one of ours. Whether it fits the caller and has expired is the reader's to judge. */
export function readSelection(token: string): Claims | null {
  const [body = "", mac = "", ...rest] = token.split(".");
  const given = Buffer.from(mac, "base64url");
  const expected = macOf(body);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return null;
  }
  return Claims.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
}
