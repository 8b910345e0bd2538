import type { Address, Server } from "../../cost/attribute.ts";

/** An address of any status with how it stands. */
export interface FleetAddress extends Address {
  readonly status: string;
  readonly reputationState: string | null;
  readonly isListed: boolean;
}

/** States of addresses, best first (domain.md §5). */
const STATES = ["good", "fair", "poor", "critical"] as const;

interface Standing {
  addresses: number;
  address_state: string | null;
  listings: number;
}

/** How the addresses stand that each tenant sends from: how many, the worst state, how many are on a block list. */
export function standingByTenant(addresses: readonly FleetAddress[]): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  for (const { tenantIds, reputationState, isListed } of addresses) {
    for (const tenantId of tenantIds) {
      const standing = standings.get(tenantId) ?? { addresses: 0, address_state: null, listings: 0 };
      standing.addresses += 1;
      standing.address_state = worse(standing.address_state, reputationState);
      standing.listings += isListed ? 1 : 0;
      standings.set(tenantId, standing);
    }
  }
  return standings;
}

const rankOf = (state: string | null): number => (STATES as readonly (string | null)[]).indexOf(state);
const worse = (one: string | null, other: string | null): string | null => (rankOf(other) > rankOf(one) ? other : one);

/** Shared servers without an address, and addresses on shared servers that nobody sends from. */
export function idleOf(servers: readonly Server[], addresses: readonly Address[]) {
  const used = new Set(addresses.map(({ serverId }) => serverId));
  const dedicated = new Set(servers.filter(({ tenantId }) => tenantId !== null).map(({ id }) => id));
  const idleServers = servers.filter(({ id, tenantId }) => tenantId === null && !used.has(id));
  const idleAddresses = addresses.filter(
    ({ tenantIds, serverId }) => tenantIds.length === 0 && !dedicated.has(serverId),
  );
  return { idleServers: summed(idleServers), idleAddresses: summed(idleAddresses) };
}

/** What the servers cost that one tenant has to itself, with the addresses on them; nothing of it is unallocated. */
export function dedicatedOf(servers: readonly Server[], addresses: readonly Address[]): number {
  const dedicated = servers.filter(({ tenantId }) => tenantId !== null);
  const ids = new Set(dedicated.map(({ id }) => id));
  return summed(dedicated).cents + summed(addresses.filter(({ serverId }) => ids.has(serverId))).cents;
}

const summed = (things: readonly { readonly monthlyCents: number }[]) => ({
  count: things.length,
  cents: things.reduce((sum, { monthlyCents }) => sum + monthlyCents, 0),
});
