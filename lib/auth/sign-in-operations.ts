import { z } from "zod";
import { Id } from "../core/schema.ts";
import { type Context, operation } from "../operation/operation.ts";
import { EXAMPLE_ID, examplePair } from "./examples.ts";
import { admitAccount, type Checked, checkCredentials } from "./login.ts";
import { spendRefreshToken } from "./refresh.ts";
import { LoginInput, RefreshInput, TokenPair } from "./schema.ts";
import { issuePair, openSession, type SessionKind } from "./sessions.ts";

/** What the browser's cookie is made of. */
export const OpenedSession = z.object({ userId: Id, sessionId: Id, tokenVersion: z.int() });

async function signIn(ctx: Context, checked: Checked | undefined, kind: SessionKind) {
  const admitted = await admitAccount(ctx, checked ?? { account: null, fits: false });
  if ("refused" in admitted) {
    return admitted;
  }
  const { account, factor } = admitted;
  const sessionId = await openSession(ctx, account, kind);
  const audit = {
    action: "AUTH_LOGIN" as const,
    entityType: "session" as const,
    entityId: sessionId,
    after: { userId: account.id, kind, method: "password", ...(factor && { secondFactor: factor }) },
  };
  // Until it has signed in, the caller is nobody: the row names the account that it became.
  return { account, sessionId, audit, actor: { id: account.id, role: account.role } };
}

export const login = operation({
  name: "login",
  summary: "Sign in with e-mail and password",
  http: { method: "POST", path: "/login", message: "Signed in" },
  policy: { access: "public", ofActiveAccounts: true },
  limit: "signIn",
  audit: ["AUTH_LOGIN", "AUTH_LOGIN_FAILED"],
  entityType: "session",
  input: { body: LoginInput },
  output: TokenPair,
  errors: ["UNAUTHENTICATED", "FORBIDDEN"],
  example: {
    input: { body: { email: "ann.lee@example.com", password: "correct horse battery staple" } },
    output: examplePair,
  },
  prepare: (caller, { body }) => checkCredentials(caller, body),
  async run(ctx, _input, checked) {
    const result = await signIn(ctx, checked, "api");
    if ("refused" in result) {
      return result;
    }
    const { account, sessionId, audit, actor } = result;
    return { data: await issuePair(ctx, account, sessionId), audit: { ...audit, actor } };
  },
});

/** The console's sign-in, reached through next-auth and the sign-in form; its session lives in the browser's cookie. */
export const consoleLogin = operation({
  name: "consoleLogin",
  summary: "Sign in to the console",
  http: { method: "POST", path: "/console-login" },
  policy: { access: "public", ofActiveAccounts: true },
  limit: "signIn",
  audit: ["AUTH_LOGIN", "AUTH_LOGIN_FAILED"],
  entityType: "session",
  input: { body: LoginInput },
  output: OpenedSession,
  errors: ["UNAUTHENTICATED", "FORBIDDEN"],
  example: {
    input: { body: { email: "ann.lee@example.com", password: "correct horse battery staple" } },
    output: { userId: EXAMPLE_ID, sessionId: EXAMPLE_ID, tokenVersion: 1 },
  },
  prepare: (caller, { body }) => checkCredentials(caller, body),
  async run(ctx, _input, checked) {
    const result = await signIn(ctx, checked, "console");
    if ("refused" in result) {
      return result;
    }
    const { account, sessionId, audit, actor } = result;
    return { data: { userId: account.id, sessionId, tokenVersion: account.tokenVersion }, audit: { ...audit, actor } };
  },
});

export const refresh = operation({
  name: "refresh",
  summary: "Exchange a refresh token for a new pair",
  http: { method: "POST", path: "/refresh", message: "Refreshed" },
  policy: { access: "public", ofActiveAccounts: true },
  limit: "signIn",
  audit: ["AUTH_REFRESH", "AUTH_REFRESH_REUSED"],
  entityType: "session",
  input: { body: RefreshInput },
  output: TokenPair,
  errors: ["UNAUTHENTICATED", "FORBIDDEN"],
  example: { input: { body: { refreshToken: examplePair.refreshToken } }, output: examplePair },
  async run(ctx, { body }) {
    const spent = await spendRefreshToken(ctx, body.refreshToken);
    if ("refused" in spent) {
      return spent;
    }
    const { account, sessionId } = spent;
    return {
      data: await issuePair(ctx, account, sessionId),
      audit: {
        action: "AUTH_REFRESH",
        entityType: "session",
        entityId: sessionId,
        after: { userId: account.id },
        actor: { id: account.id, role: account.role },
      },
    };
  },
});
