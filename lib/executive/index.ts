// What other parts may use of the executive side, beside schemas and operations.
import { refreshExecutive } from "./refresh/job.ts";

export { refreshExecutive };
