import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskEmail, maskEmails, maskIp } from "./mask.ts";

describe("decisions §5 PII policy: e-mail addresses are kept as a***@example.com", () => {
  test.each([
    ["ann.lee@example.com", "a***@example.com"],
    ["a@example.com", "a***@example.com"],
    ['"odd@local"@example.com', '"***@example.com'],
    ["@example.com", "***"],
    ["no address", "***"],
    ["", "***"],
  ])("%j → %j", (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });

  test("of an address only the first character and the domain come through, whatever it is", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const at = email.lastIndexOf("@");
        expect(maskEmail(email)).toBe(`${email[0]}***${email.slice(at)}`);
      }),
    );
  });

  test("in running text every one of them is masked, and nothing else is touched", () => {
    expect(maskEmails("Asked by ann.lee@example.com (cc bo@b.example.org), room 3 @ noon")).toBe(
      "Asked by a***@example.com (cc b***@b.example.org), room 3 @ noon",
    );
    fc.assert(
      fc.property(fc.emailAddress(), fc.constantFrom("", " ", "<", "(", ", "), (email, before) => {
        fc.pre(/^[\w.+-]{2,}@/.test(email));
        expect(maskEmails(`x ${before}${email} y`)).not.toContain(email);
      }),
    );
  });
});

describe("decisions §5 PII policy: IP addresses are kept as /24 or /48", () => {
  test.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["0.0.0.0", "0.0.0.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["::FFFF:203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
    ["2001:0DB8:0001::", "2001:db8:1::/48"],
    ["2001:db8::1", "2001:db8:0::/48"],
    ["::1", "0:0:0::/48"],
    ["::", "0:0:0::/48"],
    ["fe80::1%eth0", "fe80:0:0::/48"],
    ["64:ff9b:1::192.0.2.33", "64:ff9b:1::/48"],
  ])("%s → %s", (address, network) => {
    expect(maskIp(address)).toBe(network);
  });

  test.each([
    null,
    undefined,
    "",
    "unknown",
    "localhost",
    "256.1.1.1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.4:80",
    "1:2:3",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "::12345",
    "g::1",
    `${"a".repeat(60)}:1:2`,
  ])("%j is no address and is kept as nothing", (address) => {
    expect(maskIp(address)).toBeNull();
  });

  test("every IPv4 address becomes the /24 network that holds it", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(holds(maskIp(address), address, "ipv4")).toBe(true);
      }),
    );
  });

  test("every IPv6 address becomes the /48 network that holds it, in a form of at most 50 characters", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const network = maskIp(address);
        expect(holds(network, address, "ipv6")).toBe(true);
        expect(network?.length).toBeLessThanOrEqual(50);
      }),
    );
  });

  test("no text that is not an address comes through", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789abcdef:.%x"), maxLength: 40 }), (text) => {
        fc.pre(isIP(text) === 0);
        expect(maskIp(text)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});

function holds(network: string | null, address: string, family: "ipv4" | "ipv6"): boolean {
  const [prefix = "", bits = ""] = (network ?? "").split("/");
  const list = new BlockList();
  list.addSubnet(prefix, Number(bits), family);
  return list.check(address, family);
}
