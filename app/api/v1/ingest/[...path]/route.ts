import { bearerActor } from "#lib/auth/bearer";
import { ingestApi } from "#lib/ingest-api";
import { serve } from "#lib/operation/serve";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(ingestApi, bearerActor);
