import { serve as serveFunctions } from "inngest/next";
import type { NextRequest } from "next/server";
import { inngest } from "#inngest/client";
import { functions } from "#inngest/functions";
import { isExternal } from "#inngest/mode";
import { bearerActor } from "#lib/auth/bearer";
import { singleton } from "#lib/core/singleton";
import { env } from "#lib/env";
import { fallbackApi } from "#lib/fallback-api";
import { serve } from "#lib/operation/serve";

const absent = serve(fallbackApi, bearerActor);

const served = () =>
  singleton("inngestHandler", () => {
    const { APP_URL: serveOrigin } = env();
    return serveFunctions({
      client: inngest(),
      functions: functions(),
      ...(serveOrigin !== undefined && { serveOrigin }),
    });
  });

/** Inngest's way in where a server is set up, for signed calls only; elsewhere a path as unknown as any other. */
const answer =
  (method: "GET" | "POST" | "PUT") =>
  (request: NextRequest, context: unknown): Promise<Response> =>
    isExternal() ? served()[method](request, context) : absent[method](request);

export const GET = answer("GET");
export const POST = answer("POST");
export const PUT = answer("PUT");
export const { PATCH, DELETE, OPTIONS } = absent;
