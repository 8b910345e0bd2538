import type { Api } from "./operation/api.ts";
import { genericResponse } from "./operation/envelope.ts";

/** What no other family claims under `/api`: every path is unknown, and says so in the envelope (decisions §4). */
export const fallbackApi: Api = {
  name: "unknown",
  about: "Whatever no other family claims",
  base: "/api/v1",
  envelope: genericResponse,
  operations: [],
};
