import { AppError } from "../core/errors.ts";
import { toPage } from "../core/page.ts";
import { operation } from "../operation/operation.ts";
import { forgetAccess } from "./access.ts";
import { EXAMPLE_ID, exampleUser } from "./examples.ts";
import { idOf } from "./own.ts";
import { AuthUser, ListSessionsQuery, LoggedOut, LogoutInput, SessionPage, SessionPath } from "./schema.ts";
import { revokeSessions } from "./sessions.ts";
import { hashSecret } from "./tokens.ts";
import { toWireScope } from "./users.ts";

const SIGNED_IN = { access: "signed-in" } as const;

export const me = operation({
  name: "me",
  summary: "Who is signed in",
  http: { method: "GET", path: "/me" },
  policy: { access: "signed-in", keys: true },
  limit: "admin",
  audit: null,
  input: {},
  output: AuthUser,
  errors: [],
  example: { input: {}, output: exampleUser },
  run: async ({ actor }) => ({
    data: {
      userId: idOf(actor),
      email: actor.profile?.email ?? "",
      name: actor.profile?.name ?? "",
      role: actor.role,
      permissions: [...actor.permissions],
      tenantScope: toWireScope(actor.tenantScope),
    },
  }),
});

export const logout = operation({
  name: "logout",
  summary: "End the session of this call",
  http: { method: "POST", path: "/logout", message: "Signed out" },
  policy: { access: "signed-in", whileEnrolling: true },
  limit: "admin",
  audit: ["AUTH_LOGOUT"],
  entityType: "session",
  input: { body: LogoutInput },
  output: LoggedOut,
  errors: [],
  example: { input: { body: {} }, output: { revokedSessions: 1 } },
  async run({ db, actor, now, afterCommit }, { body }) {
    const userId = idOf(actor);
    const named = body.refreshToken
      ? await db.refreshToken.findFirst({
          where: { hash: hashSecret(body.refreshToken), session: { userId } },
          select: { sessionId: true },
        })
      : null;
    const sessionIds = [actor.sessionId, named?.sessionId ?? null].filter((id) => id !== null);
    const revokedSessions = await revokeSessions(db, { userId, sessionIds }, "logout", now);
    afterCommit(() => forgetAccess(userId));
    return {
      data: { revokedSessions },
      audit: {
        action: "AUTH_LOGOUT",
        entityType: "session",
        entityId: actor.sessionId,
        after: { userId, revokedSessions },
      },
    };
  },
});

export const listSessions = operation({
  name: "listSessions",
  summary: "The caller's own open sessions, newest first",
  http: { method: "GET", path: "/sessions" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: null,
  input: { query: ListSessionsQuery },
  output: SessionPage,
  errors: [],
  example: { input: { query: {} }, output: { items: [], page: 1, pageSize: 50, totalItems: 0, totalPages: 0 } },
  async run({ db, actor, now }, { query }) {
    const where = { userId: idOf(actor), revokedOn: null, expiresOn: { gt: now } };
    const [rows, totalItems] = await Promise.all([
      db.session.findMany({
        where,
        orderBy: [{ createdOn: "desc" }, { id: "desc" }],
        skip: (query.page - 1) * query.pageSize,
        take: query.pageSize,
      }),
      db.session.count({ where }),
    ]);
    const items = rows.map(({ id, kind, ...row }) => ({
      ...row,
      sessionId: id,
      kind: kind === "console" ? ("console" as const) : ("api" as const),
      isCurrent: id === actor.sessionId,
    }));
    return { data: { ...toPage(items, query, { totalItems }), items } };
  },
});

export const revokeSession = operation({
  name: "revokeSession",
  summary: "End one of the caller's own sessions",
  http: { method: "DELETE", path: "/sessions/{sessionId}", message: "Session ended" },
  policy: SIGNED_IN,
  limit: "admin",
  audit: ["AUTH_REVOKED"],
  entityType: "session",
  input: { path: SessionPath },
  output: LoggedOut.extend({ sessionId: SessionPath.shape.sessionId }),
  errors: ["NOT_FOUND"],
  example: { input: { path: { sessionId: EXAMPLE_ID } }, output: { sessionId: EXAMPLE_ID, revokedSessions: 1 } },
  async run({ db, actor, now, afterCommit }, { path: { sessionId } }) {
    const userId = idOf(actor);
    const revokedSessions = await revokeSessions(db, { userId, sessionIds: [sessionId] }, "revoked-by-user", now);
    if (revokedSessions === 0) {
      throw new AppError("NOT_FOUND");
    }
    afterCommit(() => forgetAccess(userId));
    return {
      data: { sessionId, revokedSessions },
      audit: { action: "AUTH_REVOKED", entityType: "session", entityId: sessionId, after: { userId, revokedSessions } },
    };
  },
});
