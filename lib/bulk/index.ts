// What the queue runs of bulk operations.
import { endStalledBulk } from "./end.ts";
import { runBulk } from "./job.ts";

export { endStalledBulk, runBulk };
