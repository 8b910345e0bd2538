import type { FactValue } from "../catalogue.ts";
import type { Facts } from "../condition/evaluate.ts";
import type { StoredEvent } from "./events.ts";

const DAY_MS = 86_400_000;

/** Something that was otherwise before a moment; the first change after a moment tells how it was then. */
interface Change {
  readonly atMs: number;
  readonly before: Readonly<Record<string, unknown>>;
}

export interface UserPast {
  readonly entityId: string;
  readonly createdMs: number;
  readonly role: string;
  readonly status: string;
  readonly hasMfa: boolean;
  readonly lastLoginMs: number | null;
  /** Successful sign-ins, ascending, back to the last one before the span; empty where nothing asks for them. */
  readonly signInsMs: readonly number[];
  readonly changes: readonly Change[];
  readonly tenants: readonly TenantPast[];
}

export interface TenantPast {
  readonly entityId: string;
  readonly createdMs: number;
  readonly deletedMs: number | null;
  readonly code: string;
  readonly plan: string | null;
  readonly segment: string | null;
  readonly isActive: boolean;
  readonly changes: readonly Change[];
}

/** An entity over time, as replay needs it: its plain facts at any moment, when these can next change, and its events. */
export interface EntityPast {
  readonly entityId: string;
  readonly events: readonly StoredEvent[];
  /** The rows of plain facts, none while it was no part of the population, several for a user of several tenants. */
  readonly factsAt: (atMs: number) => readonly Facts[];
  /** The next moment at which any of them may change. */
  readonly nextChange: (atMs: number) => number;
}

const beforeOf = (changes: readonly Change[], atMs: number) => changes.find((change) => change.atMs > atMs)?.before;
const daysSince = (sinceMs: number, atMs: number): number => Math.max(0, Math.floor((atMs - sinceMs) / DAY_MS));
const nextDay = (sinceMs: number, atMs: number): number =>
  atMs < sinceMs ? sinceMs : sinceMs + (daysSince(sinceMs, atMs) + 1) * DAY_MS;
const after = (moments: readonly number[], atMs: number): number =>
  moments.find((moment) => moment > atMs) ?? Number.POSITIVE_INFINITY;
const asText = (value: unknown): string | null => (typeof value === "string" ? value : null);

function lastLogin({ lastLoginMs, signInsMs }: UserPast, atMs: number): number | null {
  return lastLoginMs !== null && lastLoginMs <= atMs
    ? lastLoginMs
    : (signInsMs.findLast((moment) => moment <= atMs) ?? null);
}

function accountAt(user: UserPast, atMs: number): { readonly role: string; readonly status: string } {
  const before = beforeOf(user.changes, atMs);
  return { role: asText(before?.["role"]) ?? user.role, status: asText(before?.["status"]) ?? user.status };
}

function userFacts(user: UserPast, atMs: number): Record<string, FactValue> {
  const { role, status } = accountAt(user, atMs);
  const last = lastLogin(user, atMs);
  return {
    "user.role": role,
    "user.status": status,
    "user.mfa_enabled": user.hasMfa,
    "user.age_days": daysSince(user.createdMs, atMs),
    "user.days_since_last_login": last === null ? null : daysSince(last, atMs),
  };
}

function tenantFacts(tenant: TenantPast, atMs: number): Record<string, FactValue> {
  const before = beforeOf(tenant.changes, atMs);
  const wasActive = before?.["isActive"];
  return {
    "tenant.code": tenant.code,
    "tenant.plan": before ? asText(before["plan"]) : tenant.plan,
    "tenant.segment": before ? asText(before["segment"]) : tenant.segment,
    "tenant.is_active": typeof wasActive === "boolean" ? wasActive : tenant.isActive,
    "tenant.age_days": daysSince(tenant.createdMs, atMs),
  };
}

const isGone = ({ deletedMs }: TenantPast, atMs: number): boolean => deletedMs !== null && deletedMs <= atMs;

function tenantChange({ createdMs, deletedMs, changes }: TenantPast, atMs: number): number {
  const moments = changes.map((change) => change.atMs);
  return Math.min(nextDay(createdMs, atMs), after(deletedMs === null ? [] : [deletedMs], atMs), after(moments, atMs));
}

/** A user over time. With `readsTenants` each living tenant gives a row, and a user without any gives one. */
export const pastOfUser = (user: UserPast, events: readonly StoredEvent[], readsTenants: boolean): EntityPast => ({
  entityId: user.entityId,
  events,
  factsAt: (atMs) => {
    if (user.createdMs > atMs || accountAt(user, atMs).role === "SuperAdmin") {
      return [];
    }
    const own = userFacts(user, atMs);
    const homes = readsTenants ? user.tenants.filter((tenant) => !isGone(tenant, atMs)) : [];
    return homes.length === 0 ? [own] : homes.map((tenant) => ({ ...own, ...tenantFacts(tenant, atMs) }));
  },
  nextChange: (atMs) => {
    const last = lastLogin(user, atMs);
    return Math.min(
      nextDay(user.createdMs, atMs),
      last === null ? Number.POSITIVE_INFINITY : nextDay(last, atMs),
      after(user.signInsMs, atMs),
      after(user.lastLoginMs === null ? [] : [user.lastLoginMs], atMs),
      after(
        user.changes.map((change) => change.atMs),
        atMs,
      ),
      ...user.tenants.map((tenant) => tenantChange(tenant, atMs)),
    );
  },
});

/** A tenant over time. */
export const pastOfTenant = (tenant: TenantPast, events: readonly StoredEvent[]): EntityPast => ({
  entityId: tenant.entityId,
  events,
  factsAt: (atMs) => (tenant.createdMs > atMs || isGone(tenant, atMs) ? [] : [tenantFacts(tenant, atMs)]),
  nextChange: (atMs) => tenantChange(tenant, atMs),
});
