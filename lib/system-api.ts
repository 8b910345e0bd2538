import { getOverview } from "./executive/operations.ts";
import type { Api } from "./operation/api.ts";
import { systemEnvelope } from "./operation/envelope.ts";
import { erase } from "./operation/operation.ts";
import { planningOperations } from "./planning/operations.ts";

/** `/api/v1/system` (executive contract, decisions §7). */
export const systemApi: Api = {
  name: "system",
  base: "/api/v1/system",
  envelope: systemEnvelope,
  operations: [getOverview, ...planningOperations].map(erase),
};
