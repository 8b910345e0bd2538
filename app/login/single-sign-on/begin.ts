import type { NextRequest } from "next/server";
import { z } from "zod";
import { answerNextAuth, stepUpCookie } from "#lib/auth/next-auth-handler";
import { PROVIDER_ID } from "#lib/auth/oidc/provider";
import { appUrl } from "#lib/env";

const Csrf = z.object({ csrfToken: z.string() });
const Started = z.object({ url: z.string() });

interface Beginning {
  /** A path of this site. */
  readonly returnTo: string;
  /** A session that confirms who it is, in place of a sign-in. */
  readonly stepUp: Parameters<typeof stepUpCookie>[0];
}

/**
 * Sends the browser to the identity provider, by a link that needs no script. next-auth starts by a form with its own token, which
 * is filled in here: whoever is sent through this without wanting to ends at the provider as nobody but themselves.
 */
export async function beginSignOn(request: NextRequest, { returnTo, stepUp }: Beginning): Promise<Response> {
  const { headers } = request;
  const cookies = Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
  const first = await answerNextAuth(["csrf"], { method: "GET", headers, cookies, query: {} });
  const { csrfToken } = Csrf.parse(await first.json());
  const started = await answerNextAuth(["signin", PROVIDER_ID], {
    method: "POST",
    headers,
    cookies: { ...cookies, ...cookiesOf(first) },
    // Asks who is there even if the provider knows, and to be told when it has asked (OpenID Connect Core §3.1.2.1).
    query: stepUp ? { prompt: "login", max_age: "0" } : {},
    body: { csrfToken, callbackUrl: appUrl() + returnTo, json: "true" },
  });
  const { url } = Started.parse(await started.json());
  const answer = new Headers({ location: url, "cache-control": "no-store" });
  for (const cookie of [first, started].flatMap((response) => response.headers.getSetCookie())) {
    answer.append("set-cookie", cookie);
  }
  answer.append("set-cookie", stepUpCookie(stepUp));
  return new Response(null, { status: 303, headers: answer });
}

const cookiesOf = (response: Response): Record<string, string> =>
  Object.fromEntries(
    response.headers.getSetCookie().map((cookie) => {
      const [pair = ""] = cookie.split(";", 1);
      const at = pair.indexOf("=");
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
