import { AppError } from "../core/errors.ts";
import { env, isHttps } from "../env.ts";
import type { RateState, RequestScope } from "./operation.ts";

/** What a browser may make of an answer of the API: nothing but data, for a script that may read it. */
const SHIELD = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
};
/** For how long browsers are to come over https alone: two years. */
export const TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains";

/**
 * Throws FORBIDDEN for a call that reached the proxy in front over plain http although the application is at home on https: the
 * caller's token has already been seen by everybody on the way, and a redirect would hide that.
 */
export function assertTransport(request: Request): void {
  if (env().TRUST_PROXY && isHttps() && request.headers.get("x-forwarded-proto") === "http") {
    throw new AppError("FORBIDDEN", "HTTPS is required");
  }
}

/** What every answer carries, whatever its body. */
export function commonHeaders(request: Request, { requestId, rate, isReplayed }: RequestScope): Record<string, string> {
  return {
    "X-Request-Id": requestId,
    "Cache-Control": "no-store",
    ...SHIELD,
    ...(isHttps() && { "Strict-Transport-Security": TRANSPORT_SECURITY }),
    ...(rate && rateHeaders(rate)),
    ...(isReplayed && { "Idempotency-Replayed": "true" }),
    ...corsHeaders(request, false),
  };
}

/** IETF RateLimit fields (SRS §12 "retry hints"). */
const rateHeaders = ({ policy, limit, remaining, resetSec }: RateState): Record<string, string> => ({
  "RateLimit-Policy": `"${policy}";q=${limit};w=60`,
  RateLimit: `"${policy}";r=${remaining};t=${resetSec}`,
});

/** Strict CORS (SRS §14): only a listed origin is named back; any other simply gets no header. */
export function corsHeaders(request: Request, isPreflight: boolean): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null || !env().CORS_ORIGINS.includes(origin)) {
    return env().CORS_ORIGINS.length > 0 ? { Vary: "Origin" } : {};
  }
  return {
    Vary: "Origin",
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers":
      "Content-Disposition, ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed, Deprecation, Sunset, Link",
    ...(isPreflight && {
      "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
      "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id",
      "Access-Control-Max-Age": "600",
    }),
  };
}
