import type { AuditAction } from "../../../lib/audit/actions.ts";
import { DAY_MS } from "../calendar.ts";
import type { Random } from "../random.ts";
import { careEntries } from "./care-trail.ts";
import { type Entry, homeOf, type Picker } from "./entry.ts";
import type { Attempt, DemoTenant, DemoUser } from "./model.ts";
import { type Headcount, headcount, tenantResource, userResource } from "./resources.ts";
import { authEntries } from "./sign-in-trail.ts";

const AUTH_DAYS = 14;

/** The audit trail of the whole history, oldest first; sign-ins only of the last two weeks. */
export function makeTrail(
  tenants: readonly DemoTenant[],
  users: readonly DemoUser[],
  attempts: readonly Attempt[],
  nowMs: number,
  random: Random,
): readonly Entry[] {
  const heads = headcount(users);
  const desk = {
    admins: users.filter(({ role }) => role === "SuperAdmin"),
    support: users.filter(({ role, tenants }) => role === "Support" && tenants.length === 0),
  };
  const admin = (ms: number): DemoUser | null => random.pick(desk.admins.filter(({ createdMs }) => createdMs < ms));
  const agent = (ms: number): DemoUser | null =>
    random.pick([...desk.support, ...desk.admins].filter(({ createdMs }) => createdMs < ms));
  const entries = [
    ...tenants.flatMap((tenant) => tenantEntries(tenant, heads, admin)),
    ...users.flatMap((user) => userEntries(user, admin)),
    ...careEntries(users, agent, admin, nowMs, random),
    ...attempts
      .filter(({ ms }) => ms > nowMs - AUTH_DAYS * DAY_MS)
      .flatMap((attempt) => authEntries(attempt, nowMs, random)),
  ];
  return entries.sort((a, b) => a.ms - b.ms);
}

function tenantEntries(tenant: DemoTenant, heads: Headcount, admin: Picker): readonly Entry[] {
  const seen = (ms: number): object => tenantResource(tenant, ms, heads);
  const entry = (action: AuditAction, ms: number, reason: string | null = null): Entry => ({
    ms,
    action,
    actor: admin(ms),
    entityType: "tenant",
    entityId: tenant.id,
    tenantId: tenant.id,
    reason,
    ...(action !== "TENANT_CREATED" && { before: seen(ms - 1) }),
    after: seen(ms),
  });
  return [
    entry("TENANT_CREATED", tenant.createdMs),
    ...(tenant.upgrade ? [entry("TENANT_UPDATED", tenant.upgrade.ms)] : []),
    ...tenant.suspensions.flatMap(({ ms, reason, endMs, endReason }) => [
      entry("TENANT_SUSPENDED", ms, reason),
      ...(endMs === null ? [] : [entry("TENANT_ACTIVATED", endMs, endReason)]),
    ]),
    ...(tenant.deletedMs === null ? [] : [entry("TENANT_DELETED", tenant.deletedMs, tenant.deletedReason)]),
  ];
}

function userEntries(user: DemoUser, admin: Picker): readonly Entry[] {
  const { id, email, role, createdMs, shutOut, lastLoginMs } = user;
  const about = { entityType: "user", entityId: id, tenantId: homeOf(user) } as const;
  const tenantIds = user.tenants.map((tenant) => tenant.id);
  const isFirst = role === "SuperAdmin" && user.password !== null;
  const status = user.status === "invited" || user.tenants.length > 0 ? "invited" : "active";
  const created: Entry = {
    ...about,
    ms: createdMs,
    action: "USER_CREATED",
    actor: isFirst ? null : admin(createdMs),
    after: { email, role, tenantIds, status },
  };
  if (shutOut === null) {
    return [created];
  }
  const change = {
    action: user.status === "suspended" ? "USER_SUSPENDED" : "USER_LOCKED",
    actor: shutOut.by,
    reason: shutOut.reason,
    before: userResource(user, "active", lastLoginMs),
    after: userResource(user, user.status, lastLoginMs),
  } as const;
  return [created, { ...about, ...change, ms: shutOut.ms }];
}
