import { AppError } from "../core/errors.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { auditsOf, changeOf, endedBy, linkSent, loggedOut, trailOf } from "./audit.ts";
import { shown } from "./detail.ts";
import { isExecutive } from "./elevation.ts";
import { EXAMPLE_TOKEN, exampleDetail, path } from "./examples.ts";
import { inviteAgain, startReset } from "./links.ts";
import {
  UserDetail,
  UserInvited,
  UserLinkInput,
  UserLockInput,
  UserLoggedOut,
  UserLogoutInput,
  UserPasswordReset,
  UserPath,
  UserSessionEnded,
  UserSessionPath,
} from "./schema.ts";
import { endSession, lockAll, logOut, logOutAll, setLock } from "./standing.ts";

const MAY_LOG_OUT: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Support"],
  permission: "USERS_LOGOUT",
  customRoles: true,
};
/** A link opens an account: who may hand it out is who may make accounts. */
const MAY_INVITE: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin"],
  permission: "USERS_CREATE",
  customRoles: true,
};

const SESSION_ID = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0aa";
const reason = "Multiple fraud attempts";

export const setUserLock = operation({
  name: "setUserLock",
  summary: "Lock a user, or lift a lock or suspension; Support may only lift",
  http: { method: "PATCH", path: "/users/{userId}/lock", message: "User lock changed" },
  policy: {
    access: "roles",
    roles: ["SuperAdmin", "PoolAdmin", "Support"],
    permission: "USERS_LOCK",
    customRoles: true,
  },
  limit: "admin",
  audit: ["USER_LOCKED", "USER_UNLOCKED"],
  entityType: "user",
  input: { path: UserPath, body: UserLockInput },
  output: UserDetail,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { isLocked: true, reason } },
    output: {
      ...exampleDetail,
      status: "locked",
      lock: { reason, by: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c009", on: "2026-11-20T09:30:00.000Z" },
    },
  },
  async runMany(ctx, inputs) {
    if (inputs.some(({ body }) => !body.isLocked)) {
      throw new Error("locks are lifted one by one");
    }
    const doings = inputs.map(({ path: { userId }, body }) => ({ userId, reason: body.reason }));
    return auditsOf("USER_LOCKED", doings, await lockAll(ctx, doings));
  },
  async run(ctx, { path: { userId }, body }) {
    const change = await setLock(ctx, userId, body);
    return {
      data: async () => (await shown(ctx, userId)).data,
      version: change.after.version,
      cascade: { ...change.ended },
      audit: changeOf(body.isLocked ? "USER_LOCKED" : "USER_UNLOCKED", change, body.reason),
    };
  },
});

export const forceLogout = operation({
  name: "forceLogout",
  summary: "Sign a user out everywhere",
  http: { method: "POST", path: "/users/{userId}/logout", message: "User signed out" },
  policy: MAY_LOG_OUT,
  limit: "admin",
  audit: ["USER_FORCE_LOGOUT"],
  entityType: "user",
  idempotent: true,
  input: { path: UserPath, body: UserLogoutInput },
  output: UserLoggedOut,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { reason: "Lost laptop" } },
    output: { revokedSessions: 2, tokenVersion: 8 },
  },
  async runMany(ctx, inputs) {
    const doings = inputs.map(({ path: { userId }, body }) => ({ userId, reason: body.reason }));
    const settled = await logOutAll(ctx, doings);
    return settled.map((one, n) => (one instanceof AppError ? one : loggedOut(one, doings[n]?.reason)));
  },
  async run(ctx, { path: { userId }, body }) {
    const change = await logOut(ctx, userId);
    return { data: endedBy(change), cascade: { ...change.ended }, audit: loggedOut(change, body.reason) };
  },
});

export const endUserSession = operation({
  name: "endUserSession",
  summary: "End one session of a user",
  http: { method: "DELETE", path: "/users/{userId}/sessions/{sessionId}", message: "Session ended" },
  policy: MAY_LOG_OUT,
  limit: "admin",
  audit: ["AUTH_REVOKED"],
  entityType: "session",
  input: { path: UserSessionPath, body: UserLogoutInput },
  output: UserSessionEnded,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path: { ...path, sessionId: SESSION_ID }, body: { reason: "Lost laptop" } },
    output: { sessionId: SESSION_ID, revokedSessions: 1 },
  },
  async run(ctx, { path: { userId, sessionId }, body }) {
    const { tenantIds } = await endSession(ctx, userId, sessionId);
    return {
      data: { sessionId, revokedSessions: 1 },
      cascade: { sessions: 1 },
      audit: {
        action: "AUTH_REVOKED",
        entityType: "session",
        entityId: sessionId,
        tenantId: trailOf(tenantIds),
        reason: body.reason,
        after: { userId, revokedSessions: 1 },
      },
    };
  },
});

export const inviteUserAgain = operation({
  name: "inviteUserAgain",
  summary: "Invite a user again who has not accepted yet; earlier invitations stop working",
  http: { method: "POST", path: "/users/{userId}/invitation", message: "User invited again" },
  policy: MAY_INVITE,
  limit: "admin",
  feature: "features.invitations",
  audit: ["USER_UPDATED"],
  entityType: "user",
  idempotent: true,
  input: { path: UserPath, body: UserLinkInput },
  output: UserInvited,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path, body: {} }, output: { ...path, inviteToken: EXAMPLE_TOKEN } },
  async run(ctx, { path: { userId }, body }) {
    const { target, link } = await inviteAgain(ctx, userId);
    return {
      data: { userId, ...link },
      audit: linkSent(target, body.reason, { invitedAgainOn: ctx.now }),
    };
  },
});

export const resetUserPassword = operation({
  name: "resetUserPassword",
  summary: "Let a user choose a new password with a one-time link; earlier links stop working",
  http: { method: "POST", path: "/users/{userId}/password-reset", message: "Password reset started" },
  policy: MAY_INVITE,
  limit: "admin",
  stepUp: { policy: "executivePasswordReset", applies: (_caller, { path }) => isExecutive(path.userId) },
  audit: ["USER_UPDATED"],
  entityType: "user",
  idempotent: true,
  input: { path: UserPath, body: UserLinkInput },
  output: UserPasswordReset,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path, body: {} }, output: { ...path, resetToken: EXAMPLE_TOKEN } },
  async run(ctx, { path: { userId }, body }) {
    const { target, link } = await startReset(ctx, userId);
    return {
      data: { userId, ...link },
      audit: linkSent(target, body.reason, { passwordResetOn: ctx.now }),
    };
  },
});
