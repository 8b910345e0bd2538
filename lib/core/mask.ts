/** `ann.lee@example.com` → `a***@example.com` (decisions §5 PII policy). Anything else → `***`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at > 0 ? `${email[0]}***${email.slice(at)}` : "***";
}

/** Text with every e-mail address in it masked. */
export const maskEmails = (text: string): string => text.replace(/[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+/g, maskEmail);

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const V4 = new RegExp(`^(${OCTET}\\.${OCTET}\\.${OCTET})\\.${OCTET}$`);
const DOTTED_TAIL = new RegExp(`:${OCTET}(?:\\.${OCTET}){3}$`);

/** An address as its /24 (IPv4) or /48 (IPv6) network; null for what is no address. */
export function maskIp(address: string | null | undefined): string | null {
  const plain = (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
  const network = V4.exec(plain)?.[1];
  if (network !== undefined) {
    return `${network}.0/24`;
  }
  const groups = groupsOf(plain);
  return groups && `${groups.slice(0, 3).join(":")}::/48`;
}

/** The eight groups of an IPv6 address without leading zeros; null for what is none. */
function groupsOf(address: string): string[] | null {
  const plain = address.toLowerCase().replace(/%[0-9a-z.:-]+$/, "");
  const halves = plain.replace(DOTTED_TAIL, ":0:0").split("::");
  const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - left.length - right.length;
  const isWhole = halves.length === 1 ? missing === 0 : halves.length === 2 && missing > 0;
  if (!isWhole || ![...left, ...right].every((group) => /^[0-9a-f]{1,4}$/.test(group))) {
    return null;
  }
  const zeros = Array<string>(missing).fill("0");
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, ""));
}
