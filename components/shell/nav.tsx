/** Icons by name, so that navigation can be passed as plain data. */
export type NavIconName =
  | "tenants"
  | "users"
  | "roles"
  | "bulk"
  | "configuration"
  | "rules"
  | "audit"
  | "jobs"
  | "webhooks"
  | "keys"
  | "overview"
  | "directory"
  | "revenue"
  | "cost"
  | "planning"
  | "intelligence"
  | "trends"
  | "alerts"
  | "sources"
  | "health"
  | "snapshots"
  | "chaos"
  | "api"
  | "approvals"
  | "account";

export interface NavItem {
  readonly href: string;
  readonly label: string;
  readonly icon: NavIconName;
  readonly group: string;
  /** The letter after `g`: "t" makes `g t` lead here. */
  readonly key?: string | undefined;
  /** Something waiting there: open alerts, dead letters. */
  readonly count?: number | undefined;
}

/** The item that a path belongs to: the longest address that it starts with. */
export function currentItem(items: readonly NavItem[], path: string): NavItem | undefined {
  return items
    .filter((item) => path === item.href || path.startsWith(`${item.href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
}

/** Items in their groups, in the order of first appearance. */
export function groupsOf(items: readonly NavItem[]): readonly (readonly [string, readonly NavItem[]])[] {
  return [...Map.groupBy(items, (item) => item.group)];
}
