import { bearerActor } from "#lib/auth/bearer";
import { serve } from "#lib/operation/serve";
import { queueApi } from "#lib/queue-api";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serve(queueApi, bearerActor);
