import { isMetricsReader } from "#lib/observability/metrics-access";
import { getOnly } from "#lib/operation/get-only";
import { exposition } from "#lib/status/exposition";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  if (!isMetricsReader(request.headers)) {
    return new Response("Unauthorized\n", { status: 401, headers: { "WWW-Authenticate": "Bearer" } });
  }
  const { contentType, text } = await exposition();
  return new Response(text, { headers: { "Content-Type": contentType } });
}

export const { POST, PUT, PATCH, DELETE } = getOnly;
