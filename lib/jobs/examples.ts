import type { DeadLetter, Job } from "./schema.ts";

/** A job for the documentation. */
export const exampleJob: Job = {
  jobId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0e2",
  kind: "webhook.deliver",
  status: "failed",
  tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  entityType: null,
  entityId: null,
  ruleId: null,
  attempts: 4,
  lastError: "Error: The address answered 500",
  runAt: "2026-11-20T09:30:00.000Z",
  createdOn: "2026-11-20T09:30:00.000Z",
  startedOn: "2026-11-20T09:30:00.012Z",
  finishedOn: "2026-11-20T09:30:08.412Z",
};

/** Its dead letter. */
export const exampleDeadLetter: DeadLetter = {
  deadLetterId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0e3",
  jobId: exampleJob.jobId,
  kind: exampleJob.kind,
  entityType: null,
  entityId: null,
  tenantId: exampleJob.tenantId,
  ruleId: null,
  attempts: 4,
  lastError: "Error: The address answered 500",
  failedOn: "2026-11-20T09:30:08.412Z",
  status: "open",
  resolvedOn: null,
  reason: null,
};
