import { splitCents } from "./split.ts";

/** A server that is paid for. */
export interface Server {
  readonly id: string;
  readonly monthlyCents: number;
  /** The tenant that has it to itself; null for a shared one. */
  readonly tenantId: string | null;
}

/** An address that is paid for, with the tenants that send from it. */
export interface Address {
  readonly id: string;
  readonly serverId: string;
  readonly monthlyCents: number;
  readonly tenantIds: readonly string[];
}

export interface Fleet {
  readonly servers: readonly Server[];
  readonly addresses: readonly Address[];
}

export interface Share {
  serverCents: number;
  addressCents: number;
}

export interface Attribution {
  /** Tenant → cents a month. */
  readonly tenants: ReadonlyMap<string, Share>;
  /** What serves nobody: idle servers, idle addresses and their part of shared servers. */
  readonly unallocated: Share;
  /** What the whole fleet costs: the tenants and what is unallocated, to the cent. */
  readonly total: Share;
}

/**
 * Who causes which part of the fleet's cost (domain.md §3). An address is split equally over its tenants; a server belongs to its
 * tenant, or to those behind its addresses, each address an equal part of it; what serves nobody stays unallocated.
 */
export function attribute({ servers, addresses }: Fleet): Attribution {
  const tenants = new Map<string, Share>();
  const unallocated: Share = { serverCents: 0, addressCents: 0 };
  const shareOf = (tenantId: string): Share => {
    const known = tenants.get(tenantId) ?? { serverCents: 0, addressCents: 0 };
    tenants.set(tenantId, known);
    return known;
  };
  const add = (part: keyof Share, cents: ReadonlyMap<string, number>): void => {
    for (const [holder, amount] of cents) {
      const share = holder === NOBODY ? unallocated : shareOf(holder);
      share[part] += amount;
    }
  };
  const byServer = Map.groupBy(addresses, ({ serverId }) => serverId);
  const ownerOf = new Map(servers.map(({ id, tenantId }) => [id, tenantId]));
  for (const address of addresses) {
    add("addressCents", splitCents(address.monthlyCents, holdersOf(address, ownerOf.get(address.serverId))));
  }
  for (const { id, monthlyCents, tenantId } of servers) {
    add("serverCents", splitCents(monthlyCents, serverHolders(tenantId, byServer.get(id) ?? [])));
  }
  return { tenants, unallocated, total: totalOf({ servers, addresses }) };
}

/** Stands for what serves nobody; no tenant's id is empty. */
const NOBODY = "";
/** Divisible by every number of tenants that share one address up to sixteen, so that weights stay whole. */
const WHOLE = 720_720;

const holdersOf = ({ tenantIds }: Address, owner: string | null | undefined): Map<string, number> => {
  const holders = tenantIds.length > 0 ? [...new Set(tenantIds)] : [owner ?? NOBODY];
  return new Map(holders.map((tenantId) => [tenantId, 1]));
};

function serverHolders(tenantId: string | null, addresses: readonly Address[]): Map<string, number> {
  if (tenantId !== null) {
    return new Map([[tenantId, 1]]);
  }
  if (addresses.length === 0) {
    return new Map([[NOBODY, 1]]);
  }
  const weights = new Map<string, number>();
  for (const address of addresses) {
    const holders = holdersOf(address, null);
    for (const holder of holders.keys()) {
      weights.set(holder, (weights.get(holder) ?? 0) + WHOLE / holders.size);
    }
  }
  return weights;
}

const totalOf = ({ servers, addresses }: Fleet): Share => ({
  serverCents: servers.reduce((sum, { monthlyCents }) => sum + monthlyCents, 0),
  addressCents: addresses.reduce((sum, { monthlyCents }) => sum + monthlyCents, 0),
});
