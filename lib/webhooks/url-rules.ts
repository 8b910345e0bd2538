import { setTimeout as pause } from "node:timers/promises";
import { invalid } from "../core/errors.ts";
import { env } from "../env.ts";
import { isPublicAddress, literalAddress } from "./address.ts";
import { allowedAddresses, ForbiddenAddressError } from "./resolver.ts";

/** Names that lead nowhere on the public Internet. */
const LOCAL_NAME = /^[^.]+$|(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|test|invalid|onion)$/;
/** Above 1023, where other services than HTTP are known to listen (WHATWG Fetch, "bad port"). */
const BAD_PORTS: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);
const RESOLVE_MS = 3000;
const PRIVATE = "Must not lead to a private, loopback or reserved address";

/** Throws VALIDATION on `url` for an address that webhooks may not have, as far as it can be seen without asking anybody. */
export function assertAllowedUrl(address: string): void {
  if (env().WEBHOOK_ALLOW_PRIVATE) {
    return;
  }
  const url = new URL(address);
  if (url.protocol !== "https:") {
    throw invalid("url", "Must be an https:// address");
  }
  const port = Number(url.port || "443");
  if (port !== 443 && (port < 1024 || BAD_PORTS.has(port))) {
    throw invalid("url", "Must use port 443 or one from 1024 that no other service is known by");
  }
  const literal = literalAddress(url);
  if (literal === null ? LOCAL_NAME.test(url.hostname.replace(/\.$/, "")) : !isPublicAddress(literal)) {
    throw invalid("url", PRIVATE);
  }
}

/**
 * Throws VALIDATION on `url` when the host resolves to an address that webhooks may not reach. A name that cannot be resolved now
 * passes: every delivery asks again, and connects to nothing but what it was told then.
 */
export async function assertAllowedHost(address: string): Promise<void> {
  assertAllowedUrl(address);
  const url = new URL(address);
  if (literalAddress(url) !== null) {
    return;
  }
  const giveUp = new AbortController();
  try {
    await Promise.race([allowedAddresses(url.hostname), pause(RESOLVE_MS, undefined, { signal: giveUp.signal })]);
  } catch (thrown) {
    if (thrown instanceof ForbiddenAddressError) {
      throw invalid("url", PRIVATE);
    }
  } finally {
    giveUp.abort();
  }
}
