import { AppError } from "../core/errors.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { exampleJob } from "./examples.ts";
import { findJob, listJobs as list, readQueues } from "./queries.ts";
import { JobDetail, JobPage, JobPath, ListJobsQuery, Queues } from "./schema.ts";

/** Who sees background work: all of it, or that of the tenants in scope. */
export const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "Auditor"],
  permission: "JOBS_VIEW",
  customRoles: true,
};

export const listJobs = operation({
  name: "listJobs",
  summary: "Background work, newest first",
  http: { method: "GET", path: "/jobs" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListJobsQuery },
  output: JobPage,
  errors: [],
  example: {
    input: { query: { status: "failed" } },
    output: { items: [exampleJob], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getQueues = operation({
  name: "getQueues",
  summary: "What waits and runs, by kind, and for how long",
  http: { method: "GET", path: "/jobs/queues" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: {},
  output: Queues,
  errors: [],
  example: {
    input: {},
    output: {
      queues: [
        {
          kind: "webhook.deliver",
          queued: 12,
          scheduled: 0,
          running: 4,
          held: 1,
          deadLetters: 2,
          oldestOn: "2026-11-20T09:30:00.000Z",
          ageSeconds: 1.4,
        },
      ],
    },
  },
  run: async ({ db, actor }) => ({ data: { queues: await readQueues(db, actor.tenantScope) } }),
});

export const getJob = operation({
  name: "getJob",
  summary: "One piece of background work with its attempts, steps and errors",
  http: { method: "GET", path: "/jobs/{jobId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: JobPath },
  output: JobDetail,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { jobId: exampleJob.jobId } },
    output: {
      ...exampleJob,
      deadLetterId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0e3",
      tries: [
        {
          step: null,
          attempt: 4,
          outcome: "failed",
          error: "Error: The address answered 500",
          startedOn: "2026-11-20T09:30:08.312Z",
          finishedOn: "2026-11-20T09:30:08.412Z",
        },
      ],
    },
  },
  async run({ db, actor }, { path: { jobId } }) {
    const found = await findJob(db, jobId, actor.tenantScope);
    if (!found) {
      throw new AppError("NOT_FOUND");
    }
    return { data: found };
  },
});
