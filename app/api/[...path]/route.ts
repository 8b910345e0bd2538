import { bearerActor } from "#lib/auth/bearer";
import { fallbackApi } from "#lib/fallback-api";
import { serve } from "#lib/operation/serve";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(fallbackApi, bearerActor);
