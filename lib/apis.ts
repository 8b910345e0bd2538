import { authApi } from "./auth-api.ts";
import type { Api } from "./operation/api.ts";
import { adminApi, superAdminApi } from "./super-admin-api.ts";
import { systemApi } from "./system-api.ts";

/** Every family of endpoints, for the OpenAPI document, the Postman collection and the conformance test. */
export const apis: readonly Api[] = [authApi, superAdminApi, adminApi, systemApi];
