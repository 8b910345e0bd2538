import { z } from "zod";
import type { AuditAction } from "../audit/actions.ts";
import { Id, Instant } from "../core/schema.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { operation } from "../operation/operation.ts";
import { READERS } from "./access.ts";
import { SystemTenantPath } from "./tenant-summary-schema.ts";
import { TrendsQuery } from "./trends-schema.ts";
import { daysBefore, TIMEFRAME_DAYS } from "./windows.ts";

/** What happened in a window, to stand beside its series: incidents, and acts that may explain a turn. Names no person and no value. */
export const Annotations = z.object({
  items: z
    .array(
      z.object({
        at: Instant.describe("When"),
        kind: z.enum(["incident", "act"]).describe("Trouble, or something that people or rules did"),
        label: z.string().describe("In one line"),
        tenantId: Id.nullable().describe("The one tenant that it concerns; null: none, or several"),
      }),
    )
    .describe("Newest first, at most forty"),
});

type Item = z.input<typeof Annotations>["items"][number];

/** Acts that change how mail or money moves, as a chart says them; for the platform, and for one tenant. */
const PLATFORM_ACTS: Partial<Record<AuditAction, string>> = {
  CONFIG_UPDATED: "Configuration changed",
  CONFIG_ROLLED_BACK: "Configuration rolled back",
  RULE_ENABLED: "Rule enabled",
  RULE_DISABLED: "Rule disabled",
  RULE_EXECUTED: "Rule run",
  BILLING_IMPORTED: "Provider bills imported",
};
const TENANT_ACTS: Partial<Record<AuditAction, string>> = {
  TENANT_SUSPENDED: "Tenant suspended",
  TENANT_ACTIVATED: "Tenant activated",
  OVERRIDES_UPDATED: "Own settings changed",
};
const MOST = 40;
const EACH = 10;

interface Asked {
  readonly from: Date;
  readonly tenantId: string | null;
}

/**
 * Incidents of a tenant, or those of the platform by day and title: urgent ones alone, since a fleet always has some of
 * the others, and none about a job or a rule's run, which are work for people.
 */
const incidentsSince = (db: Db, { from, tenantId }: Asked): Promise<Item[]> =>
  tenantId === null
    ? db.$queryRaw<Item[]>`
        SELECT min(created_on) AS at, 'incident' AS kind, title || CASE WHEN count(DISTINCT tenant_id) > 1 THEN ' · ' || count(DISTINCT tenant_id) || ' tenants' ELSE '' END AS label,
          CASE WHEN count(DISTINCT tenant_id) = 1 THEN min(tenant_id::text) END AS "tenantId"
        FROM (SELECT created_on, title, tenant_id FROM alerts
          WHERE (priority = 'critical' OR (priority = 'high' AND tenant_id IS NULL)) AND created_on >= ${from}
            AND coalesce(entity_type, 'tenant') = 'tenant'
          ORDER BY created_on DESC LIMIT 500) urgent
        GROUP BY created_on::date, title ORDER BY 1 DESC LIMIT ${EACH}`
    : db.$queryRaw<Item[]>`
        SELECT created_on AS at, 'incident' AS kind, title AS label, tenant_id AS "tenantId" FROM alerts
        WHERE tenant_id = ${tenantId}::uuid AND created_on >= ${from} AND priority IN ('critical', 'high')
        ORDER BY created_on DESC, id DESC LIMIT ${EACH}`;

/** Each action by its index, so that a long history costs no more than a short one. */
async function actsSince(db: Db, { from, tenantId }: Asked): Promise<Item[]> {
  const words = tenantId === null ? PLATFORM_ACTS : TENANT_ACTS;
  const ofTenant = tenantId === null ? Prisma.empty : Prisma.sql`AND e.tenant_id = ${tenantId}::uuid`;
  const rows = await db.$queryRaw<{ at: Date; action: AuditAction }[]>`
    SELECT happened.at, actions.action FROM unnest(${Object.keys(words)}::text[]) AS actions(action) CROSS JOIN LATERAL (
      SELECT occurred_on AS at FROM audit_events e
      WHERE e.action = actions.action AND e.occurred_on >= ${from} AND e.outcome = 'success'
        ${ofTenant}
      ORDER BY e.occurred_on DESC LIMIT ${EACH}
    ) happened`;
  return rows.map(({ at, action }) => ({ at, kind: "act", label: words[action] ?? action, tenantId }));
}

async function annotationsOf(db: Db, asked: Asked): Promise<z.input<typeof Annotations>> {
  const [incidents, acts] = await Promise.all([incidentsSince(db, asked), actsSince(db, asked)]);
  const time = ({ at }: Item): number => new Date(at).getTime();
  return { items: [...incidents, ...acts].toSorted((a, b) => time(b) - time(a)).slice(0, MOST) };
}

const since = (now: Date, timeframe: keyof typeof TIMEFRAME_DAYS): Date =>
  new Date(`${daysBefore(now, TIMEFRAME_DAYS[timeframe] - 1)}T00:00:00Z`);

const example = {
  items: [
    { at: "2026-11-20T09:30:00.000Z", kind: "incident" as const, label: "Bounces above the limit", tenantId: null },
  ],
};

/** What stands beside the series of the platform. In no API, as the growth of tenants: decisions §7 names the endpoints. */
export const getAnnotations = operation({
  name: "getSystemAnnotations",
  summary: "What happened on the platform while its series ran",
  http: { method: "GET", path: "/annotations" },
  policy: READERS.overview,
  limit: "admin",
  audit: null,
  input: { query: TrendsQuery },
  output: Annotations,
  errors: ["BACKBONE_CONSTRAINT"],
  example: { input: { query: { timeframe: "last_30d" } }, output: example },
  async run({ db, now }, { query }) {
    return { data: await annotationsOf(db, { from: since(now, query.timeframe), tenantId: null }) };
  },
});

/** What stands beside the series of one tenant; of others nothing. */
export const getTenantAnnotations = operation({
  name: "getTenantAnnotations",
  summary: "What happened to a tenant while its series ran",
  http: { method: "GET", path: "/tenants/{tenantId}/annotations" },
  policy: { ...READERS.tenants, tenantScoped: true },
  limit: "admin",
  audit: null,
  input: { path: SystemTenantPath, query: TrendsQuery },
  output: Annotations,
  errors: ["NOT_FOUND", "BACKBONE_CONSTRAINT"],
  example: {
    input: { path: { tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001" }, query: { timeframe: "last_30d" } },
    output: example,
  },
  async run({ db, now }, { path, query }) {
    return { data: await annotationsOf(db, { from: since(now, query.timeframe), tenantId: path.tenantId }) };
  },
});
