import { z } from "zod";
import { type Job, job } from "./job.ts";
import { type MaintenanceTask, runTask } from "./maintenance.ts";

/** The upkeep task as a job of its own: it runs by its schedule, shows among the runs, and is retried and buried like any other. */
export const upkeepJob = (task: MaintenanceTask): Job =>
  job({
    kind: `upkeep.${task.name}`,
    payload: z.strictObject({}),
    halts: "never",
    cron: task.cron ?? "*/2 * * * *",
    failurePriority: "medium",
    async run() {
      await runTask(task);
    },
  });
