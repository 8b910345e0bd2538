import type { ClaimedRun } from "./claims.ts";
import { FUNCTION_FAILED, type FunctionConfig, type Functions } from "./configuration.ts";
import type { Event, Failure } from "./protocol.ts";

/** The event that tells of a run that has failed for good. */
export const failureOf = ({ id, functionId, event }: ClaimedRun, error: Failure, attempts: number): Event => ({
  id: `failed:${id}`,
  name: FUNCTION_FAILED,
  ts: Date.now(),
  data: { function_id: functionId, run_id: id, error, event, events: [event], attempts },
});

/** Who hears of a function's failure: its own handler, and whoever listens to the event. A handler that fails has nobody to tell. */
export function toldOf({ failureHandlers, byEvent }: Functions, functionId: string): FunctionConfig[] {
  const own = failureHandlers.get(functionId);
  const isHandler = [...failureHandlers.values()].some((config) => config.id === functionId);
  return isHandler ? [] : [...(own ? [own] : []), ...(byEvent.get(FUNCTION_FAILED) ?? [])];
}
