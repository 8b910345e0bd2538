import { maintenance } from "./maintenance.ts";
import { runJob } from "./run-job.ts";

/** Everything that Inngest may call. */
export const functions = () => [runJob(), maintenance()];
