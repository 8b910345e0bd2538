// What other parts may use of rules, beside schema and operations.
import type { Job } from "../jobs/index.ts";
import { loginFailed, scheduleRules } from "./execution/automatic.ts";
import { runRule } from "./execution/job.ts";

/** The background work of rules. */
export const RULE_JOBS: readonly Job[] = [runRule, scheduleRules, loginFailed];
