import type { Sender } from "./senders.ts";

const SERVERS = 44;
const DEDICATED = 8;
const PRODUCTS = ["Unmanaged SSD VPS 1", "Unmanaged SSD VPS 2", "Unmanaged SSD VPS 4"] as const;
/** Addresses of documentation networks only. */
const NETWORKS = ["192.0.2", "198.51.100", "203.0.113"] as const;

const ipOf = (server: number, n: number): string => `${NETWORKS[server % 3]}.${2 + Math.floor(server / 3) * 4 + n}`;
const idOf = (server: number): string => String(91_000 + server);
const addresses = (server: number): string[] => Array.from({ length: 2 + (server % 3) }, (_, n) => ipOf(server, n));

/** What `get_instances` answers, with all that the real one says, passwords included. */
export const instances = (): object[] =>
  Array.from({ length: SERVERS }, (_, server) => ({
    serviceid: idOf(server),
    main_ip: ipOf(server, 0),
    ips: addresses(server),
    status: server === SERVERS - 1 ? "Cancelled" : "Active",
    vm_state: "running",
    is_suspended: false,
    billingcycle: "Monthly",
    product_name: PRODUCTS[server % 3],
    ram: 1024 * 2 ** (server % 3),
    cpu: 1 + (server % 3),
    disk: 30,
    bandwidth: 1000,
    bandwidth_used: (server * 137) % 900,
    password: `not-kept-${server}`,
  }));

/** What `get_price_list` answers. */
export const priceList = (): object => ({
  success: PRODUCTS.map((name, n) => ({
    rid: n + 1,
    name,
    ram: 1024 * 2 ** n,
    cpu: n + 1,
    disk: 30,
    monthly: ["9.99", "14.99", "24.99"][n],
    current: true,
  })),
});

/** Which tenant sends from where: the largest from machines of their own, the others from shared ones; a tenth of the fleet idles. */
export function pool(senders: readonly Sender[]): {
  ip_addresses: object[];
  assignments: object[];
  dedicated: object[];
} {
  const sending = senders.filter(({ endedMs }) => endedMs === null);
  const large = sending
    .filter(({ segment, story }) => segment === "enterprise" || story !== "steady")
    .slice(0, DEDICATED);
  const shared = sending.filter((sender) => !large.includes(sender));
  const homes = new Map(large.map((sender, n) => [sender, n]));
  const used = Math.floor((SERVERS - 1) * 0.9);
  for (const [n, sender] of shared.entries()) {
    homes.set(sender, DEDICATED + (n % (used - DEDICATED)));
  }
  const states = new Map<string, Sender["story"]>();
  const assignments = [...homes].map(([sender, server]) => {
    const ip = ipOf(server, sender.index % addresses(server).length);
    states.set(ip, states.get(ip) === "trouble" ? "trouble" : sender.story);
    return {
      tenant_id: sender.id,
      domain: `mail.${sender.code.toLowerCase()}.example`,
      ip_address: ip,
      status: sender.story === "growth" ? "warming" : "active",
    };
  });
  return {
    assignments,
    dedicated: large.map((sender, n) => ({ instance_id: idOf(n), tenant_id: sender.id })),
    ip_addresses: Array.from({ length: SERVERS - 1 }, (_, server) => addresses(server))
      .flat()
      .map((ip) => stateOf(ip, states.get(ip))),
  };
}

function stateOf(ip_address: string, story: Sender["story"] | undefined): object {
  if (story === undefined) {
    return { ip_address, status: "available", reputation_state: "good", blacklists: [] };
  }
  if (story === "trouble") {
    return { ip_address, status: "degraded", reputation_state: "critical", blacklists: ["bl.example"] };
  }
  return {
    ip_address,
    status: story === "growth" ? "warming" : "warmed",
    reputation_state: story === "growth" ? "fair" : "good",
    blacklists: [],
  };
}
