import { readiness } from "#lib/observability/readiness";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const state = await readiness();
  return Response.json(state, state.status === "ready" ? {} : { status: 503, headers: { "Retry-After": "2" } });
}
