import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { resetEnv } from "../env.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner } from "../testing/rows.ts";
import { resetLines } from "./ask.ts";
import { backboneHealth } from "./backbone-health.ts";
import { espBilling } from "./esp-billing.ts";
import { infrastructure } from "./infrastructure.ts";
import { businessEvents } from "./posthog.ts";
import { refresh } from "./refresh.ts";
import type { Source } from "./source.ts";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** One server stands for all four; what it answers is set by each test. */
let asked: Asked[] = [];
let answer: (request: Asked) => { status?: number; body: unknown };
const outside = createServer(async (request: IncomingMessage, response) => {
  const seen = {
    method: request.method ?? "",
    path: request.url ?? "",
    authorization: request.headers.authorization,
    body: await text(request),
  };
  asked.push(seen);
  const { status = 200, body } = answer(seen);
  response
    .writeHead(status, { "content-type": "application/json" })
    .end(typeof body === "string" ? body : JSON.stringify(body));
});

let tenantId: string;
beforeAll(async () => {
  outside.listen(0, "127.0.0.1");
  await once(outside, "listening");
  const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    SOURCE_HOSTWINDS_URL: `${url}/cloud/api.php`,
    SOURCE_HOSTWINDS_KEY: "hw-key",
    SOURCE_BACKBONE_URL: `${url}/health`,
    SOURCE_BACKBONE_TOKEN: "bb-token",
    SOURCE_ESP_BILLING_URL: `${url}/billing`,
    SOURCE_ESP_BILLING_TOKEN: "eb-token",
    SOURCE_POSTHOG_URL: url,
    SOURCE_POSTHOG_KEY: "phx_key",
    SOURCE_POSTHOG_PROJECT: "7",
    JOB_RETRY_BASE_MS: "1",
  });
  resetEnv();
  tenantId = await createTenantRow();
});
afterAll(() => outside.close());
beforeEach(async () => {
  asked = [];
  resetLines();
  await asOwner(`TRUNCATE source_readings, vps_instances, smtp_ips, ip_assignments, business_events, alert_reviews, alerts;
    UPDATE source_health SET state = 'unknown', failures = 0, last_success_at = NULL`);
});

const ask = (source: Source) => refresh(source, new AbortController().signal);
const health = async (id: string) =>
  (await asOwner<Record<string, unknown>>("SELECT * FROM source_health WHERE source = $1", [id]))[0];
const readings = (kind: string) =>
  asOwner<{ subject: string; payload: object }>(
    "SELECT subject, payload FROM source_readings WHERE kind = $1 ORDER BY 1",
    [kind],
  );

const HEALTH = {
  services: [{ name: "smtp", status: "healthy", response_time_ms: { avg: 150, p95: 300, p99: 500 } }],
  queues: [{ name: "delivery", waiting: 12, active: 3, failed: 0, completed_last_hour: 900 }],
  incidents: [
    {
      id: "inc-1",
      title: "Slow DNS",
      severity: "SEV-2",
      status: "resolved",
      started_at: "2026-11-01T10:00:00Z",
      resolved_at: "2026-11-01T11:00:00Z",
    },
  ],
  uptime_30d: 0.9992,
  checked_at: "2026-11-20T09:30:00Z",
};
const INSTANCES = [
  {
    serviceid: 101,
    main_ip: "192.0.2.1",
    ips: ["192.0.2.1", "192.0.2.2"],
    status: "Active",
    vm_state: "running",
    is_suspended: false,
    product_name: "VPS 2",
    bandwidth: 1000,
    bandwidth_used: 250,
    password: "s3cret-root",
  },
  {
    serviceid: "102",
    main_ip: null,
    ips: "192.0.2.3,192.0.2.4",
    status: "Active",
    is_suspended: false,
    product_name: "Unlisted",
  },
  { serviceid: "103", main_ip: "192.0.2.9", ips: [], status: "Cancelled", is_suspended: false, product_name: "VPS 2" },
];
const PRICES = { success: { a: { rid: 1, name: "VPS 2", ram: 2, monthly: "0.00", quarterly: "29.97" } } };
const hostwinds = ({ body }: Asked) => ({ body: body.includes("get_price_list") ? PRICES : INSTANCES });

describe("decisions §8 infrastructure: Hostwinds' single POST", () => {
  test("keeps servers, addresses and their cost a month in cents; passwords get nowhere", async () => {
    answer = hostwinds;
    await ask(infrastructure);
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/cloud/api.php", "API=hw-key&action=get_instances"],
      ["POST", "/cloud/api.php", "API=hw-key&action=get_price_list"],
    ]);
    expect(
      await asOwner(
        "SELECT instance_id, status, monthly_cost_minor::int AS cost, cost_basis, bandwidth_used_percent AS used FROM vps_instances ORDER BY 1",
      ),
    ).toEqual([
      { instance_id: "101", status: "active", cost: 999, cost_basis: "price_list", used: 25 },
      { instance_id: "102", status: "active", cost: 999, cost_basis: "configured", used: null },
      { instance_id: "103", status: "decommissioned", cost: 999, cost_basis: "price_list", used: null },
    ]);
    expect(
      await asOwner("SELECT ip_address, instance_id, monthly_cost_minor::int AS cost FROM smtp_ips ORDER BY 1"),
    ).toEqual([
      { ip_address: "192.0.2.1", instance_id: "101", cost: 499 },
      { ip_address: "192.0.2.2", instance_id: "101", cost: 499 },
      { ip_address: "192.0.2.3", instance_id: "102", cost: 499 },
      { ip_address: "192.0.2.4", instance_id: "102", cost: 499 },
    ]);
    const everything = await asOwner(
      "SELECT to_jsonb(v) FROM vps_instances v UNION ALL SELECT to_jsonb(r) FROM source_readings r UNION ALL SELECT to_jsonb(h) FROM source_health h",
    );
    expect(JSON.stringify(everything)).not.toMatch(/s3cret|hw-key/);
  });

  test("cost.vpsMonthlyCents and cost.ipMonthlyCents stand in where no price is listed", async () => {
    await configure({ "cost.vpsMonthlyCents": 1500, "cost.ipMonthlyCents": 250 });
    answer = hostwinds;
    await ask(infrastructure);
    await configure({});
    expect(
      await asOwner("SELECT monthly_cost_minor::int AS cost FROM vps_instances WHERE instance_id = '102'"),
    ).toEqual([{ cost: 1500 }]);
    expect(await asOwner("SELECT DISTINCT monthly_cost_minor::int AS cost FROM smtp_ips")).toEqual([{ cost: 250 }]);
  });

  test("an error that arrives with HTTP 200 is a failure, not repeated, and its words are not kept", async () => {
    answer = () => ({ body: [{ result: "error", action: "get_instances", message: "Invalid key hw-key" }] });
    await ask(infrastructure);
    expect(asked).toHaveLength(1);
    expect(await health("infrastructure")).toMatchObject({
      state: "failing",
      error_class: "refused",
      error: "It refused get_instances",
    });
  });

  test("a server that is no longer named is decommissioned, its addresses are gone", async () => {
    answer = hostwinds;
    await ask(infrastructure);
    answer = ({ body }) => ({ body: body.includes("get_price_list") ? PRICES : INSTANCES.slice(1) });
    await ask(infrastructure);
    expect(await asOwner("SELECT status FROM vps_instances WHERE instance_id = '101'")).toEqual([
      { status: "decommissioned" },
    ]);
    expect(await asOwner("SELECT count(*)::int AS n FROM smtp_ips")).toEqual([{ n: 2 }]);
  });
});

describe("decisions §8 backbone_health", () => {
  test("keeps services, queues, incidents and uptime with the time of the check; severities in our words", async () => {
    answer = () => ({ body: HEALTH });
    await ask(backboneHealth);
    expect(asked).toMatchObject([{ method: "GET", path: "/health", authorization: "Bearer bb-token" }]);
    expect(await readings("service")).toEqual([
      { subject: "smtp", payload: { status: "healthy", response_time_ms: { avg: 150, p95: 300, p99: 500 } } },
    ]);
    expect(await readings("incident")).toMatchObject([
      { subject: "inc-1", payload: { severity: "high", status: "resolved" } },
    ]);
    expect(await readings("uptime")).toEqual([{ subject: "30d", payload: { value: 0.9992 } }]);
    expect(await asOwner("SELECT DISTINCT taken_at FROM source_readings")).toEqual([
      { taken_at: new Date(HEALTH.checked_at) },
    ]);
    expect(await health("backbone_health")).toMatchObject({ state: "healthy", breaker: "closed", failures: 0 });
  });

  test("each check counts once for its day, with the worst state", async () => {
    const at = (time: string, status: string) => ({
      ...HEALTH,
      checked_at: time,
      services: [{ ...HEALTH.services[0], status }],
    });
    for (const body of [
      at("2026-11-20T09:30:00Z", "degraded"),
      at("2026-11-20T09:30:00Z", "degraded"),
      at("2026-11-20T09:31:00Z", "healthy"),
    ]) {
      answer = () => ({ body });
      await ask(backboneHealth);
    }
    expect(await readings("day")).toEqual([
      { subject: "2026-11-20", payload: { samples: 2, response_time_ms_sum: 300, worst_status: "degraded" } },
    ]);
  });

  test("what it tells of the pool of addresses is laid over what the infrastructure has named", async () => {
    answer = hostwinds;
    await ask(infrastructure);
    const pool = {
      ip_addresses: [{ ip_address: "192.0.2.1", status: "warmed", reputation_state: "good", blacklists: [] }],
      assignments: [
        { tenant_id: tenantId, domain: "mail.example.com", ip_address: "192.0.2.1", status: "active" },
        {
          tenant_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0dead",
          domain: "x.example.com",
          ip_address: "192.0.2.1",
          status: "active",
        },
      ],
      dedicated: [{ instance_id: "101", tenant_id: tenantId }],
    };
    answer = () => ({ body: { ...HEALTH, ...pool } });
    await ask(backboneHealth);
    expect(
      await asOwner("SELECT status, reputation_state, is_blacklisted FROM smtp_ips WHERE ip_address = '192.0.2.1'"),
    ).toEqual([{ status: "warmed", reputation_state: "good", is_blacklisted: false }]);
    expect(await asOwner("SELECT tenant_id, ip_address FROM ip_assignments")).toEqual([
      { tenant_id: tenantId, ip_address: "192.0.2.1" },
    ]);
    expect(await asOwner("SELECT instance_id FROM vps_instances WHERE tenant_id IS NOT NULL")).toEqual([
      { instance_id: "101" },
    ]);
    answer = () => ({ body: { ...HEALTH, assignments: [], dedicated: [] } });
    await ask(backboneHealth);
    expect(
      await asOwner("SELECT 1 FROM ip_assignments UNION ALL SELECT 1 FROM vps_instances WHERE tenant_id IS NOT NULL"),
    ).toEqual([]);
  });
});

describe("decisions §8 esp_billing", () => {
  const row = {
    provider: "postmark",
    period: "2026-11",
    currency: "USD",
    amount_low: 120.5,
    amount_high: 130,
    volume: 96_000,
    fetched_at: "2026-11-20T09:00:00Z",
  };

  test("keeps one row a provider and month, money in cents, never over a newer one", async () => {
    answer = () => ({ body: [row, { ...row, amount_high: 999, fetched_at: "2026-11-19T09:00:00Z" }] });
    await ask(espBilling);
    answer = () => ({ body: [{ ...row, amount_high: 888, fetched_at: "2026-11-18T09:00:00Z" }] });
    await ask(espBilling);
    expect(await readings("month")).toMatchObject([
      {
        subject: "postmark 2026-11",
        payload: { amount_low_minor: 12_050, amount_high_minor: 13_000, volume: 96_000, origin: "api" },
      },
    ]);
  });

  test("an answer out of format keeps the last reading and says where it is wrong", async () => {
    answer = () => ({ body: [row] });
    await ask(espBilling);
    answer = () => ({ body: [{ ...row, period: "November" }] });
    await ask(espBilling);
    expect(await readings("month")).toHaveLength(1);
    expect(await health("esp_billing")).toMatchObject({
      state: "failing",
      error_class: "format",
      error: expect.stringContaining("0.period"),
    });
  });
});

describe("decisions §8 business_events: PostHog's query API", () => {
  const results = (): unknown[] => [
    [
      "ph-1",
      "revenue_protection_trend",
      "2026-11-10T10:00:00Z",
      JSON.stringify({
        tenant_id: tenantId,
        approximate_impact_range: "1000-5000",
        directional_signal: "rising",
        customer: "Jane",
      }),
    ],
    [
      "ph-2",
      "cost_optimization_event",
      "2026-11-11T10:00:00Z",
      { savings_amount: 12_500, optimization_type: "implemented" },
    ],
    ["ph-3", "page_view", "2026-11-11T10:00:00Z", {}],
  ];

  test("takes both vocabularies, normalises them, and each event once", async () => {
    answer = () => ({ body: { results: results(), columns: [] } });
    await ask(businessEvents);
    await ask(businessEvents);
    expect(asked[0]).toMatchObject({
      method: "POST",
      path: "/api/projects/7/query/",
      authorization: "Bearer phx_key",
      body: expect.stringContaining('"kind":"HogQLQuery"'),
    });
    expect(
      await asOwner(
        "SELECT kind, tenant_id, low_minor::int AS low, high_minor::int AS high, priority, status, detail FROM business_events ORDER BY occurred_at",
      ),
    ).toEqual([
      {
        kind: "revenue_protection",
        tenant_id: tenantId,
        low: 100_000,
        high: 500_000,
        priority: "high",
        status: "identified",
        detail: { directional_signal: "rising" },
      },
      {
        kind: "cost_optimization",
        tenant_id: null,
        low: 1_250_000,
        high: 1_250_000,
        priority: "critical",
        status: "resolved",
        detail: { optimization_type: "implemented" },
      },
    ]);
  });
});

describe("architecture: the mechanism, whatever the source", () => {
  test("silence, 429 and 5xx are tried again; the fourth try may still do it", async () => {
    answer = () =>
      asked.length < 4 ? { status: [503, 429, 500][asked.length - 1] ?? 500, body: "" } : { body: HEALTH };
    await ask(backboneHealth);
    expect([asked.length, (await health("backbone_health"))?.["state"]]).toEqual([4, "healthy"]);
  });

  test("another 4xx is not; the key is in neither the health row nor the alert", async () => {
    answer = () => ({ status: 403, body: "bb-token is wrong" });
    await ask(backboneHealth);
    expect(asked).toHaveLength(1);
    const row = await health("backbone_health");
    expect(row).toMatchObject({ state: "failing", error_class: "status", error: "It answered 403" });
    expect(JSON.stringify(row)).not.toContain("bb-token");
  });

  test("five failures in a row open the breaker: then it is not asked, and the row says so", async () => {
    answer = () => ({ status: 500, body: "" });
    await ask(backboneHealth);
    await ask(backboneHealth);
    const before = asked.length;
    await ask(backboneHealth);
    expect([before, asked.length]).toEqual([5, 5]);
    expect(await health("backbone_health")).toMatchObject({ breaker: "open", error_class: "circuit", failures: 3 });
  });

  test("three failed refreshes raise one alert, which the next good one resolves; the last reading stays meanwhile", async () => {
    answer = () => ({ body: HEALTH });
    await ask(backboneHealth);
    answer = () => ({ status: 403, body: "" });
    for (let n = 0; n < 4; n += 1) {
      await ask(backboneHealth);
    }
    const alerts = () => asOwner("SELECT type, status, occurrences FROM alerts");
    expect(await alerts()).toEqual([{ type: "source_failing", status: "open", occurrences: 2 }]);
    expect(await readings("service")).toHaveLength(1);
    answer = () => ({ body: HEALTH });
    await ask(backboneHealth);
    expect(await alerts()).toMatchObject([{ status: "resolved" }]);
  });

  test("no redirect is followed: nobody else is handed the key", async () => {
    answer = () => ({ status: 302, body: "" });
    await ask(backboneHealth);
    expect(await health("backbone_health")).toMatchObject({ error: "It answered 302" });
  });

  test("without its variable it is unconfigured, and not asked", async () => {
    const url = process.env["SOURCE_BACKBONE_URL"] ?? "";
    delete process.env["SOURCE_BACKBONE_URL"];
    resetEnv();
    await ask(backboneHealth);
    process.env["SOURCE_BACKBONE_URL"] = url;
    resetEnv();
    expect(asked).toEqual([]);
    expect(await health("backbone_health")).toMatchObject({ state: "unconfigured" });
  });
});
