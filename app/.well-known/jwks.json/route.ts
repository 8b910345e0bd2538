import { jwks } from "#lib/auth/keys";

export const dynamic = "force-dynamic";

export const GET = async (): Promise<Response> =>
  Response.json(await jwks(), {
    headers: { "Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*" },
  });
