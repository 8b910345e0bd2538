import { DAY_MS, HOUR_MS, MINUTE_MS, workingMomentBetween } from "../calendar.ts";
import type { Random } from "../random.ts";
import { type Entry, homeOf, type Picker } from "./entry.ts";
import type { DemoUser } from "./model.ts";
import { userResource } from "./resources.ts";

const UPDATED_USERS = 90;
const FORCED_LOGOUTS = 42;
const UNLOCKED = 16;
const DENIED = 14;

/** What the platform's people do for users: role changes, forced logouts, locks that were lifted; and who was refused something. */
export function careEntries(
  users: readonly DemoUser[],
  agent: Picker,
  admin: Picker,
  nowMs: number,
  random: Random,
): readonly Entry[] {
  const members = users.filter(
    (user) =>
      user.status === "active" &&
      user.tenants.length > 0 &&
      user.password === null &&
      user.createdMs < nowMs - 40 * DAY_MS,
  );
  const someMember = () => {
    const user = random.pick(members);
    const ms = workingMomentBetween(
      Math.max(user.createdMs + DAY_MS, nowMs - 180 * DAY_MS),
      nowMs - HOUR_MS,
      0,
      random,
    );
    return { user, ms, about: { entityType: "user", entityId: user.id, tenantId: homeOf(user) } as const };
  };
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  return [
    ...times(UPDATED_USERS, () => {
      const { user, ms, about } = someMember();
      const after = userResource(user, "active", null);
      return {
        ...about,
        ms,
        action: "USER_UPDATED" as const,
        actor: admin(ms),
        before: { ...after, role: "ROLE_READ_ONLY" },
        after,
      };
    }),
    ...times(FORCED_LOGOUTS, () => {
      const { ms, about } = someMember();
      const reason = random.pick([
        "Lost laptop reported",
        "Session from an unknown network",
        "Role changed, sessions renewed",
        "Asked for by the user",
      ]);
      return {
        ...about,
        ms,
        action: "USER_FORCE_LOGOUT" as const,
        actor: agent(ms),
        reason,
        after: { revokedSessions: random.int(1, 3), tokenVersion: random.int(2, 4) },
      };
    }),
    ...times(UNLOCKED, () => someMember()).flatMap(({ user, ms, about }) => {
      const [open, locked] = [userResource(user, "active", null), userResource(user, "locked", null)];
      const lock = {
        ...about,
        ms,
        action: "USER_LOCKED" as const,
        actor: agent(ms),
        reason: "Unusual sign-ins reported by the tenant",
        before: open,
        after: locked,
      };
      const liftMs = Math.min(ms + random.int(2, 50) * HOUR_MS, nowMs - 10 * MINUTE_MS);
      return [
        lock,
        {
          ...about,
          ms: liftMs,
          action: "USER_UNLOCKED" as const,
          actor: agent(liftMs),
          reason: "Identity confirmed by telephone",
          before: locked,
          after: open,
        },
      ];
    }),
    ...times(DENIED, () => {
      const { user, ms } = someMember();
      const operation = random.pick(["createTenant", "createRole", "setTenantStatus"]);
      return {
        ms,
        action: "ACCESS_DENIED" as const,
        outcome: "denied" as const,
        actor: user,
        entityType: "user" as const,
        entityId: user.id,
        after: {
          operation,
          decidedBy: "role",
          explanation: `The role ${user.role} may not call it: it is for SuperAdmin`,
        },
      };
    }),
  ];
}
