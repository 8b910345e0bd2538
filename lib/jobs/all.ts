import { sealAuditLog } from "../audit/seals/jobs.ts";
import { runBulk } from "../bulk/index.ts";
import { refreshExecutive } from "../executive/index.ts";
import { aggregateFacts, FACTS_UPKEEP } from "../facts/jobs.ts";
import { expireProposals } from "../proposals/upkeep.ts";
import { RULE_JOBS } from "../rules/index.ts";
import { SOURCE_JOBS } from "../sources/jobs.ts";
import { compensateProvisioning, sweepProvisioning } from "../tenants/index.ts";
import { mailLink, USER_RANKS } from "../users/index.ts";
import { deliverWebhook, WEBHOOK_UPKEEP } from "../webhooks/index.ts";
import { HOUSEKEEPING } from "./housekeeping.ts";
import { catalogueOf } from "./job.ts";
import type { MaintenanceTask } from "./maintenance.ts";
import { upkeepJob } from "./upkeep.ts";

/** All upkeep; each task is a scheduled job. */
const MAINTENANCE: readonly MaintenanceTask[] = [
  ...HOUSEKEEPING,
  sweepProvisioning,
  expireProposals,
  ...USER_RANKS,
  ...WEBHOOK_UPKEEP,
  ...FACTS_UPKEEP,
];

/** Every job of the application: the only list of them. */
export const JOBS = catalogueOf([
  aggregateFacts,
  compensateProvisioning,
  deliverWebhook,
  mailLink,
  refreshExecutive,
  runBulk,
  sealAuditLog,
  ...RULE_JOBS,
  ...SOURCE_JOBS,
  ...MAINTENANCE.map(upkeepJob),
]);
