import { bearerActor } from "#lib/auth/bearer";
import { docsApi } from "#lib/docs-api";
import { serve } from "#lib/operation/serve";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(docsApi, bearerActor);
