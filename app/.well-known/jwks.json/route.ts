import { jwks } from "#lib/auth/keys";
import { getOnly } from "#lib/operation/get-only";

export const dynamic = "force-dynamic";

export const GET = async (): Promise<Response> =>
  Response.json(await jwks(), {
    headers: { "Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*" },
  });

export const { POST, PUT, PATCH, DELETE } = getOnly;
