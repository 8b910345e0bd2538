import { redirect } from "next/navigation";
import { hrefWith } from "#components/ui/href";
import { signedInCaller } from "#lib/auth/console";
import { AppError } from "#lib/core/errors";
import { logAccess } from "#lib/observability/access-log";
import { commonHeaders } from "#lib/operation/headers";
import type { Caller } from "#lib/operation/operation";
import { readQuery } from "#lib/operation/request";
import { assertSteppedUp, stepUpOf } from "#lib/operation/step-up";
import { type Stream, type StreamEnd, streamResponse } from "#lib/operation/stream";
import { announce } from "./announce.ts";

interface Download {
  /** The operation's name, for the access log. */
  readonly operation: string;
  /** The page that offers the file. */
  readonly backHref: string;
  readonly open: (caller: Caller, query: Record<string, string>) => Promise<{ readonly stream?: Stream }>;
}

/**
 * A console route that hands over the file of an operation, by the reader's session. What fails before the first byte leads back to
 * the page with a message, or to where the reader confirms who is there. A link on a foreign site starts nothing: an export is on record under the reader's name.
 */
export async function download(request: Request, { operation, backHref, open }: Download): Promise<Response> {
  const caller = await signedInCaller();
  if (!caller || request.headers.get("sec-fetch-site") === "cross-site") {
    return redirect(backHref);
  }
  const { request: scope, actor } = caller;
  const startedAt = performance.now();
  const finish = (status: number, end?: StreamEnd): void =>
    logAccess({ api: "console", operation, method: "GET", status, startedAt, scope, actor, ...(end && { end }) });
  try {
    await assertSteppedUp({ name: operation, stepUp: { policy: "sensitiveExport" } }, caller);
    const { stream } = await open(caller, readQuery(new URL(request.url)));
    if (!stream) {
      throw new Error(`${operation} did not answer with a stream`);
    }
    const onEnd = (end: StreamEnd): void => finish(200, end);
    return await streamResponse(stream, { headers: commonHeaders(request, scope), signal: request.signal, onEnd });
  } catch (thrown) {
    const wanted = stepUpOf(thrown);
    if (wanted !== null) {
      finish(403);
      const { pathname, search } = new URL(request.url);
      return redirect(hrefWith("/step-up", { for: wanted.policy, next: pathname + search, back: backHref }));
    }
    const error = thrown instanceof AppError ? thrown : new AppError("INTERNAL", undefined, { cause: thrown });
    if (error.status >= 500) {
      scope.failure = error;
    }
    finish(error.status);
    await announce({ tone: "danger", message: explain(error, scope.requestId) });
  }
  return redirect(backHref);
}

function explain({ code, detail }: AppError, requestId: string): string {
  switch (code) {
    case "VALIDATION":
      return `Nothing was exported. ${Object.entries(detail.fields ?? {})
        .map(([field, reason]) => `${field}: ${reason}`)
        .join(". ")}`;
    case "FORBIDDEN":
      return "Your role does not allow this export. The attempt has been recorded.";
    case "RATE_LIMITED":
      return `You have used up this minute's allowance. Try again in ${detail.retryAfterSec ?? 60} s.`;
    case "UNAVAILABLE":
      return `The database is out of reach. Nothing was exported. Request ${requestId}`;
    default:
      return `Something went wrong on our side and nothing was exported. Request ${requestId}`;
  }
}
