import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Id } from "../core/schema.ts";
import { sealing } from "../sealing.ts";
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
const macsOf = (body: string): readonly [Buffer, ...Buffer[]] => {
  const mac = (key: Buffer): Buffer => createHmac("sha256", key).update(body).digest();
  const [present, ...earlier] = sealing("selection").keys;
  return [mac(present), ...earlier.map(mac)];
};

/** Signs a selection: nobody can change its filter, count, moment or owner without being noticed. */
export function signSelection(claims: Claims): string {
  const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `${body}.${macsOf(body)[0].toString("base64url")}`;
}

/** What the token says; null when it is not one of ours. Whether it fits the caller and has expired is the reader's to judge. */
export function readSelection(token: string): Claims | null {
  const [body = "", mac = "", ...rest] = token.split(".");
  const given = Buffer.from(mac, "base64url");
  const isOurs = macsOf(body).some((mac) => given.length === mac.length && timingSafeEqual(given, mac));
  if (rest.length > 0 || !isOurs) {
    return null;
  }
  return Claims.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
}
