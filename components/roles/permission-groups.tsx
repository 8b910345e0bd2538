import type { PermissionItem } from "#lib/access/schema";

/** What a page needs to show of a permission. */
export type PermissionFacts = Pick<PermissionItem, "name" | "description" | "area" | "operations">;

/** Permissions by area, in the order of the catalogue. */
export const groupsOf = (
  permissions: readonly PermissionFacts[],
): readonly (readonly [string, PermissionFacts[]])[] => [...Map.groupBy(permissions, ({ area }) => area)];
