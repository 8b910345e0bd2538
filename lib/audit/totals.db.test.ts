import { beforeAll, describe, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { nodesOf, type Plan, plansOf as plansOfQueries } from "../testing/plans.ts";
import { asOwner } from "../testing/rows.ts";
import { listAuditLogs } from "./queries.ts";
import { ListAuditLogsQuery } from "./schema.ts";

const ACTOR = "01930d5e-7a10-7c3e-9b1f-000000000007";
const TENANT = "01930d5e-7a10-7c3e-9b1f-000000000009";
let admin: SignedIn;

/** Twenty-four thousand records over two months, of which 12 000 are sign-ins and a few stand out in each column. */
beforeAll(async () => {
  admin = await as("SuperAdmin");
  await asOwner(
    `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_id, entity_type, entity_id, tenant_id, request_id)
     SELECT gen_random_uuid(), date_trunc('month', now()) - interval '30 days' + n * interval '3 minutes',
       CASE WHEN n % 2 = 0 THEN 'AUTH_LOGIN' WHEN n % 500 = 1 THEN 'ROLE_DELETED' ELSE 'AUTH_REFRESH' END,
       CASE WHEN n % 400 = 1 THEN 'denied' ELSE 'success' END,
       CASE WHEN n % 300 = 1 THEN $1::uuid ELSE gen_random_uuid() END,
       CASE WHEN n % 600 = 1 THEN 'export' ELSE 'session' END,
       CASE WHEN n % 350 = 1 THEN 'the-entity' ELSE n::text END,
       CASE WHEN n % 250 = 1 THEN $2::uuid ELSE gen_random_uuid() END,
       'request-' || n
     FROM generate_series(1, 24000) n`,
    [ACTOR, TENANT],
  );
  await asOwner("ANALYZE audit_events");
});

interface Total {
  readonly totalItems: number;
  readonly totalCapped?: true;
  readonly totalPages: number;
}
const totalOf = async (query: string) => {
  const { response } = await admin.client.get<Total>(`/super-admin/audit-logs?${query}`);
  const { totalItems, totalCapped, totalPages } = response;
  return { totalItems, totalCapped, totalPages };
};

describe("decisions §9 Totals", () => {
  test("are exact for the unfiltered list, however long", async () => {
    const total = await totalOf("pageSize=100");
    const [row] = await asOwner<{ n: number }>("SELECT count(*)::int AS n FROM audit_events");
    expect(row?.n).toBeGreaterThan(24_000);
    expect(total).toEqual({ totalItems: row?.n, totalCapped: undefined, totalPages: Math.ceil((row?.n ?? 0) / 100) });
  });

  test("are exact for up to 10 000 matches", async () => {
    expect(await totalOf("action=ROLE_DELETED")).toEqual({ totalItems: 48, totalCapped: undefined, totalPages: 1 });
  });

  test("stop counting past 10 000 matches and say so", async () => {
    expect(await totalOf("action=AUTH_LOGIN&pageSize=100")).toEqual({
      totalItems: 10_000,
      totalCapped: true,
      totalPages: 100,
    });
  });

  test("a page past the counted ones is still answered", async () => {
    const { response } = await admin.client.get<{ items: object[] }>(
      "/super-admin/audit-logs?action=AUTH_LOGIN&pageSize=100&page=115",
    );
    expect(response.items).toHaveLength(100);
  });
});

const plansOf = (query: object) => plansOfQueries((db) => listAuditLogs(db, ListAuditLogsQuery.parse(query), "global"));

describe("SRS §15 every filter uses an index of its own", () => {
  test.each([
    ["actorId", { actorId: ACTOR }, "actor_id"],
    ["entityId", { entityId: "the-entity" }, "entity_id"],
    ["entityType", { entityType: "export" }, "entity_type"],
    ["tenantId", { tenantId: TENANT }, "tenant_id"],
    ["action", { action: "ROLE_DELETED" }, "action"],
    ["outcome", { outcome: "denied" }, "outcome"],
    ["requestId", { requestId: "request-77" }, "request_id"],
  ])("%s", async (_filter, query, column) => {
    const plans = await plansOf(query);
    const scans = plans.filter((node) => node["Relation Name"] !== undefined || node["Index Name"] !== undefined);
    const indexes = scans.flatMap((node) => node["Index Name"] ?? []);
    expect(indexes.some((name) => name.includes(column))).toBe(true);
    expect(bigSequentialScans(plans)).toEqual([]);
  });

  test.each([
    ["no filter at all", {}],
    ["no filter, oldest first", { sort: "occurredOn" }],
    ["a deep page", { page: "200", pageSize: "100" }],
    ["dates", { dateFrom: new Date(Date.now() - 86_400_000).toISOString() }],
    ["success, which is nearly everything", { outcome: "success" }],
  ])("%s reads in the order of time", async (_case, query) => {
    const plans = await plansOf(query);
    expect(plans.some((node) => node["Index Name"]?.includes("pkey"))).toBe(true);
    expect(plans.filter((node) => node["Node Type"] === "Sort" && isOfEverything(node))).toEqual([]);
  });
});

const months = [-1, 0].map((offset) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)).toISOString().slice(0, 7);
});
const big = new Set(months.map((month) => `audit_events_${month.replace("-", "_")}`));

const bigSequentialScans = (plans: readonly Plan[]) =>
  plans.filter((node) => node["Node Type"] === "Seq Scan" && big.has(node["Relation Name"] ?? ""));

/** A page's own rows may be put in order once more; more than a page may not. */
const isOfEverything = (sort: Plan) => sort["Plan Rows"] > 100 && bigSequentialScans(nodesOf(sort)).length > 0;
