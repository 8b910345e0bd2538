import { metrics } from "#lib/observability/metrics";
import { isMetricsReader } from "#lib/observability/metrics-access";
import { getOnly } from "#lib/operation/get-only";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  if (!isMetricsReader(request.headers)) {
    return new Response("Unauthorized\n", { status: 401, headers: { "WWW-Authenticate": "Bearer" } });
  }
  return new Response(await metrics.registry.metrics(), { headers: { "Content-Type": metrics.registry.contentType } });
}

export const { POST, PUT, PATCH, DELETE } = getOnly;
