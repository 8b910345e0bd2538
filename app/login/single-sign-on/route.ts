import type { NextRequest } from "next/server";
import { z } from "zod";
import { safePath } from "#app/_support/safe-path.ts";
import { answerNextAuth } from "#lib/auth/next-auth-handler";
import { PROVIDER_ID } from "#lib/auth/oidc/provider";
import { appUrl } from "#lib/env";

const Csrf = z.object({ csrfToken: z.string() });
const Started = z.object({ url: z.string() });

/**
 * Sends the browser to the identity provider, by a link that needs no script. next-auth starts by a form with its own token, which
 * is filled in here: whoever is sent through this without wanting to ends at the provider as nobody but themselves.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const { headers } = request;
  const cookies = Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
  const first = await answerNextAuth(["csrf"], { method: "GET", headers, cookies, query: {} });
  const { csrfToken } = Csrf.parse(await first.json());
  const callbackUrl = appUrl() + safePath(request.nextUrl.searchParams.get("returnTo") ?? "");
  const started = await answerNextAuth(["signin", PROVIDER_ID], {
    method: "POST",
    headers,
    cookies: { ...cookies, ...cookiesOf(first) },
    query: {},
    body: { csrfToken, callbackUrl, json: "true" },
  });
  const { url } = Started.parse(await started.json());
  const answer = new Headers({ location: url, "cache-control": "no-store" });
  for (const cookie of [first, started].flatMap((response) => response.headers.getSetCookie())) {
    answer.append("set-cookie", cookie);
  }
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
