import { describe, expect, test } from "vitest";
import { isPublicAddress, literalAddress } from "./address.ts";

describe("decisions §5: private and loopback targets", () => {
  test.each([
    ["loopback", "127.0.0.1"],
    ["the rest of loopback", "127.255.255.254"],
    ["this network", "0.0.0.0"],
    ["this network, another host", "0.1.2.3"],
    ["private /8", "10.1.2.3"],
    ["private /12", "172.31.255.255"],
    ["private /16", "192.168.0.1"],
    ["link-local, cloud metadata", "169.254.169.254"],
    ["shared by carriers, Alibaba's metadata", "100.100.100.200"],
    ["protocol assignments, Oracle's metadata", "192.0.0.192"],
    ["Azure's host", "168.63.129.16"],
    ["documentation", "203.0.113.7"],
    ["benchmarks", "198.18.0.1"],
    ["6to4 relay", "192.88.99.1"],
    ["multicast", "224.0.0.1"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["IPv6 loopback", "::1"],
    ["IPv6 unspecified", "::"],
    ["IPv6 link-local", "fe80::1"],
    ["IPv6 link-local with a zone", "fe80::1%eth0"],
    ["IPv6 unique local, AWS's metadata", "fd00:ec2::254"],
    ["IPv6 site-local", "fec0::1"],
    ["IPv6 multicast", "ff02::1"],
    ["IPv6 documentation", "2001:db8::1"],
    ["IPv6 discard", "100::1"],
    ["IPv4 mapped into IPv6", "::ffff:127.0.0.1"],
    ["IPv4 mapped into IPv6, public as it may be", "::ffff:8.8.8.8"],
    ["IPv4 compatible with IPv6", "::127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["local NAT64", "64:ff9b:1::1"],
    ["6to4", "2002:7f00:1::"],
    ["Teredo", "2001::1"],
    ["no address at all", "example.com"],
    ["nothing", ""],
  ])("%s is not public: %s", (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"])(
    "%s is public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    ["http://127.1/", "127.0.0.1"],
    ["http://2130706433/", "127.0.0.1"],
    ["http://0x7f.0.0.1/", "127.0.0.1"],
    ["http://[::ffff:127.0.0.1]:8080/", "::ffff:7f00:1"],
    ["https://example.com/", null],
  ])("a URL names an address however it is spelt: %s", (url, address) => {
    expect(literalAddress(new URL(url))).toBe(address);
  });
});
