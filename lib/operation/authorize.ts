import { AppError } from "../core/errors.ts";
import { decide, forbidden, keyCheck, policyChecks, refusal, scopeCheck } from "./decision.ts";
import type { Actor, AnyOperation, Policy } from "./operation.ts";

/** Whether the policy lets the actor in; the console shows exactly the actions for which this is true. */
export const can = (actor: Actor, policy: Policy): boolean => decide(policyChecks(actor, policy)).allowed;

/** Throws UNAUTHENTICATED for nobody and FORBIDDEN for the wrong one, before any input is read. */
export function authorize(actor: Actor, policy: Policy): void {
  const decision = decide(policyChecks(actor, policy));
  if (!decision.allowed) {
    throw actor.id === null ? new AppError("UNAUTHENTICATED") : refusal(actor, decision);
  }
}

/** Throws FORBIDDEN for an API key where only people may. */
export function assertOpenToKeys(actor: Actor, op: Pick<AnyOperation, "policy" | "audit" | "http">): void {
  const decision = decide([keyCheck(actor, op)]);
  if (!decision.allowed) {
    throw forbidden(decision);
  }
}

/** Throws NOT_FOUND for a tenant outside the actor's scope: its existence must not leak (decisions §3). */
export function assertTenantScope(actor: Actor, policy: Policy, path: Readonly<Record<string, unknown>>): void {
  if (policy.access === "roles" && policy.tenantScoped && !scopeCheck(actor, String(path["tenantId"])).passed) {
    throw new AppError("NOT_FOUND");
  }
}
