import type { NextAuthOptions } from "next-auth";
import { decode, getToken, type JWT, type JWTDecodeParams } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { AppError } from "../core/errors.ts";
import { env, installationSecrets, isHttps } from "../env.ts";
import { log } from "../observability/log.ts";
import type { RequestScope } from "../operation/operation.ts";
import { perform } from "../operation/perform.ts";
import { ANONYMOUS } from "../operation/serve.ts";
import { admitByProvider, type TicketKeeper } from "./oidc/admit.ts";
import { identityProvider, PROVIDER_ID } from "./oidc/provider.ts";
import { consoleLogin } from "./sign-in-operations.ts";

/** The browser's cookie lives this long; the session row behind it decides on every request. */
export const COOKIE_MAX_AGE_SEC = 30 * 86_400;

/** What next-auth's cookie carries: which session, and the token version that it was opened under. Nothing personal. */
export interface ConsoleToken extends JWT {
  readonly sid: string;
  readonly ver: number;
}

/** What surrounds one call of next-auth. */
interface Surroundings {
  readonly keepTicket: TicketKeeper;
  /** A session that confirms who it is, in place of a sign-in; resolves to the page to go to. */
  readonly stepUp: { readonly returnTo: string; readonly confirm: (claims: unknown) => Promise<string> } | null;
  readonly onFailure: (code: string, metadata: unknown) => void;
}

/** next-auth signs the console in on the application's own sessions table (decisions §2): by password, or by the identity provider. */
export const nextAuthOptions = (
  request: RequestScope,
  { keepTicket, stepUp, onFailure }: Surroundings,
): NextAuthOptions => ({
  secret: env().NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: COOKIE_MAX_AGE_SEC },
  jwt: { decode: decodeWithAny },
  pages: stepUp ? { signIn: stepUp.returnTo, error: stepUp.returnTo } : { signIn: "/login", error: "/login" },
  useSecureCookies: isHttps(),
  cookies: { sessionToken: { name: sessionCookieName(), options: sessionCookieOptions() } },
  providers: [
    Credentials({
      credentials: {
        email: { label: "E-mail" },
        password: { label: "Password", type: "password" },
        totp: { label: "Code" },
      },
      async authorize(credentials) {
        try {
          const { email = "", password = "", totp } = credentials ?? {};
          const { data } = await perform(
            consoleLogin,
            { actor: ANONYMOUS, request },
            { body: { email, password, ...(totp && { totp }) } },
          );
          return { id: data.userId, sid: data.sessionId, ver: data.tokenVersion };
        } catch (thrown) {
          if (thrown instanceof AppError && thrown.status < 500) {
            return null;
          }
          throw thrown;
        }
      },
    }),
    ...identityProvider(),
  ],
  // What it has to say may hold what a provider sent: the code of the event is enough.
  logger: {
    error: (code, metadata) => {
      log.error({ nextAuth: code }, "sign-in through next-auth failed");
      onFailure(code, metadata);
    },
    warn: (code) => log.debug({ nextAuth: code }, "next-auth"),
    debug: () => undefined,
  },
  callbacks: {
    signIn: ({ user, account, profile }) => {
      if (account?.provider !== PROVIDER_ID) {
        return true;
      }
      return stepUp ? stepUp.confirm(profile) : admitByProvider({ user, claims: profile, request, keepTicket });
    },
    jwt: ({ token, user }) => (user ? { ...token, ...sessionClaims(user) } : token),
    session: ({ session }) => session,
  },
});

const sessionClaims = (user: object): Partial<ConsoleToken> =>
  "sid" in user && "ver" in user ? { sid: String(user.sid), ver: Number(user.ver) } : {};

/** Name of the session cookie. Over https its prefix binds it to this host alone: no other of the domain can set it. */
export const sessionCookieName = (): string => `${isHttps() ? "__Host-" : ""}next-auth.session-token`;

/** How the session cookie is set, by next-auth and by the sign-in form. */
export const sessionCookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() }) as const;

/** Opens what was sealed with the present secret or with an earlier one: whoever is signed in stays so while it is replaced. */
async function decodeWithAny(params: JWTDecodeParams): Promise<JWT | null> {
  for (const secret of installationSecrets()) {
    const token = await decode({ ...params, secret }).catch(() => null);
    if (token) {
      return token;
    }
  }
  return null;
}

/** The token in the request's cookie; null when there is none or it is not ours. */
export async function consoleToken(
  cookies: Readonly<Record<string, string>>,
  requestHeaders: Headers,
): Promise<ConsoleToken | null> {
  const req = { cookies, headers: Object.fromEntries(requestHeaders) } as unknown as Parameters<
    typeof getToken
  >[0]["req"];
  const { NEXTAUTH_SECRET: secret } = env();
  const token = await getToken({ req, secret, decode: decodeWithAny, cookieName: sessionCookieName() });
  return token && typeof token["sid"] === "string" && typeof token["ver"] === "number" ? (token as ConsoleToken) : null;
}
