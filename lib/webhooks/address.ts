import ipaddr from "ipaddr.js";

/** Public addresses behind which clouds answer their own guests alone. */
const METADATA: ReadonlySet<string> = new Set(["168.63.129.16"]);

/**
 * Whether the IP address is one of the public Internet (decisions §5). Private, loopback, link-local, shared, multicast and reserved
 * ranges are not, nor is an IPv6 address that carries an IPv4 one: where it ends is decided elsewhere.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) {
    return false;
  }
  const parsed = ipaddr.parse(address);
  return parsed.range() === "unicast" && !METADATA.has(parsed.toString());
}

/** The IP address that a URL's host is, without brackets; null for a name. */
export function literalAddress({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(bare) ? bare : null;
}
