import type { NextRequest } from "next/server";
import { safePath } from "#app/_support/safe-path.ts";
import { beginSignOn } from "#app/login/single-sign-on/begin.ts";
import { hrefWith } from "#components/ui/href";
import { consoleToken } from "#lib/auth/next-auth";

/** Begins a new sign-in at the identity provider by which the session of this browser confirms who is there. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams;
  const path = (name: string): string | undefined => {
    const given = query.get(name);
    return given === null ? undefined : safePath(given);
  };
  const returnTo = hrefWith("/step-up", { for: query.get("for") ?? undefined, next: path("next"), back: path("back") });
  const cookies = Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
  const token = await consoleToken(cookies, request.headers);
  // A link on a foreign site starts nothing.
  return token === null || request.headers.get("sec-fetch-site") === "cross-site"
    ? new Response(null, { status: 303, headers: { location: returnTo } })
    : beginSignOn(request, { returnTo, stepUp: { sessionId: token.sid, returnTo } });
}
