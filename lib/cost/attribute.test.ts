import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Attribution, attribute, type Fleet } from "./attribute.ts";
import { countsAddress, countsServer } from "./counted.ts";

const TENANTS = ["a", "b", "c", "d", "e", "f", "g"];
const cents = fc.integer({ min: 0, max: 500_000 });
const fleets: fc.Arbitrary<Fleet> = fc
  .array(fc.record({ monthlyCents: cents, tenantId: fc.option(fc.constantFrom(...TENANTS), { freq: 3 }) }), {
    maxLength: 8,
  })
  .chain((machines) => {
    const servers = machines.map((machine, index) => ({ ...machine, id: `s${index}` }));
    const serverId =
      servers.length === 0 ? fc.constant("gone") : fc.constantFrom(...servers.map(({ id }) => id), "gone");
    return fc
      .array(fc.record({ serverId, monthlyCents: cents, tenantIds: fc.subarray(TENANTS) }), { maxLength: 20 })
      .map((list) => ({ servers, addresses: list.map((address, index) => ({ ...address, id: `i${index}` })) }));
  });

const sum = ({ tenants, unallocated }: Attribution, part: "serverCents" | "addressCents") =>
  [...tenants.values(), unallocated].reduce((total, share) => total + share[part], 0);

describe("domain.md §3 attribution", () => {
  test("tenants and unallocated are the fleet's total to the cent, in 10 000 fleets", () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const result = attribute(fleet);
        expect(sum(result, "serverCents")).toBe(result.total.serverCents);
        expect(sum(result, "addressCents")).toBe(result.total.addressCents);
        for (const share of [...result.tenants.values(), result.unallocated]) {
          expect(Number.isInteger(share.serverCents) && share.serverCents >= 0).toBe(true);
          expect(Number.isInteger(share.addressCents) && share.addressCents >= 0).toBe(true);
        }
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  test("the order of servers, addresses and tenants changes nothing", () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const turned: Fleet = {
          servers: fleet.servers.toReversed(),
          addresses: fleet.addresses.map((a) => ({ ...a, tenantIds: a.tenantIds.toReversed() })).toReversed(),
        };
        const [one, other] = [attribute(fleet), attribute(turned)];
        expect(Object.fromEntries(other.tenants)).toEqual(Object.fromEntries(one.tenants));
        expect(other.unallocated).toEqual(one.unallocated);
      }),
      { numRuns: 1000 },
    );
  });

  test("VAL: servers 150 + 200 count and a decommissioned 100 does not: $350; addresses 25 + 30 count: $55", () => {
    const servers = [
      { id: "s1", monthlyCents: 15_000, tenantId: null, status: "active" },
      { id: "s2", monthlyCents: 20_000, tenantId: null, status: "active" },
      { id: "s3", monthlyCents: 10_000, tenantId: null, status: "decommissioned" },
    ].filter(({ status }) => countsServer(status));
    const addresses = [
      { id: "i1", serverId: "s1", monthlyCents: 2500, tenantIds: ["a"], status: "warmed" },
      { id: "i2", serverId: "s1", monthlyCents: 3000, tenantIds: ["b"], status: "warming" },
      { id: "i3", serverId: "s2", monthlyCents: 900, tenantIds: [], status: "available" },
      { id: "i4", serverId: "s2", monthlyCents: 900, tenantIds: ["a"], status: "burned" },
    ].filter(({ status }) => countsAddress(status));
    expect(attribute({ servers, addresses }).total).toEqual({ serverCents: 35_000, addressCents: 5500 });
  });

  test("a dedicated server and its spare addresses are its tenant's", () => {
    const { tenants, unallocated } = attribute({
      servers: [{ id: "s", monthlyCents: 999, tenantId: "a" }],
      addresses: [{ id: "i", serverId: "s", monthlyCents: 499, tenantIds: [] }],
    });
    expect([tenants.get("a"), unallocated]).toEqual([
      { serverCents: 999, addressCents: 499 },
      { serverCents: 0, addressCents: 0 },
    ]);
  });

  test("a shared server goes by addresses; its idle part stays unallocated", () => {
    const address = (id: string, tenantIds: string[]) => ({ id, serverId: "s", monthlyCents: 500, tenantIds });
    const { tenants, unallocated } = attribute({
      servers: [{ id: "s", monthlyCents: 1000, tenantId: null }],
      addresses: [address("1", ["a"]), address("2", ["a", "b"]), address("3", []), address("4", [])],
    });
    expect(Object.fromEntries(tenants)).toEqual({
      a: { serverCents: 375, addressCents: 750 },
      b: { serverCents: 125, addressCents: 250 },
    });
    expect(unallocated).toEqual({ serverCents: 500, addressCents: 1000 });
  });

  test("cents that do not divide go to the largest remainders", () => {
    const { tenants } = attribute({
      servers: [],
      addresses: [{ id: "i", serverId: "gone", monthlyCents: 100, tenantIds: ["c", "a", "b"] }],
    });
    expect([...tenants].map(([id, { addressCents }]) => [id, addressCents]).sort()).toEqual([
      ["a", 34],
      ["b", 33],
      ["c", 33],
    ]);
  });
});
