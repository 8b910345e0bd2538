// What the verticals may use of the queue.
import { enqueue } from "./enqueue.ts";
import { type Job, type JobContext, job } from "./job.ts";
import { BATCH, type MaintenanceTask } from "./maintenance.ts";
import { countWaitingJobs, rescheduleTenantJobs } from "./tenant-jobs.ts";

export type { Job, JobContext, MaintenanceTask };
export { BATCH, countWaitingJobs, enqueue, job, rescheduleTenantJobs };
