import { AppError } from "../core/errors.ts";
import { genericResponse } from "./envelope.ts";
import { scopeOf } from "./request.ts";

const refuse = (request: Request): Response => {
  const { requestId } = scopeOf(request.headers);
  const error = new AppError("METHOD_NOT_ALLOWED");
  return Response.json(genericResponse.failure(error, requestId, new Date()), {
    status: error.status,
    headers: { Allow: "GET", "X-Request-Id": requestId, "Cache-Control": "no-store" },
  });
};

/** The other methods of a route outside the families that only reads: 405 in the envelope (decisions §4). */
export const getOnly = { POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
