import { ONE_TIME_CODE } from "./scripts.ts";
import type { Step } from "./step.ts";

const EMAIL = "walk-{{run}}-{{letter}}@example.com";

const signIn = (title: string, password: string): Step => ({
  op: "auth.login",
  title,
  body: { email: EMAIL, password },
  stores: { memberToken: "accessToken" },
});

/** The life of one account, seen by who keeps it and by who holds it, from the invitation to the suspension. */
export const ACCOUNT_WALK: readonly Step[] = [
  {
    op: "createUser",
    body: { email: EMAIL, name: "Walk {{run}}", tenantIds: ["{{tenantId}}"] },
    stores: { userId: "userId", inviteToken: "inviteToken" },
  },
  { op: "listUsers", query: { email: "walk-" } },
  { op: "getUser" },
  { op: "updateUser", body: { name: "Walk {{run}} too", tenantIds: ["{{tenantId}}"] } },
  { op: "getUserAccess" },
  { op: "explainAccess", body: { userId: "{{userId}}" } },
  { op: "inviteUserAgain", stores: { inviteToken: "inviteToken" } },
  { op: "auth.acceptInvite", body: { inviteToken: "{{inviteToken}}", password: "{{memberPassword}}" } },
  signIn("the new member", "{{memberPassword}}"),
  { op: "auth.listSessions", title: "the new member", as: "member", stores: { sessionId: "items.0.sessionId" } },
  { op: "endUserSession" },
  { op: "resetUserPassword", stores: { resetToken: "resetToken" } },
  { op: "auth.resetPassword", body: { resetToken: "{{resetToken}}", password: "{{memberPassword}}-2" } },
  signIn("with the new password", "{{memberPassword}}-2"),
  { op: "auth.listSessions", title: "to end it", as: "member", stores: { sessionId: "items.0.sessionId" } },
  { op: "auth.revokeSession", as: "member" },
  signIn("to change it again", "{{memberPassword}}-2"),
  {
    op: "auth.changePassword",
    as: "member",
    body: { currentPassword: "{{memberPassword}}-2", newPassword: "{{memberPassword}}-3" },
    stores: { memberToken: "accessToken" },
  },
  { op: "auth.getTotp", as: "member" },
  { op: "auth.startTotp", as: "member", stores: { totpSecret: "secret" } },
  {
    op: "auth.verifyTotp",
    as: "member",
    before: ONE_TIME_CODE,
    body: { totp: "{{totp}}" },
    stores: { recoveryCode: "recoveryCodes.0" },
  },
  {
    op: "auth.renewTotpCodes",
    as: "member",
    body: { totp: "{{recoveryCode}}" },
    stores: { recoveryCode: "recoveryCodes.0" },
  },
  { op: "auth.disableTotp", as: "member", body: { totp: "{{recoveryCode}}" } },
  { op: "auth.startTotp", title: "once more", as: "member", stores: { totpSecret: "secret" } },
  { op: "auth.verifyTotp", title: "once more", as: "member", before: ONE_TIME_CODE, body: { totp: "{{totp}}" } },
  { op: "removeUserTotp" },
  { op: "forceLogout" },
  { op: "setUserLock" },
  { op: "setUserLock", title: "lift it", body: { isLocked: false, reason: "It was a drill" } },
  { op: "suspendUser" },
];
