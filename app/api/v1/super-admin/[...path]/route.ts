import { bearerActor } from "#lib/auth/bearer";
import { serve } from "#lib/operation/serve";
import { superAdminApi } from "#lib/super-admin-api";

/** Answers are never kept; said, it spares each request a proxy that would find it out. */
export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(superAdminApi, bearerActor);
