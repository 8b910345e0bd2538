import { cron } from "inngest";
import { MAINTENANCE } from "../lib/jobs/all.ts";
import { runMaintenance } from "../lib/jobs/maintenance.ts";
import { inngest } from "./client.ts";

/** Upkeep on Inngest's clock; what fails is tried again at the next turn. */
export const maintenance = () =>
  inngest().createFunction({ id: "maintenance", retries: 0, triggers: [cron("*/2 * * * *")] }, () =>
    runMaintenance(MAINTENANCE),
  );
