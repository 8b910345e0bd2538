import { decodeJwt } from "jose";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "../../env.ts";

/** The provider's name in next-auth's addresses: its redirect URI is /api/auth/callback/oidc. */
export const PROVIDER_ID = "oidc";

/** Whether single sign-on is set up (decisions §2). */
export const hasSingleSignOn = (): boolean => env().OIDC_ISSUER !== undefined;

/** What discovery found must be what was asked for; a slash at the end is the one difference that providers make. */
const isSameIssuer = (said: string | undefined, asked: string): boolean =>
  said?.replace(/\/$/, "") === asked.replace(/\/$/, "");

/** The identity provider of OIDC_*, found by discovery; none where it is not set up. */
export function identityProvider(): OAuthConfig<{ sub: string }>[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined || OIDC_CLIENT_SECRET === undefined) {
    return [];
  }
  return [
    {
      id: PROVIDER_ID,
      name: "Single sign-on",
      type: "oauth",
      wellKnown: `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      authorization: { params: { scope: "openid email" } },
      checks: ["pkce", "state", "nonce"],
      idToken: true,
      httpOptions: { timeout: 5000 },
      // Most providers keep the address out of the ID token when there is an access token to ask with; what is signed goes before.
      userinfo: {
        async request({ client, tokens: { access_token = "", id_token = "" } }) {
          // next-auth has verified the ID token; what else is said must be said of the same person.
          const signed = decodeJwt(id_token);
          const said = await client.userinfo(access_token);
          if (said.sub !== signed.sub || !isSameIssuer(signed.iss, OIDC_ISSUER)) {
            throw new Error("The provider speaks of somebody else, or is another one");
          }
          return { ...said, ...signed, sub: said.sub };
        },
      },
      profile: ({ sub }) => ({ id: sub }),
    },
  ];
}
