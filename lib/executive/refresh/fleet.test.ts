import { expect, test } from "vitest";
import { attribute } from "../../cost/attribute.ts";
import { dedicatedOf, idleOf } from "./fleet.ts";

test("domain.md §3: dedicated, shared and unallocated sum to the fleet, idle machines are in unallocated", () => {
  const servers = [
    { id: "own", monthlyCents: 1000, tenantId: "a" },
    { id: "shared", monthlyCents: 2001, tenantId: null },
    { id: "idle", monthlyCents: 500, tenantId: null },
  ];
  const address = (id: string, serverId: string, tenantIds: readonly string[]) => ({
    id,
    serverId,
    tenantIds,
    monthlyCents: 99,
  });
  const addresses = [
    address("1", "own", []),
    address("2", "own", ["b"]),
    address("3", "shared", ["a", "b", "c"]),
    address("4", "shared", []),
  ];
  const { tenants, unallocated, total } = attribute({ servers, addresses });
  const cents = ({ serverCents, addressCents }: typeof total) => serverCents + addressCents;
  const dedicated = dedicatedOf(servers, addresses);
  const ofTenants = [...tenants.values()].reduce((sum, share) => sum + cents(share), 0);
  expect(dedicated).toBe(1198);
  const shared = cents(total) - dedicated - cents(unallocated);
  expect(shared).toBe(ofTenants - dedicated);
  expect(shared).toBeGreaterThan(0);
  expect(idleOf(servers, addresses).idleServers.cents).toBeLessThanOrEqual(cents(unallocated));
});
