import type { Prisma } from "../../db/generated/client.ts";

/**
 * Where the figures of sent mail come from: a relation of (tenant_id uuid, occurred_on timestamptz, sent, delivered, bounced,
 * complained bigint), one row a tenant and hour, `occurred_on` its end. Null while no such source is connected: then sent, bounced,
 * complained and the rates are unknown, never zero, and a condition that needs them is true of nobody.
 */
export type Deliveries = Prisma.Sql | null;

/** The source that is connected. */
export const deliveries: Deliveries = null;
