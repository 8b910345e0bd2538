import { beforeAll, describe, expect, test } from "vitest";
import { as, asCustom, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner, auditOf } from "../testing/rows.ts";
import { daysAgo, refresh, sourcesAnswered } from "./testing.ts";
import { addMarket, makeWorld } from "./testing-world.ts";

const UNKNOWN = "01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff";
let ceo: SignedIn;
let acme: string;
let calm: string;

beforeAll(async () => {
  ({ ceo, acme, calm } = await makeWorld());
});

const get = (path: string, { client }: Pick<SignedIn, "client"> = ceo) => client.get(`/system${path}`);
interface Meta {
  readonly data_source: string;
  readonly data_quality: string;
  readonly data_sources_limited?: readonly string[];
  readonly figures: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const metaOf = (body: Readonly<Record<string, unknown>>) => body["meta"] as Meta;

describe("contract §3.1 GET /overview", () => {
  test("says everything that the example says", async () => {
    const { body, response } = await get("/overview");
    expect(response).toEqual({
      timeframe: "last_30d",
      system_health: { overall_status: "degraded", uptime: "99.9%", active_incidents: 1 },
      tenant_metrics: { total_tenants: 2, active_tenants: 2, new_tenants_30d: 2 },
      deliverability: {
        overall_delivery_rate: "97-98_percent",
        previous_delivery_rate: "97-98_percent",
        sent: "1M-1.5M",
        previous_sent: "1M-1.5M",
        issues_monitored: 1,
      },
      operations: { backbone_health: "degraded", api_response_time: "150ms_avg", queue_processing: "elevated" },
      business_metrics: { monthly_revenue: "stable", cost_optimization_opportunities: 3 },
    });
    expect(metaOf(body)).toMatchObject({ data_source: "backbone_apis", data_quality: "standard" });
  });
});

describe("contract §3.2 GET /tenants/{tenantId}/summary", () => {
  test("says everything that the example says, and what the journey asks for", async () => {
    const { status, body, response } = await get(`/tenants/${acme}/summary`);
    expect(status).toBe(200);
    expect(response).toMatchObject({
      tenant_id: acme,
      tenant_profile: { name: expect.stringMatching(/^Tenant /), plan: null, segment: null, status: "active" },
      system_metrics: { sent_30d: "100K-150K", delivery_rate: "92-93_percent" },
      deliverability: {
        rate_30d: "91-93_percent",
        bounce_rate: "7-8_percent",
        complaint_rate: "0-1_percent",
        reputation: "fair",
        risk: "medium",
      },
      revenue_value: { subscription_status: "active", monthly_price: "250-300", business_health: "excellent" },
      cost_analysis: {
        monthly_cost: "9-10",
        cost_trend: "insufficient_data",
        label: "Internal approximation / non-authoritative",
      },
      system_alerts: {
        active: 3,
        active_critical_or_high: 1,
        // The two that its figures have raised come first.
        recent_notifications: [
          { priority: "medium", type: "threshold", status: "open" },
          { priority: "medium", type: "threshold", status: "open" },
          { priority: "high", context: "deliverability", status: "open" },
          { priority: "medium", status: "resolved" },
        ],
      },
    });
    expect(metaOf(body)).toMatchObject({ data_source: "backbone_api", data_quality: "standard" });
  });

  test("journey: an unknown tenant and one out of scope are the same 404", async () => {
    const scoped = await as("ROLE_OPERATIONS_MANAGER", { tenantIds: [calm] });
    const answers = await Promise.all([
      get(`/tenants/${acme}/summary`, scoped),
      get(`/tenants/${UNKNOWN}/summary`, scoped),
    ]);
    const plain = answers.map(({ status, body }) => [status, { ...(body["error"] as object), request_id: "" }]);
    expect(plain[0]).toEqual(plain[1]);
    expect(plain[0]?.[0]).toBe(404);
    expect((await get(`/tenants/${calm}/summary`, scoped)).status).toBe(200);
    for (const path of ["trends", "incidents"]) {
      expect((await get(`/tenants/${acme}/${path}`, scoped)).status).toBe(404);
    }
  });

  test("domain.md §6: a support manager reads no cost, and is told so", async () => {
    const support = await as("ROLE_SUPPORT_MANAGER");
    const { body, response } = await get(`/tenants/${acme}/summary`, support);
    expect(response["cost_analysis"]).toMatchObject({
      monthly_cost: null,
      cost_trend: null,
      hidden: "not_for_this_role",
    });
    expect(response["revenue_value"]).toMatchObject({ business_health: null, cost_efficiency: null });
    expect(Object.keys(metaOf(body).figures).filter((path) => path.includes("cost"))).toEqual([]);
    expect((await get("/tenants?sort=monthly_cost", support)).status).toBe(403);
    const list = (await get("/tenants", support)).response["items"] as { monthly_cost: unknown }[];
    expect(list.map(({ monthly_cost }) => monthly_cost)).toEqual([null, null]);
  });

  test("a new tenant has no mail yet: nothing is guessed", async () => {
    const fresh = await createTenantRow();
    const before = await get(`/tenants/${fresh}/summary`);
    expect(before.response["system_metrics"]).toMatchObject({ sent_30d: null, delivery_rate: null });
    await refresh();
    const after = await get(`/tenants/${fresh}/summary`);
    expect(after.response["system_metrics"]).toMatchObject({ sent_30d: "0", delivery_rate: "insufficient_data" });
    expect(after.response["cost_analysis"]).toMatchObject({ monthly_cost: "0" });
    await asOwner("DELETE FROM cost_history WHERE subject_id = $1", [fresh]);
    await asOwner("DELETE FROM tenants WHERE id = $1", [fresh]);
  });

  test("decisions §7: the reading is on record with the tenant", async () => {
    const { headers } = await get(`/tenants/${acme}/summary`);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "SYSTEM_VIEWED", entityType: "tenant", entityId: acme, actorId: ceo.userId },
    ]);
  });
});

describe("decisions §7 GET /tenants", () => {
  const names = async (query: string, who?: SignedIn) => {
    const { response } = await get(`/tenants${query}`, who);
    return (response["items"] as { tenant_id: string }[]).map(({ tenant_id }) => tenant_id);
  };

  test("riskiest first, with the figures of each", async () => {
    const { body, response } = await get("/tenants");
    expect(response).toMatchObject({ page: 1, page_size: 50, total_items: 2, total_pages: 1 });
    expect(response["items"]).toMatchObject([
      { tenant_id: acme, risk: "medium", sent_30d: "100K-150K", delivery_rate: "92-93_percent", monthly_cost: "9-10" },
      { tenant_id: calm, risk: "low", sent_30d: "1M-1.5M", delivery_rate: "98-99_percent", monthly_cost: "0" },
    ]);
    expect(metaOf(body).figures["items.0.sent_30d"]).toMatchObject({ low: 100_000, high: 150_000, unit: "messages" });
  });

  test.each(["risk", "sent_30d", "delivery_rate", "monthly_cost", "name"])("sorts by %s both ways", async (field) => {
    expect(await names(`?sort=${field}`)).toEqual((await names(`?sort=-${field}`)).toReversed());
  });

  test("searches, filters, pages and keeps to the scope", async () => {
    expect(await names("?status=suspended")).toEqual([]);
    expect(await names("?segment=smb")).toEqual([]);
    expect(await names("?pageSize=1&page=2")).toEqual([calm]);
    expect(await names("", await as("ROLE_OPS_COORDINATOR", { tenantIds: [calm] }))).toEqual([calm]);
    expect((await get("/tenants?sort=code")).status).toBe(400);
  });
});

describe("contract §3.3 GET /revenue-protection", () => {
  test("says everything that the example says", async () => {
    const { body, response } = await get("/revenue-protection?window=quarterly");
    expect(response).toMatchObject({
      window: "quarterly",
      revenue_risk_level: "low",
      protection_score: "20_percent",
      revenue_at_risk: "1K-4K",
      issues: { identified: 5, resolved: 1 },
      business_insights: [
        { tenant_id: acme, concern: "deliverability optimization needed", risk: "medium", impact_range: "0-1K" },
      ],
      recommendations: [
        "Resolve 4 open issues to reach the target of 95 percent",
        "Continue quarterly deliverability reviews",
      ],
    });
    expect(metaOf(body).figures["protection_score"]).toMatchObject({ low: 20, formula: "protection_score@1" });
  });

  test("domain.md §6: an analyst reads sums, and no names of tenants", async () => {
    const { response } = await get("/revenue-protection", await as("ROLE_ANALYST"));
    expect(response).toMatchObject({ revenue_at_risk: "1K-4K", business_insights: [], hidden: ["business_insights"] });
  });

  test("names of tenants keep to the scope", async () => {
    const { response } = await get("/revenue-protection", await as("ROLE_OPERATIONS_MANAGER", { tenantIds: [calm] }));
    expect(response["business_insights"]).toEqual([]);
  });
});

describe("contract §3.4 GET /cost-optimization", () => {
  test("says everything that the example says; parts of the fleet are its whole", async () => {
    const { body, response } = await get("/cost-optimization");
    expect(response).toMatchObject({
      window: "quarterly",
      cost_range: "5K-15K",
      optimization_opportunities: [
        { id: "opt_vendor_relationship_optimization", savings_range: "1K-4K", confidence: "medium" },
        { id: "opt_infrastructure_right_sizing", savings_range: "0-1K", confidence: "high" },
        { id: "opt_smtp_pool_consolidation", confidence: "medium" },
      ],
      cost_drivers: [{ tenant_id: acme, monthly_cost: "9-10" }],
      insights: { cost_trend: "stable", vendor_performance: "satisfactory" },
      label: "Internal approximation / non-authoritative",
    });
    expect(metaOf(body).figures["cost_range"]).toMatchObject({
      unit: "USD",
      sources: ["infrastructure", "esp_billing"],
    });
  });
});

describe("contract §3.5 GET /intelligence/summary", () => {
  test("says everything that the example says", async () => {
    const { response } = await get("/intelligence/summary", await as("ROLE_DASHBOARD_USER"));
    expect(response).toEqual({
      alerts: { high_priority: 2, medium_priority: 3, low_priority: 0, critical: 1, total: 5 },
      incidents: { open: 4 },
      trends: { system_performance: "stable", cost_optimization: "on_track", business_metrics: "stable" },
    });
  });

  test("alerts keep to the scope", async () => {
    const { response } = await get("/intelligence/summary", await as("ROLE_ANALYST", { tenantIds: [calm] }));
    expect(response["alerts"]).toMatchObject({ total: 1, medium_priority: 1 });
    expect(response["incidents"]).toEqual({ open: 1 });
  });
});

describe("contract §3.6 GET /planning", () => {
  test("says what people have recorded, and of the market nothing before somebody has", async () => {
    const { body, response } = await get("/planning");
    expect(response).toMatchObject({
      window: "semi_annual",
      business_initiatives: [
        { name: "Revenue Protection Enhancement", status: "in_progress", progress: "70_percent", impact: "positive" },
      ],
      business_decisions: { recent_decisions: 2, pending_reviews: 1, decision_velocity: "appropriate" },
      competitive_analysis: { market_position: null, opportunities: null },
    });
    expect(metaOf(body)).toMatchObject({ data_quality: "partial", data_sources_limited: ["market"] });
    await addMarket(ceo);
    const after = await get("/planning?window=annual");
    expect(after.response["competitive_analysis"]).toEqual({
      market_position: "competitive",
      opportunities: 1,
      observed_on: daysAgo(2),
    });
    expect(metaOf(after.body).data_quality).toBe("standard");
  });

  test("is for executives", async () => {
    for (const role of ["ROLE_SYSTEM_ADMIN", "ROLE_OPERATIONS_MANAGER", "ROLE_FINANCE"] as const) {
      expect((await get("/planning", await as(role))).status).toBe(403);
    }
  });
});

describe("decisions §7 series and incidents", () => {
  test("a point for each day, as a range; a year is by weeks", async () => {
    const { response } = await get(`/tenants/${acme}/trends?timeframe=last_7d`);
    expect(response).toMatchObject({ timeframe: "last_7d", interval: "day" });
    const [sent] = response["series"] as { points: { date: string; value: string }[] }[];
    expect(sent?.points).toHaveLength(7);
    expect(sent?.points.at(-1)).toEqual({ date: daysAgo(0), value: "4K-4.5K", low: 4000, high: 4500 });
    const year = await get("/trends?timeframe=last_365d");
    expect(year.response).toMatchObject({ interval: "week" });
  });

  test("alerts that belong together are one incident with a timeline", async () => {
    const { response } = await get(`/tenants/${acme}/incidents`);
    expect(response).toMatchObject({ total_items: 2, page_size: 50 });
    expect(response["items"]).toMatchObject([
      { category: "revenue_risk", severity: "medium", status: "open", alerts: 1, timeline: [{ event: "raised" }] },
      {
        category: "deliverability",
        severity: "high",
        status: "open",
        resolved_at: null,
        alerts: 3,
        timeline: [{ event: "raised" }, { event: "raised" }, { event: "resolved" }, { event: "raised" }],
      },
    ]);
    expect((await get(`/tenants/${acme}/incidents?status=resolved`)).response["items"]).toEqual([]);
  });
});

describe("windows", () => {
  const WINDOWED = ["/revenue-protection", "/cost-optimization"];
  test.each(WINDOWED)("%s takes its four windows and refuses others by name", async (path) => {
    for (const window of ["monthly", "quarterly", "semi_annual", "annual"]) {
      expect((await get(`${path}?window=${window}`)).response["window"]).toBe(window);
    }
    const { status, body } = await get(`${path}?window=weekly`);
    expect([status, body["error"]]).toEqual([
      400,
      expect.objectContaining({ details: ["window: Must be one of monthly, quarterly, semi_annual, annual"] }),
    ]);
  });
  test.each([...WINDOWED.map((path) => `${path}?window=`), "/trends?timeframe="])(
    "%s: what the backbone cannot give is 422",
    async (path) => {
      for (const word of ["realtime", "live", "raw"]) {
        const { status, body } = await get(`${path}${word}`);
        expect([status, (body["error"] as { code: string }).code]).toEqual([422, "BACKBONE_CONSTRAINT_APPLIED"]);
      }
    },
  );
});

const ANSWERS = () => [
  "/overview",
  "/overview?timeframe=last_7d",
  `/tenants/${acme}/summary`,
  "/tenants",
  "/revenue-protection",
  "/revenue-protection?window=annual",
  "/cost-optimization?window=monthly",
  "/intelligence/summary",
  "/planning",
  "/trends?timeframe=last_7d",
];

describe("lineage", () => {
  test("every number of every answer comes out of its lineage again", async () => {
    let walked = 0;
    for (const path of ANSWERS()) {
      const { body } = await get(path);
      for (const [at, figure] of Object.entries(metaOf(body).figures)) {
        const { status, response } = await get(`/figures/${String(figure["figure_id"])}/lineage`);
        expect([path, at, status]).toEqual([path, at, 200]);
        expect([path, at, response["value"], response["low"], response["high"]]).toEqual([
          path,
          at,
          figure["value"],
          figure["low"],
          figure["high"],
        ]);
        expect(response).toMatchObject({ rounding: { text: expect.any(String) }, inputs: expect.any(Object) });
        walked += 1;
      }
    }
    expect(walked).toBeGreaterThan(70);
  }, 60_000);

  test("points of a series have one too", async () => {
    const { response } = await get(`/figures/tenant-trends~${acme}~last_7d~sent.${daysAgo(1)}/lineage`);
    expect(response).toMatchObject({ value: "4K-4.5K", inputs: { sent: 4200 }, row_counts: { tenant_daily_facts: 1 } });
  });

  test("a custom role that reads one answer alone reads the lineage of its figures, and of no other's", async () => {
    const who = await asCustom(["SYSTEM_TENANT_VIEW"]);
    const { body } = await get(`/tenants/${acme}/summary`, who);
    for (const { figure_id: id } of Object.values(metaOf(body).figures)) {
      expect([id, (await get(`/figures/${String(id)}/lineage`, who)).status]).toEqual([id, 200]);
    }
    expect((await get("/figures/overview~last_30d~system_health.uptime/lineage", who)).status).toBe(404);
    const stranger = await asCustom(["USERS_VIEW"]);
    expect((await get("/figures/overview~last_30d~system_health.uptime/lineage", stranger)).status).toBe(403);
  });

  test("who may not read the answer does not read its lineage: 404, as for what is not there", async () => {
    const outsider = await as("ROLE_DASHBOARD_USER");
    const scoped = await as("ROLE_OPERATIONS_MANAGER", { tenantIds: [calm] });
    const foreign = `/figures/tenant-summary~${acme}~last_30d~system_metrics.sent_30d/lineage`;
    const cost = `/figures/tenant-summary~${acme}~last_30d~cost_analysis.monthly_cost/lineage`;
    expect((await get(foreign, ceo)).status).toBe(200);
    expect((await get(foreign, scoped)).status).toBe(404);
    expect((await get(`/figures/tenants~last_30d~${acme}.sent_30d/lineage`, scoped)).status).toBe(404);
    expect((await get(cost, await as("ROLE_SUPPORT_MANAGER"))).status).toBe(404);
    expect((await get("/figures/overview~last_30d~system_health.uptime/lineage", outsider)).status).toBe(404);
    for (const id of [
      "nothing",
      "overview~last_2d~x.y",
      "overview~last_30d~no.such",
      `tenant-summary~x~last_30d~a.b`,
    ]) {
      expect((await get(`/figures/${id}/lineage`)).status).toBe(404);
    }
  });
});

describe("decisions §8 degradation", () => {
  const SOURCES = [
    "esp_events",
    "esp_billing",
    "subscriptions",
    "infrastructure",
    "backbone_health",
    "business_events",
    "queue_events",
  ];

  const combinations = Array.from({ length: 2 ** SOURCES.length }, (_, mask) =>
    SOURCES.filter((_source, bit) => mask & (1 << bit)),
  );

  test("every combination of silent sources: 200, the right ones named, no figure of theirs", async () => {
    for (const silent of combinations) {
      await sourcesAnswered(Object.fromEntries(silent.map((source) => [source, null])));
      for (const path of ["/overview", `/tenants/${acme}/summary`, "/revenue-protection", "/cost-optimization"]) {
        const { status, body } = await get(path);
        expect([path, status]).toEqual([path, 200]);
        expectHonest(metaOf(body), silent);
      }
    }
    await sourcesAnswered();
  }, 300_000);

  function expectHonest({ data_quality, data_sources_limited = [], figures }: Meta, silent: readonly string[]): void {
    expect(data_sources_limited.filter((source) => !silent.includes(source))).toEqual([]);
    expect(data_quality).toBe(data_sources_limited.length === 0 ? "standard" : "partial");
    for (const figure of Object.values(figures)) {
      const isSilent = (figure["sources"] as string[]).some((source) => silent.includes(source));
      expect(figure["value"] === null).toBe(isSilent);
    }
  }

  test("an old reading is stale and says how old; past its tolerance it is null", async () => {
    await sourcesAnswered({ backbone_health: 60 });
    const stale = await get("/overview");
    expect(stale.response["system_health"]).toMatchObject({ overall_status: "degraded" });
    expect(metaOf(stale.body)).toMatchObject({ data_quality: "stale", data_sources_limited: ["backbone_health"] });
    const { as_of, stale: isStale } = metaOf(stale.body).figures["system_health.overall_status"] ?? {};
    expect(isStale).toBe(true);
    expect(Date.now() - new Date(String(as_of)).getTime()).toBeGreaterThan(59 * 60_000);
    await sourcesAnswered({ backbone_health: 2000 });
    const gone = await get("/overview");
    expect(gone.response["system_health"]).toEqual({ overall_status: null, uptime: null, active_incidents: null });
    expect(metaOf(gone.body).data_quality).toBe("partial");
    await sourcesAnswered();
  });
});
