import type { NextRequest } from "next/server";
import { safePath } from "#app/_support/safe-path.ts";
import { beginSignOn } from "./begin.ts";

/** Begins a sign-in at the identity provider. */
export const GET = (request: NextRequest): Promise<Response> =>
  beginSignOn(request, { returnTo: safePath(request.nextUrl.searchParams.get("returnTo") ?? ""), stepUp: null });
