import { Prisma } from "../db/generated/client.ts";

/** A tenant with the facts that its figures derive from: one row of `tenant_figures` beside one of `tenants`. */
export interface TenantRow {
  readonly tenantId: string;
  readonly code: string;
  readonly name: string;
  readonly segment: string | null;
  readonly plan: string | null;
  readonly status: "active" | "suspended" | "deleted";
  readonly mailAt: Date | null;
  readonly mailRows: number;
  readonly sent: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly complained: number;
  readonly priorSent: number;
  readonly priorDelivered: number;
  readonly priorBounced: number;
  readonly priorComplained: number;
  readonly costAt: Date | null;
  readonly serverCents: number;
  readonly addressCents: number;
  readonly addresses: number;
  readonly addressState: string | null;
  readonly listings: number;
  readonly revenueAt: Date | null;
  readonly priceCents: number | null;
  readonly subscriptionStatus: string | null;
  readonly subscriptions: number;
}

/** Columns of a TenantRow, of `tenants` as `t` and `tenant_figures` as `f`. */
export const TENANT_COLUMNS = Prisma.sql`
  t.id AS "tenantId", t.code, t.name, t.segment, t.plan,
  CASE WHEN t.deleted_on IS NOT NULL THEN 'deleted' WHEN t.is_active THEN 'active' ELSE 'suspended' END AS status,
  f.mail_at AS "mailAt", f.mail_rows AS "mailRows", f.sent::float8 AS sent, f.delivered::float8 AS delivered, f.bounced::float8 AS bounced,
  f.complained::float8 AS complained, f.prior_sent::float8 AS "priorSent", f.prior_delivered::float8 AS "priorDelivered",
  f.prior_bounced::float8 AS "priorBounced", f.prior_complained::float8 AS "priorComplained", f.cost_at AS "costAt",
  f.server_cents::float8 AS "serverCents", f.address_cents::float8 AS "addressCents", f.addresses, f.address_state AS "addressState",
  f.listings, f.revenue_at AS "revenueAt", f.price_cents::float8 AS "priceCents", f.subscription_status AS "subscriptionStatus",
  f.subscriptions`;
