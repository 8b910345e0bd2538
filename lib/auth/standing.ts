import { type Check, decide } from "../operation/decision.ts";
import type { Actor, TenantScope } from "../operation/operation.ts";

/** What decides whether an account may sign in and stay signed in. */
interface Holder {
  readonly role: string;
  readonly status: string;
  readonly tenants: readonly string[];
  readonly activeTenants: number;
}

/** What decides what it may do then. */
interface RoleHolder {
  readonly id: string;
  readonly role: string;
  readonly isGlobal: boolean;
  readonly permissions: readonly string[];
  readonly tenants: readonly string[];
}

/** The account as a caller, as every access is decided by it. */
export const actorOf = ({ id, role, isGlobal, permissions, tenants }: RoleHolder, sessionId: string | null): Actor => ({
  id,
  role,
  permissions: new Set(permissions),
  tenantScope: scopeOfRole(role, isGlobal, tenants),
  sessionId,
});

/** A SuperAdmin is global; another global role is narrowed to the assigned tenants where the user has any (decisions §7). */
export const scopeOfRole = (role: string, isGlobal: boolean, tenants: readonly string[]): TenantScope =>
  role === "SuperAdmin" || (isGlobal && tenants.length === 0) ? "global" : tenants;

/** Whether the account may sign in and stay signed in (decisions §2, SRS §6.5). A SuperAdmin is bound to no tenant. */
export function standingCheck({ role, status, tenants, activeTenants }: Holder): Check {
  if (status !== "active") {
    return { ground: "state", passed: false, explanation: HELD[status] ?? NOT_ACTIVATED };
  }
  const isShutOut = role !== "SuperAdmin" && tenants.length > 0 && activeTenants === 0;
  return isShutOut
    ? { ground: "state", passed: false, explanation: "Every tenant of this account is suspended" }
    : { ground: "state", passed: true, explanation: "The account is active" };
}

const HELD: Readonly<Record<string, string>> = {
  locked: "This account is locked",
  suspended: "This account is suspended",
};
const NOT_ACTIVATED = "This account has not been activated yet";

/** Why the account may not sign in although the password fits (decisions §2); null when it may. */
export function shutOutReason(holder: Holder): string | null {
  const { allowed, explanation } = decide([standingCheck(holder)]);
  return allowed ? null : explanation;
}
