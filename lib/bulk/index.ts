// What the queue runs of bulk operations.
import { runBulk } from "./job.ts";

export { runBulk };
