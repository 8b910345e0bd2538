// What other verticals may use of alerts.
import { raiseAlert, resolveAlert } from "./raise.ts";
import type { Priority } from "./schema.ts";

export type { Priority };
export { raiseAlert, resolveAlert };
