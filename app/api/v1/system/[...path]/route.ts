import { bearerActor } from "#lib/auth/bearer";
import { serve } from "#lib/operation/serve";
import { systemApi } from "#lib/system-api";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(systemApi, bearerActor);
