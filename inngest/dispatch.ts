import type { Dispatch } from "../lib/jobs/runner.ts";
import { inngest } from "./client.ts";
import { jobRequested } from "./events.ts";

/**
 * Sends due jobs to Inngest. The event id names the job, the attempt and this promise of it: a repeated send triggers nothing
 * twice, while a promise made anew after a lost callback is not mistaken for the old one.
 */
export const dispatchToInngest: Dispatch = async (jobs) => {
  const events = jobs.map(({ id, attempt, lease }) => ({
    ...jobRequested.create({ jobId: id }),
    id: `${id}:${attempt}:${lease}`,
  }));
  await inngest().send(events);
};
