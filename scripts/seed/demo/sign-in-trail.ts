import { MINUTE_MS } from "../calendar.ts";
import type { Random } from "../random.ts";
import type { Entry } from "./entry.ts";
import type { Attempt } from "./model.ts";

/** The audit rows of one attempt: sign-in or failure, and the sign-out that ended the session. */
export function authEntries(
  { user, ms, network: from, sessionId }: Attempt,
  nowMs: number,
  random: Random,
): readonly Entry[] {
  if (sessionId === null) {
    const isShutOut = user.shutOut !== null && ms > user.shutOut.ms && random.chance(0.02);
    const why = isShutOut ? `This account is ${user.status}` : "wrong-password";
    const outcome = isShutOut ? ("denied" as const) : ("failure" as const);
    return [
      {
        ms,
        action: "AUTH_LOGIN_FAILED",
        outcome,
        actor: null,
        entityType: "user",
        entityId: user.id,
        network: from,
        after: { why },
      },
    ];
  }
  const about = { actor: user, entityType: "session", entityId: sessionId, network: from } as const;
  const login: Entry = { ...about, ms, action: "AUTH_LOGIN", after: { userId: user.id, kind: "console" } };
  const logoutMs = logoutOf(sessionId, ms);
  return logoutMs === null || logoutMs > nowMs - MINUTE_MS
    ? [login]
    : [login, { ...about, ms: logoutMs, action: "AUTH_LOGOUT", after: { userId: user.id, revokedSessions: 1 } }];
}

/** When the session ended by signing out, decided by its id; null for the many that are left open. */
export function logoutOf(sessionId: string, ms: number): number | null {
  const drawn = Number.parseInt(sessionId.slice(-4), 16);
  return drawn < 0x3800 ? ms + 5 * MINUTE_MS + (drawn % 400) * MINUTE_MS : null;
}
