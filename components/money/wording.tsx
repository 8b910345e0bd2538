/** What the page of revenue protection says of its figures (domain.md §2: modelled, directional, it augments finance). */
export const REVENUE_METHOD = {
  title: "Modelled and directional",
  text: "Estimated from bounces and complaints with configured coefficients. It augments what finance knows; it replaces no ledger and no subscription system.",
};

/** What the page of cost says of its figures (journey §4). */
export const COST_METHOD = {
  title: "Internal approximation / non-authoritative",
  text: "Modelled from the providers' invoices and the fleet's usage. Not an invoice: validate with finance before acting on it.",
};

const PROPOSALS: Readonly<Record<string, string>> = {
  infrastructure_right_sizing: "Right-size the infrastructure",
  smtp_pool_consolidation: "Consolidate address pools",
  vendor_relationship_optimization: "Negotiate with vendors",
  process_automation: "Automate a process",
};

/** A kind of proposal as people say it. */
export const proposalText = (type: string): string => {
  const words = type.replaceAll("_", " ");
  return PROPOSALS[type] ?? (words[0] ?? "").toUpperCase() + words.slice(1);
};

interface Range {
  readonly low: number | null;
  readonly high: number | null;
}

/** Where the bar of a range begins and ends; null where it is unknown. */
export const spanOf = ({ low, high }: Range): { from: number; to: number } | null =>
  low === null || high === null ? null : { from: low, to: high };

const middle = ({ low, high }: Range): number | null => (low === null || high === null ? null : (low + high) / 2);

/** The parts of a sum as bars that each begin where the one before ended: the middles of their ranges. */
export function stacked(parts: readonly Range[]): ({ from: number; to: number } | null)[] {
  let reached = 0;
  return parts.map((part) => {
    const size = middle(part);
    if (size === null) return null;
    const from = reached;
    reached += size;
    return { from, to: reached };
  });
}
