import type { AuditAction } from "../audit/actions.ts";
import type { Target } from "./target.ts";

/** What an audit row says of a user: no name, and the address masked on its way in (decisions §5 PII policy). */
export const snapshotOf = ({ email, role, status, tenantIds, lockReason }: Target) => ({
  email,
  role,
  tenantIds,
  status,
  lockReason,
});

/** The tenant whose trail a user's event belongs to: a user of several tenants belongs to none of their trails alone. */
export const trailOf = (tenantIds: readonly string[]): string | null =>
  tenantIds.length === 1 ? (tenantIds[0] ?? null) : null;

export interface UserChange {
  readonly before: Target;
  readonly after: Target;
}

/** The row of a change: the user before and after, and why. `extra` are effects beyond the user itself. */
export const changeOf = <A extends AuditAction>(
  action: A,
  { before, after }: UserChange,
  reason: string | undefined,
  extra: object = {},
) => ({
  action,
  entityType: "user" as const,
  entityId: after.userId,
  // Of both sides: the snapshots name the tenants that were and those that are.
  tenantId: trailOf([...new Set([...before.tenantIds, ...after.tenantIds])]),
  reason,
  before: snapshotOf(before),
  after: { ...snapshotOf(after), ...extra },
});
