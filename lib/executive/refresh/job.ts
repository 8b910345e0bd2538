import { z } from "zod";
import { job } from "../../jobs/job.ts";
import { refreshWhenDue } from "./refresh.ts";

/** Keeps the read models of the executive figures up to date; looks every minute whether they are due. */
export const refreshExecutive = job({
  kind: "upkeep.executive-figures",
  payload: z.strictObject({}),
  halts: "never",
  cron: "* * * * *",
  concurrency: { limit: 1 },
  // The first sums of a whole platform take minutes; what is done is kept, and the next run goes on from there.
  timeLimitMs: 600_000,
  failurePriority: "high",
  run: (_payload, { checkpoint }) => refreshWhenDue(checkpoint),
});
