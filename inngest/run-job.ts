import { JOBS } from "../lib/jobs/all.ts";
import { runJobById } from "../lib/jobs/execute.ts";
import { inngest } from "./client.ts";
import { jobRequested } from "./events.ts";

/** Runs one job row. No retries here: the row counts its attempts and asks again (SRS §10.5). */
export const runJob = () =>
  inngest().createFunction({ id: "run-job", retries: 0, triggers: [jobRequested] }, async ({ event }) => ({
    outcome: await runJobById(JOBS, event.data.jobId),
  }));
