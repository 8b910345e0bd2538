import { bearerActor } from "#lib/auth/bearer";
import { serve } from "#lib/operation/serve";
import { adminApi } from "#lib/super-admin-api";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(adminApi, bearerActor);
