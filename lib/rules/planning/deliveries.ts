import { Prisma } from "../../db/generated/client.ts";
import { env } from "../../env.ts";
import { hourlySince } from "../../facts/sums.ts";

/**
 * Where the figures of sent mail come from: a relation of (tenant_id uuid, occurred_on timestamptz, sent, delivered, bounced,
 * complained bigint), one row a tenant and hour, `occurred_on` its end. Null while no such source is connected: then sent, bounced,
 * complained and the rates are unknown, never zero, and a condition that needs them is true of nobody.
 */
export type Deliveries = Prisma.Sql | null;

/** The facts of delivery events: by the hour as long as those are kept, by the day before that. Both are found by their end. */
const FACTS = Prisma.sql`
  SELECT tenant_id, hour_end AS occurred_on, sent, delivered, bounced, complained FROM tenant_hourly_facts
  UNION ALL
  SELECT tenant_id, ((day + 1)::timestamp) AT TIME ZONE 'UTC', sent, delivered, bounced, complained FROM tenant_daily_facts
  WHERE day < (${hourlySince(Prisma.sql`now()`)} AT TIME ZONE 'UTC')::date`;

/** The source that is connected: one whose webhooks are set up. */
export const connectedDeliveries = (): Deliveries =>
  (env().POSTMARK_WEBHOOK_USER ?? env().MAILGUN_SIGNING_KEY) === undefined ? null : FACTS;
