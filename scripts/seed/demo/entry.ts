import type { AuditAction, AuditOutcome, EntityType } from "../../../lib/audit/actions.ts";
import type { DemoUser } from "./model.ts";

/** An audit row before redaction. */
export interface Entry {
  readonly ms: number;
  readonly action: AuditAction;
  readonly outcome?: AuditOutcome;
  readonly actor: DemoUser | null;
  readonly entityType: EntityType;
  readonly entityId: string;
  readonly tenantId?: string | null;
  readonly reason?: string | null;
  readonly network?: string | null;
  readonly before?: object;
  readonly after?: object;
}

/** Picks somebody who was there at a moment and may act. */
export type Picker = (ms: number) => DemoUser | null;

/** The tenant that a record about a user belongs to. */
export const homeOf = ({ tenants }: DemoUser): string | null => tenants[0]?.id ?? null;
