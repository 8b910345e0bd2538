import { bearerActor } from "#lib/auth/bearer";
import { ingestApi } from "#lib/ingest-api";
import { serve } from "#lib/operation/serve";

/** Answers are never kept; said, it spares each request a proxy that would find it out. */
export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(ingestApi, bearerActor);
