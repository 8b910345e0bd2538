import { readiness } from "#lib/observability/readiness";
import { getOnly } from "#lib/operation/get-only";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const state = await readiness();
  return Response.json(state, state.status === "ready" ? {} : { status: 503, headers: { "Retry-After": "2" } });
}

export const { POST, PUT, PATCH, DELETE } = getOnly;
