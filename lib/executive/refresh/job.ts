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
  failurePriority: "high",
  run: (_payload, { checkpoint }) => refreshWhenDue(checkpoint),
});
