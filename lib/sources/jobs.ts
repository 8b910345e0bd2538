import { z } from "zod";
import { type Job, job } from "../jobs/job.ts";
import { backboneHealth } from "./backbone-health.ts";
import { espBilling } from "./esp-billing.ts";
import { infrastructure } from "./infrastructure.ts";
import { businessEvents } from "./posthog.ts";
import { refresh } from "./refresh.ts";
import type { Source } from "./source.ts";

/** Every source that is asked. Those that are pushed have endpoints instead (lib/ingest, lib/queue). */
export const PULLED: readonly Source[] = [infrastructure, backboneHealth, espBilling, businessEvents];

/** Each source on its schedule; never while a page renders (decisions §8). */
export const SOURCE_JOBS: readonly Job[] = PULLED.map((source) =>
  job({
    kind: `source.${source.id}`,
    payload: z.strictObject({}),
    halts: "never",
    cron: source.cron,
    concurrency: { limit: 1 },
    timeLimitMs: 3 * 60_000,
    failurePriority: "medium",
    run: (_payload, { signal }) => refresh(source, signal),
  }),
);
