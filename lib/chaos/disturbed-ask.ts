import { setTimeout as pause } from "node:timers/promises";
import { type Ask, SourceError } from "../sources/source.ts";
import type { ChaosMode } from "./schema.ts";

/** As long as the mechanism waits for an answer. */
const LIMIT_MS = 10_000;

/** How a degraded source is asked: silence, an answer that comes too late, or one that nobody can read. */
export function disturbedAsk(ask: Ask, mode: ChaosMode | undefined, signal: AbortSignal): Ask {
  switch (mode) {
    case "down":
      return async () => {
        throw new SourceError("network", "Degraded on purpose: it cannot be reached", true);
      };
    case "slow":
      return async () => {
        await pause(LIMIT_MS, undefined, { signal });
        throw new SourceError("timeout", `Degraded on purpose: no answer within ${LIMIT_MS / 1000} seconds`, true);
      };
    case "garbage":
      return async () => {
        throw new SourceError("format", "Degraded on purpose: its answer is not in the format that we know", false);
      };
    default:
      return ask;
  }
}
