import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { env } from "../env.ts";
import { isPublicAddress, literalAddress } from "./address.ts";

/** The target is, or resolves to, an address that webhooks must not reach. */
export class ForbiddenAddressError extends Error {
  override readonly name = "ForbiddenAddressError";
}

/** The system's name resolution; the only place that asks it, so that a test can answer instead. */
export const resolver = {
  resolve: (hostname: string): Promise<LookupAddress[]> => lookup(hostname, { all: true }),
};

/** The addresses of a host, each of them allowed. Throws ForbiddenAddressError when any is not, and what the resolver throws. */
export async function allowedAddresses(hostname: string): Promise<LookupAddress[]> {
  const addresses = await resolver.resolve(hostname);
  if (!env().WEBHOOK_ALLOW_PRIVATE && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new ForbiddenAddressError("the host resolves to a private or reserved address");
  }
  return addresses;
}

/** Throws ForbiddenAddressError for a URL that names a forbidden address itself: a socket looks no literal up. */
export function assertLiteralAllowed(url: URL): void {
  const literal = literalAddress(url);
  if (literal !== null && !env().WEBHOOK_ALLOW_PRIVATE && !isPublicAddress(literal)) {
    throw new ForbiddenAddressError("the host is a private or reserved address");
  }
}

/** For a socket: it connects to the very addresses that were checked, so that no second answer of the DNS can lead elsewhere. */
export const pinnedLookup: LookupFunction = (hostname, options, callback) => {
  allowedAddresses(hostname).then(
    (addresses) => {
      const [first] = addresses;
      if (!first) {
        callback(new Error("the host has no address"), "");
      } else if (options.all) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    },
    (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error(String(thrown)), ""),
  );
};
