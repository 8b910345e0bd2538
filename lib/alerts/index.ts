// What other verticals may use of alerts.
import { raiseAlert } from "./raise.ts";
import type { Priority } from "./schema.ts";

export type { Priority };
export { raiseAlert };
