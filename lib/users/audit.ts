import type { AuditAction } from "../audit/actions.ts";
import { AppError } from "../core/errors.ts";
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

/** The rows of what was done to many; what was refused stays what it is. */
export const auditsOf = <A extends AuditAction>(
  action: A,
  doings: readonly { readonly reason: string }[],
  settled: readonly (UserChange | AppError)[],
) => settled.map((one, n) => (one instanceof AppError ? one : changeOf(action, one, doings[n]?.reason)));

interface LoggedOut extends UserChange {
  readonly ended: { readonly sessions: number };
}

/** What a forced sign-out answers and its row says. */
export const endedBy = ({ after, ended }: LoggedOut) => ({
  revokedSessions: ended.sessions,
  tokenVersion: after.tokenVersion,
});

/** The row of a forced sign-out: of the user nothing but the tokens has changed. */
export const loggedOut = (change: LoggedOut, reason: string | undefined) => ({
  action: "USER_FORCE_LOGOUT" as const,
  entityType: "user" as const,
  entityId: change.after.userId,
  tenantId: trailOf(change.after.tenantIds),
  reason,
  before: { tokenVersion: change.before.tokenVersion },
  after: endedBy(change),
});

/** The row of a link that was handed out; `what` is its moment, under the name of what it is for. */
export const linkSent = (
  { userId, tenantIds }: { readonly userId: string; readonly tenantIds: readonly string[] },
  reason: string | undefined,
  what: Readonly<Record<string, Date>>,
) => ({
  action: "USER_UPDATED" as const,
  entityType: "user" as const,
  entityId: userId,
  tenantId: trailOf(tenantIds),
  reason,
  after: what,
});
