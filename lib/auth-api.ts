import { acceptInvite, changePassword, resetPassword } from "./auth/password-operations.ts";
import { listSessions, logout, me, revokeSession } from "./auth/session-operations.ts";
import { login, refresh } from "./auth/sign-in-operations.ts";
import type { Api } from "./operation/api.ts";
import { genericResponse } from "./operation/envelope.ts";
import { erase } from "./operation/operation.ts";

/** `/api/v1/auth` (decisions §2). */
export const authApi: Api = {
  name: "auth",
  base: "/api/v1/auth",
  envelope: genericResponse,
  operations: [
    login,
    refresh,
    logout,
    me,
    listSessions,
    revokeSession,
    changePassword,
    acceptInvite,
    resetPassword,
  ].map(erase),
};
