import type { Api } from "./operation/api.ts";
import { everyFamily } from "./super-admin-api.ts";

/** Every family of endpoints, for the OpenAPI document, the Postman collection and the conformance test. */
export const apis: readonly Api[] = everyFamily();
