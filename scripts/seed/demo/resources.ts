import { currentSuspension, type DemoTenant, type DemoUser, isOpenAt, type Plan, type UserStatus } from "./model.ts";

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** How many people a tenant had at a moment. */
export type Headcount = (tenant: DemoTenant, ms: number) => number;

/** Counts heads from the finished list of people. */
export function headcount(users: readonly DemoUser[]): Headcount {
  const joined = new Map<DemoTenant, number[]>();
  for (const { tenants, createdMs } of users) {
    for (const tenant of tenants) {
      joined.set(tenant, [...(joined.get(tenant) ?? []), createdMs]);
    }
  }
  return (tenant, ms) => joined.get(tenant)?.filter((createdMs) => createdMs <= ms).length ?? 0;
}

/** The plan that a tenant had at a moment. */
const planAt = ({ plan, upgrade }: DemoTenant, ms: number): Plan =>
  upgrade !== null && ms < upgrade.ms ? upgrade.from : plan;

/** Moments at which the tenant's row changed, oldest first, its creation included. */
const changesOf = ({ createdMs, upgrade, suspensions, deletedMs }: DemoTenant): readonly number[] =>
  [createdMs, upgrade?.ms ?? null, ...suspensions.flatMap(({ ms, endMs }) => [ms, endMs]), deletedMs]
    .filter((ms) => ms !== null)
    .sort((a, b) => a - b);

/** The tenant as the API shows it (decisions §5), as of a moment. */
export function tenantResource(tenant: DemoTenant, ms: number, heads: Headcount): object {
  const isDeleted = tenant.deletedMs !== null && ms >= tenant.deletedMs;
  const isActive = isOpenAt(tenant, ms);
  const suspension = tenant.suspensions.findLast((candidate) => candidate.ms <= ms);
  const { id, code, name, place, segment, createdMs } = tenant;
  return {
    tenantId: id,
    code,
    name,
    timezone: place.zone,
    currency: place.currency,
    isActive,
    status: isDeleted ? "deleted" : isActive ? "active" : "suspended",
    statusReason: isDeleted ? tenant.deletedReason : isActive ? null : (suspension?.reason ?? null),
    segment,
    plan: planAt(tenant, ms),
    createdOn: iso(createdMs),
    updatedOn: iso(changesOf(tenant).findLast((changeMs) => changeMs <= ms) ?? createdMs),
    deletedOn: isDeleted ? iso(tenant.deletedMs) : null,
    userCount: heads(tenant, ms),
  };
}

/** The tenant's row columns that follow from its history. */
export function tenantStanding(tenant: DemoTenant): {
  isActive: boolean;
  statusReason: string | null;
  updatedMs: number;
  version: number;
} {
  const changes = changesOf(tenant);
  const suspension = currentSuspension(tenant);
  return {
    isActive: suspension === null && tenant.deletedMs === null,
    statusReason: tenant.deletedReason ?? suspension?.reason ?? null,
    updatedMs: changes.at(-1) ?? tenant.createdMs,
    version: changes.length,
  };
}

/** The user as the API shows it, before redaction drops name and address. */
export const userResource = (
  { id, email, name, role, tenants, createdMs, mfaEnabled }: DemoUser,
  status: UserStatus,
  lastLoginMs: number | null,
): object => ({
  userId: id,
  email,
  name,
  role,
  status,
  tenants: tenants.map(({ id: tenantId, code, name: tenantName }) => ({ tenantId, code, name: tenantName })),
  lastLoginOn: iso(lastLoginMs),
  createdOn: iso(createdMs),
  mfaEnabled,
});
