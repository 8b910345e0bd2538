import { env } from "../env.ts";
import type { RateState, RequestScope } from "./operation.ts";

/** What every answer carries, whatever its body. */
export function commonHeaders(request: Request, { requestId, rate, isReplayed }: RequestScope): Record<string, string> {
  return {
    "X-Request-Id": requestId,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
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
      "Content-Disposition, ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed",
    ...(isPreflight && {
      "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
      "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id",
      "Access-Control-Max-Age": "600",
    }),
  };
}
