import type { Random } from "./random.ts";

/** A network as stored rows keep it (/24 or /48), from blocks that belong to nobody: RFC 6598, RFC 2544 and RFC 3849. */
export function network(random: Random): string {
  const kind = random.unit();
  if (kind < 0.12) {
    return `2001:db8:${random.int(1, 0xffff).toString(16)}::/48`;
  }
  return kind < 0.8
    ? `100.${random.int(64, 127)}.${random.int(0, 255)}.0/24`
    : `198.${random.int(18, 19)}.${random.int(0, 255)}.0/24`;
}
