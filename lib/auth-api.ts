import { listIdentities, unlinkIdentity } from "./auth/identity-operations.ts";
import { acceptInvite, changePassword, resetPassword } from "./auth/password-operations.ts";
import { disableTotp, getTotp, renewTotpCodes, startTotp, verifyTotp } from "./auth/second-factor/operations.ts";
import { listSessions, logout, me, revokeSession } from "./auth/session-operations.ts";
import { login, refresh } from "./auth/sign-in-operations.ts";
import { stepUp } from "./auth/step-up.ts";
import type { Api } from "./operation/api.ts";
import { genericResponse } from "./operation/envelope.ts";
import { erase } from "./operation/operation.ts";
import { createView, deleteView, getView, listViews, setDefaultView, updateView } from "./views/operations.ts";

/** `/api/v1/auth`: signing in, and what everybody who is signed in keeps of their own (decisions §2). */
export const authApi: Api = {
  name: "auth",
  about: "Signing in, and what everybody who is signed in keeps of their own",
  base: "/api/v1/auth",
  envelope: genericResponse,
  operations: [
    login,
    refresh,
    logout,
    me,
    listSessions,
    revokeSession,
    stepUp,
    listIdentities,
    unlinkIdentity,
    changePassword,
    acceptInvite,
    resetPassword,
    getTotp,
    startTotp,
    verifyTotp,
    renewTotpCodes,
    disableTotp,
    listViews,
    getView,
    createView,
    updateView,
    deleteView,
    setDefaultView,
  ].map(erase),
};
