import { AppError } from "../core/errors.ts";
import { isSystemRole } from "../policy/roles.ts";
import { type Api, servesRole } from "./api.ts";
import { type Actor, type AnyOperation, isWrite, type Policy } from "./operation.ts";

/** What can decide on access: the account's standing, its role, its permissions, the tenants within its reach. */
export type Ground = "state" | "role" | "permission" | "scope";

/** One thing that was looked at, and what it said in a sentence that names no person and no tenant. */
export interface Check {
  readonly ground: Ground;
  readonly passed: boolean;
  readonly explanation: string;
}

export interface Decision {
  readonly allowed: boolean;
  readonly decidedBy: Ground;
  readonly explanation: string;
  readonly checks: readonly Check[];
}

const check = (ground: Ground, passed: boolean, explanation: string): Check => ({ ground, passed, explanation });

/** Access that is refused is refused by the first check that fails; access that is given, by the last that had to pass. */
export function decide(checks: readonly [Check, ...Check[]]): Decision {
  const failed = checks.find(({ passed }) => !passed);
  const granting = checks.filter(({ ground }) => ground === "role" || ground === "permission").at(-1);
  const { ground, explanation } = failed ?? granting ?? checks[0];
  return { allowed: failed === undefined, decidedBy: ground, explanation, checks };
}

/** Whether the family of endpoints is there for the role at all. */
export const familyCheck = (api: Pick<Api, "onlyRoles" | "base">, role: string): Check =>
  servesRole(api, role)
    ? check("role", true, `${api.base} serves the role ${role}`)
    : check("role", false, `${api.base} is for ${listed(api.onlyRoles ?? [])} only, whatever the permissions`);

/** What a policy says of role and permission (SRS §4.2): both have to fit, and a missing permission is a denial. */
export function policyChecks(actor: Actor, policy: Policy): readonly [Check, ...Check[]] {
  if (policy.access === "public") {
    return [check("role", true, "Anybody may call it")];
  }
  if (actor.isSystem) {
    return [check("role", true, "The platform itself may do everything")];
  }
  if (policy.access === "signed-webhook") {
    return [
      check("state", actor.provider === policy.provider, `Only ${policy.provider} may call it, with its signature`),
    ];
  }
  if (actor.id === null) {
    return [check("state", false, "Nobody is signed in")];
  }
  if (actor.mustEnrol && !(policy.access === "signed-in" && policy.whileEnrolling)) {
    return [check("state", false, ENROL_FIRST)];
  }
  if (policy.access === "signed-in") {
    return [check("role", true, "Everybody who is signed in may call it")];
  }
  return [
    roleCheck(actor.role, policy),
    permissionCheck(actor, policy),
    ...(policy.allTenants ? [breadthCheck(actor)] : []),
  ];
}

const ENROL_FIRST = "A second factor has to be set up first: the role must use one";

/** The refusal of a policy. Who has to set up a second factor first is told so. */
export const refusal = (actor: Actor, decision: Decision): AppError =>
  actor.mustEnrol
    ? new AppError("FORBIDDEN", ENROL_FIRST, {
        denied: { decidedBy: decision.decidedBy, explanation: decision.explanation },
        response: { mfaEnrollmentRequired: true },
      })
    : forbidden(decision);

type RolePolicy = Extract<Policy, { access: "roles" }>;

function roleCheck(role: string, { roles, customRoles }: RolePolicy): Check {
  if (isSystemRole(role)) {
    return roles.includes(role)
      ? check("role", true, `The role ${role} may call it`)
      : check("role", false, `The role ${role} may not call it: it is for ${listed(roles)}`);
  }
  return customRoles
    ? check("role", true, `A custom role such as ${role} may call it with the permission`)
    : check("role", false, `A custom role such as ${role} may not call it: it is for ${listed(roles)}`);
}

function permissionCheck({ role, permissions }: Actor, { permission, orPermissions = [] }: RolePolicy): Check {
  if (permissions.has("*")) {
    return check("permission", true, `The role ${role} has every permission`);
  }
  const held = [permission, ...orPermissions].find((name) => permissions.has(name));
  return held === undefined
    ? check("permission", false, `The role ${role} lacks the permission ${[permission, ...orPermissions].join(" or ")}`)
    : check("permission", true, `The role ${role} has the permission ${held}`);
}

const breadthCheck = ({ tenantScope }: Actor): Check =>
  tenantScope === "global"
    ? check("scope", true, "Every tenant is within reach")
    : check("scope", false, "It spans all tenants, and only some are within reach");

/** Whether the operation is open to an API key: what its role may read, of nobody's own (decisions §2 API keys). */
export function keyCheck({ isKey }: Pick<Actor, "isKey">, op: Pick<AnyOperation, "policy" | "audit" | "http">): Check {
  const { policy } = op;
  const isOpened = policy.access === "signed-in" || policy.access === "roles" ? policy.keys === true : true;
  const isOpen = isOpened || (policy.access === "roles" && !isWrite(op));
  return !isKey || isOpen
    ? check("role", true, "The caller may be who it is")
    : check("role", false, "An API key may not call it: it is for people");
}

/** Whether the tenant lies within the actor's reach. What does not is answered as if it did not exist (decisions §3). */
export const scopeCheck = ({ tenantScope }: Actor, tenantId: string): Check =>
  tenantScope === "global"
    ? check("scope", true, "Every tenant is within reach")
    : tenantScope.includes(tenantId)
      ? check("scope", true, "The tenant is one of those assigned")
      : check("scope", false, "The tenant is not among those assigned, so that it is answered as not found");

/** A refusal that says in the audit log what decided. Its body stays as bare as any other (SRS §5.3). */
export const forbidden = ({ decidedBy, explanation }: Pick<Decision, "decidedBy" | "explanation">): AppError =>
  new AppError("FORBIDDEN", undefined, { denied: { decidedBy, explanation } });

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
