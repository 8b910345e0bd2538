/** Machines that are paid for and at work: a decommissioned one is not (domain.md §3). */
export const COUNTED_SERVERS = ["active"] as const;
/** Addresses that cost: at work or on the way to it. `assigned` is how the platform writes one that is active. */
export const COUNTED_ADDRESSES = ["warming", "warmed", "assigned", "active"] as const;

/** How every cost that is modelled here has to be labelled (journey §4, decisions §9). */
export const COST_LABEL = "Internal approximation / non-authoritative";

const isIn = (names: readonly string[], name: string): boolean => names.includes(name);

/** True for a server whose cost counts. */
export const countsServer = (status: string): boolean => isIn(COUNTED_SERVERS, status);
/** True for an address whose cost counts. */
export const countsAddress = (status: string): boolean => isIn(COUNTED_ADDRESSES, status);
