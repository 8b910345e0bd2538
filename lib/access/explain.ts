import { actorOf, standingCheck } from "../auth/standing.ts";
import { type Account, accountById } from "../auth/users.ts";
import { AppError, invalid } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import type { Api } from "../operation/api.ts";
import { type Check, type Decision, decide, familyCheck, policyChecks, scopeCheck } from "../operation/decision.ts";
import type { Actor, TenantScope } from "../operation/operation.ts";
import { type Endpoint, endpointsOf, pathOf, permissionOf } from "./catalogue.ts";
import type { ExplainInput, Explanation } from "./schema.ts";

/**
 * Whether the user may call the operation and what decides, by the very checks of a real call. Where it is published twice, of the
 * place that lets them in, or else gets furthest. Throws VALIDATION on an unknown operation; NOT_FOUND when the user or the tenant
 * is none or outside the caller's scope.
 */
export async function explain(
  db: Db,
  families: readonly Api[],
  { userId, operation, tenantId }: ExplainInput,
  { tenantScope }: Actor,
): Promise<Explanation> {
  const endpoints = endpointsOf(families, operation);
  if (endpoints.length === 0) {
    throw invalid("operation", "There is no such operation");
  }
  const account = await accountById(db, userId);
  if (!account || !isWithin(tenantScope, account.tenants)) {
    throw new AppError("NOT_FOUND");
  }
  if (tenantId !== undefined) {
    await assertTenant(db, tenantId, tenantScope);
  }
  const { endpoint, decision } = nearest(
    endpoints.map((each) => ({ endpoint: each, decision: decideAt(each, account, tenantId) })),
  );
  return {
    userId,
    operation,
    tenantId: tenantId ?? null,
    ...decision,
    checks: [...decision.checks],
    role: account.role,
    permission: permissionOf(endpoint.op.policy),
    status: account.status,
    method: endpoint.op.http.method,
    path: pathOf(endpoint),
  };
}

/** The checks of a real call at the endpoint, in their order: standing, family, role, permission, scope. */
function decideAt({ api, op }: Endpoint, account: Account, tenantId: string | undefined): Decision {
  const actor = actorOf(account, null);
  const policy = policyChecks(actor, op.policy);
  if (op.policy.access === "public") {
    return decide(op.policy.ofActiveAccounts ? [standingCheck(account), ...policy] : policy);
  }
  return decide([standingCheck(account), familyCheck(api, account.role), ...policy, ...reachOf(actor, tenantId)]);
}

const reachOf = (actor: Actor, tenantId: string | undefined): Check[] =>
  tenantId === undefined ? [] : [scopeCheck(actor, tenantId)];

interface Candidate {
  readonly endpoint: Endpoint;
  readonly decision: Decision;
}

/** The candidate that lets in, or else the one with the most checks passed; the later one of equals, which is for more roles. */
const nearest = (candidates: readonly Candidate[]): Candidate =>
  candidates.reduce((best, next) => (score(next) >= score(best) ? next : best));

const score = ({ decision: { allowed, checks } }: Candidate): number =>
  allowed ? Number.POSITIVE_INFINITY : checks.filter(({ passed }) => passed).length;

const isWithin = (scope: TenantScope, tenants: readonly string[]): boolean =>
  scope === "global" || tenants.some((id) => scope.includes(id));

async function assertTenant(db: Db, tenantId: string, scope: TenantScope): Promise<void> {
  const tenant = await db.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
  if (!tenant || !isWithin(scope, [tenantId])) {
    throw new AppError("NOT_FOUND");
  }
}
