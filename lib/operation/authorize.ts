import { AppError } from "../core/errors.ts";
import { isSystemRole } from "../policy/roles.ts";
import type { Actor, Policy } from "./operation.ts";

/** Whether the policy lets the actor in; the console shows exactly the actions for which this is true. */
export function can(actor: Actor, policy: Policy): boolean {
  if (policy.access === "public" || actor.isSystem) {
    return true;
  }
  if (actor.id === null) {
    return false;
  }
  if (policy.access === "signed-in") {
    return true;
  }
  const isNamed = isSystemRole(actor.role) ? policy.roles.includes(actor.role) : policy.customRoles === true;
  return isNamed && (actor.permissions.has("*") || actor.permissions.has(policy.permission));
}

/** Throws UNAUTHENTICATED for nobody and FORBIDDEN for the wrong one, before any input is read. */
export function authorize(actor: Actor, policy: Policy): void {
  if (!can(actor, policy)) {
    throw new AppError(actor.id === null ? "UNAUTHENTICATED" : "FORBIDDEN");
  }
}

/** Throws NOT_FOUND for a tenant outside the actor's scope: its existence must not leak (decisions §3). */
export function assertTenantScope(
  { tenantScope }: Actor,
  policy: Policy,
  path: Readonly<Record<string, unknown>>,
): void {
  if (policy.access !== "roles" || !policy.tenantScoped || tenantScope === "global") {
    return;
  }
  if (!tenantScope.includes(String(path["tenantId"]))) {
    throw new AppError("NOT_FOUND");
  }
}
