import { signedInCaller } from "#lib/auth/console";
import { AppError, ERRORS } from "#lib/core/errors";
import { log } from "#lib/observability/log";
import { find } from "../find.ts";

/** The palette's results to `?q=`; 401 once nobody is signed in. */
export async function GET(request: Request): Promise<Response> {
  const caller = await signedInCaller();
  if (!caller) {
    return answer(new AppError("UNAUTHENTICATED"));
  }
  try {
    const results = await find(caller, new URL(request.url).searchParams.get("q") ?? "");
    return Response.json({ results }, { headers: HEADERS });
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      log.error({ err: thrown, requestId: caller.request.requestId }, "search failed");
    }
    return answer(thrown instanceof AppError ? thrown : new AppError("INTERNAL"));
  }
}

const HEADERS = { "cache-control": "no-store" };

const answer = ({ status, code, detail }: AppError): Response =>
  Response.json(
    { error: ERRORS[code][1], results: [] },
    { status, headers: { ...HEADERS, ...(detail.retryAfterSec && { "retry-after": String(detail.retryAfterSec) }) } },
  );
