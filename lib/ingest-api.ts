import { ingestMailgun, ingestPostmark, ingestStripe } from "./ingest/operations.ts";
import type { Api } from "./operation/api.ts";
import { genericResponse } from "./operation/envelope.ts";
import { erase } from "./operation/operation.ts";

/** `/api/v1/ingest`: what providers call, each call proved by its signature (decisions §8). */
export const ingestApi: Api = {
  name: "ingest",
  about: "What providers call, each with its own signature",
  base: "/api/v1/ingest",
  envelope: genericResponse,
  operations: [erase(ingestPostmark), erase(ingestMailgun), erase(ingestStripe)],
};
