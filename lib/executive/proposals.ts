import type { FactsOf } from "./facts.ts";

/** A saving that the facts propose; cents a month, or those of the event that reported it. */
export interface Proposal {
  readonly id: string;
  readonly type: string;
  readonly rationale: string;
  readonly cents: number;
  /** How sure it is, 0 to 1. */
  readonly share: number;
  readonly source: "infrastructure" | "esp_billing" | "business_events";
}

type Facts = FactsOf<"cost" | "providers" | "proposals">;

/** Savings over so many months, largest first (domain.md §5 Opportunities); null while neither fleet nor bills are known. */
export function proposalsOf({ cost, providers, proposals }: Facts, months: number): Proposal[] | null {
  if (!cost && !providers) {
    return null;
  }
  const reported = (proposals?.events ?? []).map(
    ({ id, type, rationale, lowCents, highCents, share }): Proposal => ({
      id: `opt_${id}`,
      type,
      rationale: `Reported as a business event${rationale === null ? "" : `, about ${rationale.replaceAll("_", " ")}`}`,
      cents: (lowCents + highCents) / 2,
      share,
      source: "business_events",
    }),
  );
  const modelled = [...idleServers(cost), ...idleAddresses(cost), ...vendors(providers)].map((proposal) => ({
    ...proposal,
    cents: proposal.cents * months,
  }));
  return [...modelled, ...reported].filter(({ cents }) => cents > 0).toSorted((a, b) => b.cents - a.cents);
}

function idleServers(cost: Facts["cost"]): Proposal[] {
  if (!cost || cost.idleServers.count === 0) {
    return [];
  }
  const { count, cents } = cost.idleServers;
  return [
    {
      id: "opt_infrastructure_right_sizing",
      type: "infrastructure_right_sizing",
      rationale: `${count} shared servers have no address that is at work`,
      cents,
      share: 0.9,
      source: "infrastructure",
    },
  ];
}

function idleAddresses(cost: Facts["cost"]): Proposal[] {
  if (!cost || cost.idleAddresses.count === 0) {
    return [];
  }
  const idle = cost.unallocatedServerCents + cost.unallocatedAddressCents - cost.idleServers.cents;
  return [
    {
      id: "opt_smtp_pool_consolidation",
      type: "smtp_pool_consolidation",
      rationale: `${cost.idleAddresses.count} addresses at work on shared servers serve no tenant`,
      cents: Math.max(0, idle),
      share: 0.7,
      source: "infrastructure",
    },
  ];
}

const middle = ({ lowCents, highCents }: { readonly lowCents: number; readonly highCents: number }): number =>
  (lowCents + highCents) / 2;

/** What the volume would cost less if every provider charged as little a message as the cheapest. */
function vendors(providers: Facts["providers"]): Proposal[] {
  const bills = (providers?.newest ?? []).filter(({ volume }) => volume > 0);
  const cheapest = Math.min(...bills.map((bill) => middle(bill) / bill.volume));
  const cents = bills.reduce((sum, bill) => sum + middle(bill) - bill.volume * cheapest, 0);
  if (bills.length < 2 || cents < 1) {
    return [];
  }
  return [
    {
      id: "opt_vendor_relationship_optimization",
      type: "vendor_relationship_optimization",
      rationale: `${bills.length} providers charge differently for a message`,
      cents,
      share: 0.5,
      source: "esp_billing",
    },
  ];
}
