import type { SystemRoleName } from "../../../lib/policy/roles.ts";
import type { Place } from "../places.ts";

export type Segment = "enterprise" | "mid_market" | "smb" | "startup";
export type Plan = "free" | "starter" | "professional" | "enterprise";

/** A customer of the demo with the whole of its history; moments are milliseconds. */
export interface DemoTenant {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly domain: string;
  readonly place: Place;
  readonly segment: Segment;
  readonly plan: Plan;
  readonly createdMs: number;
  /** The plan it began with, and when it changed to the one it has. */
  readonly upgrade: { readonly from: Plan; readonly ms: number } | null;
  /** Suspensions, oldest first; the last is still on when it has no end. */
  readonly suspensions: readonly Suspension[];
  readonly deletedMs: number | null;
  readonly deletedReason: string | null;
}

export interface Suspension {
  readonly ms: number;
  readonly reason: string;
  readonly endMs: number | null;
  readonly endReason: string | null;
}

export type UserStatus = "active" | "locked" | "suspended" | "invited";

/** A person of the demo. `tenants` is empty for the platform's own staff. */
export interface DemoUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: SystemRoleName;
  readonly tenants: readonly DemoTenant[];
  readonly place: Place;
  readonly createdMs: number;
  readonly mfaEnabled: boolean;
  /** Null for nobody's password: the account cannot be signed in to. */
  readonly password: string | null;
  status: UserStatus;
  shutOut: ShutOut | null;
  lastLoginMs: number | null;
}

/** Why and when a user was locked (by a person) or suspended (by a rule, then `by` is null). */
interface ShutOut {
  readonly ms: number;
  readonly reason: string;
  readonly by: DemoUser | null;
}

/** One sign-in attempt. `sessionId` is there for those that succeeded. */
export interface Attempt {
  readonly id: string;
  readonly user: DemoUser;
  readonly ms: number;
  readonly network: string;
  readonly sessionId: string | null;
}

/** Whether the tenant could be used at that moment. */
export const isOpenAt = (tenant: DemoTenant, ms: number): boolean =>
  ms >= tenant.createdMs &&
  (tenant.deletedMs === null || ms < tenant.deletedMs) &&
  !tenant.suspensions.some((suspension) => ms >= suspension.ms && (suspension.endMs === null || ms < suspension.endMs));

/** The suspension that is still on, or null. */
export const currentSuspension = (tenant: DemoTenant): Suspension | null => {
  const last = tenant.suspensions.at(-1);
  return last && last.endMs === null ? last : null;
};
