// What other verticals may use of alerts.
import { type AlertDraft, type Category, raiseAlert, raiseAlerts, resolveAlert, type Scope } from "./raise.ts";
import type { Priority } from "./schema.ts";
import { keepAlerts, type StandingDraft } from "./standing.ts";

export type { AlertDraft, Category, Priority, Scope, StandingDraft };
export { keepAlerts, raiseAlert, raiseAlerts, resolveAlert };
