import { bearerActor } from "#lib/auth/bearer";
import { authApi } from "#lib/auth-api";
import { serve } from "#lib/operation/serve";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(authApi, bearerActor);
