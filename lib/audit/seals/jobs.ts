import { z } from "zod";
import { type Job, job } from "../../jobs/job.ts";
import { publishCheckpoints } from "./publish.ts";
import { sealAudit } from "./seal.ts";

/** Seals what is complete and publishes what was sealed, every minute. */
export const sealAuditLog: Job = job({
  kind: "upkeep.audit-seal",
  payload: z.strictObject({}),
  halts: "never",
  cron: "* * * * *",
  concurrency: { limit: 1 },
  failurePriority: "high",
  async run() {
    await sealAudit();
    await publishCheckpoints();
  },
});
