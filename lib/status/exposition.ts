import { clock } from "../core/clock.ts";
import { log } from "../observability/log.ts";
import { metrics } from "../observability/metrics.ts";
import { showPlatform, showProcess } from "./gauges.ts";
import { platform } from "./platform.ts";

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Everything measured, in Prometheus text. Without the database it answers all the same, with `rookery_up{part="database"} 0` and nothing of
 * what only the database knows.
 */
export async function exposition(): Promise<Exposition> {
  metrics.up.set({ part: "process" }, 1);
  showProcess();
  const found = await platform().catch((thrown: unknown) => {
    log.debug({ err: thrown }, "metrics without the database");
    return null;
  });
  showPlatform(found, clock.now());
  return { contentType: metrics.registry.contentType, text: await metrics.registry.metrics() };
}
