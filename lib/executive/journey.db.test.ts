import { beforeAll, describe, expect, test } from "vitest";
import { anonymous, as, asCustom, type SignedIn } from "../testing/client.ts";
import { asOwner } from "../testing/rows.ts";
import { addMail, everyDay, refresh } from "./testing.ts";
import { makeWorld, type World } from "./testing-world.ts";

// The journey's every "must" and "must not" that an answer can show. Those of layout and navigation are shown in e2e.

let world: World;
let summary: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
let meta: {
  readonly data_quality: string;
  readonly last_updated: string;
  readonly figures: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
beforeAll(async () => {
  world = await makeWorld();
  await asOwner(
    "UPDATE tenants SET name = 'Acme Corporation', plan = 'enterprise', segment = 'enterprise' WHERE id = $1",
    [world.acme],
  );
  await asOwner("UPDATE tenants SET name = 'Calm Waters' WHERE id = $1", [world.calm]);
  const { body, response } = await get(`/tenants/${world.acme}/summary`);
  summary = response as typeof summary;
  meta = body["meta"] as typeof meta;
});

const get = (path: string, who: Pick<SignedIn, "client"> = world.ceo) => who.client.get(`/system${path}`);
const TENANT_PATHS = ["summary", "trends", "incidents"];
const PRIORITIES = ["critical", "high", "medium", "low"];

describe("journey §2 preconditions", () => {
  test("journey §2: authenticated and authorized with correct scopes", async () => {
    for (const path of TENANT_PATHS) {
      expect((await get(`/tenants/${world.acme}/${path}`, await asCustom(["SYSTEM_INTELLIGENCE_VIEW"]))).status).toBe(
        403,
      );
    }
  });

  test("journey §2: no guessable deep links without authentication", async () => {
    for (const path of TENANT_PATHS) {
      const { status, text } = await get(`/tenants/${world.acme}/${path}`, { client: anonymous() });
      expect([status, text.includes("Acme")]).toEqual([401, false]);
    }
  });
});

describe("journey §3 the summary's sections", () => {
  test("journey §3.1: a tenant is selected by search, and by its row", async () => {
    const { response } = await get("/tenants?search=acme%20corp");
    expect(response["items"]).toMatchObject([{ tenant_id: world.acme, name: "Acme Corporation" }]);
  });

  test("journey §3.3: identification: tenant name, ID, segment, status", () => {
    expect(summary["tenant_id"]).toBe(world.acme);
    expect(summary["tenant_profile"]).toMatchObject({
      name: "Acme Corporation",
      segment: "enterprise",
      status: "active",
    });
  });

  test("journey §3.3: deliverability and reputation: send volume, bounce and complaint rates, reputation flags", () => {
    expect(summary["system_metrics"]).toMatchObject({ sent_30d: "100K-150K" });
    expect(summary["deliverability"]).toMatchObject({
      bounce_rate: "7-8_percent",
      complaint_rate: "0-1_percent",
      reputation: "fair",
    });
  });

  test("journey §3.3: revenue and value are directional, not a ledger: ranges and words, modelled where they are", () => {
    expect(summary["revenue_value"]).toMatchObject({ monthly_price: "250-300", revenue_at_risk: "0-1K" });
    expect(meta.figures["revenue_value.revenue_at_risk"]).toMatchObject({ confidence: "medium" });
  });

  test("journey §3.3: approximate infra cost signals come from the approximate cost of servers and addresses alone", async () => {
    const { figure_id: id } = meta.figures["cost_analysis.monthly_cost"] ?? {};
    const { response } = await get(`/figures/${String(id)}/lineage`);
    expect(response["sources"]).toMatchObject([{ source: "infrastructure" }]);
    expect(response["formula"]).toMatchObject({ name: "tenant_monthly_cost" });
  });

  test("journey §3.3: alerts and issues: active critical and major alerts", () => {
    expect(summary["system_alerts"]).toMatchObject({ active: 3, active_critical_or_high: 1 });
  });
});

describe("journey §4 what the summary must be", () => {
  test("journey §4: must be concise: five sections beside the identification, a handful of notifications", () => {
    expect(Object.keys(summary)).toHaveLength(7);
    expect(summary["system_alerts"]).toMatchObject({ recent_notifications: expect.any(Array) });
    expect(JSON.stringify(summary["system_alerts"]).match(/created_at/g)?.length).toBeLessThanOrEqual(5);
    expect(Object.keys(meta.figures).length).toBeLessThanOrEqual(20);
  });

  test("journey §4: must align with the defined data contracts: every figure names its formula, version and sources", () => {
    for (const [path, figure] of Object.entries(meta.figures)) {
      expect([path, figure]).toEqual([
        path,
        expect.objectContaining({
          formula: expect.stringMatching(/^[a-z_]+@\d+$/),
          source: expect.any(String),
          sources: expect.arrayContaining([expect.any(String)]),
        }),
      ]);
    }
  });

  test('journey §4: approximate costs are clearly labeled as "Internal approximation / non-authoritative", wherever one stands', async () => {
    const label = "Internal approximation / non-authoritative";
    expect(summary["cost_analysis"]?.["label"]).toBe(label);
    expect((await get("/tenants")).response["cost_label"]).toBe(label);
    expect((await get("/cost-optimization")).response["label"]).toBe(label);
  });

  test("journey §4: risk and alerts use consistent severity levels; what a source calls major is high", async () => {
    const admin = await as("SuperAdmin");
    const published = await admin.client.post("/queue/events", {
      event_id: "journey-major",
      type: "system_alert",
      source: "monitoring_system",
      tenant_id: world.acme,
      timestamp: new Date().toISOString(),
      payload: { impact: "bounce_spike", context: "deliverability", priority: "major", follow_up_required: true },
    });
    expect(published.status).toBe(200);
    const feed = await world.ceo.client.get(`/queue/notifications?tenant_id=${world.acme}&limit=100`);
    const items = feed.response["items"] as { title: string; priority: string }[];
    expect(items.find(({ title }) => title === "Bounce spike")?.priority).toBe("high");
    const incidents = (await get(`/tenants/${world.acme}/incidents`)).response["items"] as { severity: string }[];
    const shown = (await get(`/tenants/${world.acme}/summary`)).response["system_alerts"] as {
      recent_notifications: { priority: string }[];
    };
    const words = [
      ...items.map(({ priority }) => priority),
      ...incidents.map(({ severity }) => severity),
      ...shown.recent_notifications.map(({ priority }) => priority),
    ];
    expect(words.filter((word) => !PRIORITIES.includes(word))).toEqual([]);
  });

  test("journey §4: paths to other tenant summaries: the directory pages through all of them", async () => {
    const pages = await Promise.all([1, 2].map((page) => get(`/tenants?pageSize=1&page=${page}`)));
    const ids = pages.flatMap(({ response }) => (response["items"] as { tenant_id: string }[]).map((t) => t.tenant_id));
    expect(ids.sort()).toEqual([world.acme, world.calm].sort());
  });
});

describe("journey §5 constraints and guardrails", () => {
  test("journey §5: must respect RBAC and tenant isolation: no answer of a scoped reader says anything of another tenant", async () => {
    const [{ code } = { code: "" }] = await asOwner<{ code: string }>("SELECT code FROM tenants WHERE id = $1", [
      world.acme,
    ]);
    const scoped = await as("ROLE_OPERATIONS_MANAGER", { tenantIds: [world.calm] });
    const answers = [
      ...(await Promise.all(
        [
          "/overview",
          "/tenants",
          "/tenants?search=acme",
          `/tenants?search=${code}`,
          `/tenants/${world.calm}/summary`,
          `/tenants/${world.calm}/incidents`,
          "/incidents",
          "/revenue-protection",
          "/intelligence/summary",
          "/trends",
        ].map((path) => get(path, scoped)),
      )),
      await scoped.client.get("/queue/notifications?limit=100"),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect([world.acme, "Acme", code].filter((word) => text.includes(word))).toEqual([]);
    }
  });

  test("journey §5: must ensure no cross-tenant leakage in metrics: another tenant's mail changes nothing of a tenant's figures", async () => {
    const read = async () => (await get(`/tenants/${world.calm}/summary`)).response;
    const before = await read();
    await addMail(world.acme, everyDay(30, { sent: 50, bounced: 50, complained: 0 }));
    await refresh();
    expect(await read()).toEqual(before);
  });

  test("journey §5: must ensure no cross-tenant leakage in URLs: every address in an answer is of the tenant that it is about", async () => {
    const { response } = await world.ceo.client.get("/queue/notifications?limit=100");
    const items = response["items"] as { tenant_id: string | null; actions: { url: string }[] }[];
    const pointing = items.filter(({ actions }) => actions.length > 0);
    expect(pointing.length).toBeGreaterThan(1);
    for (const { tenant_id: tenantId, actions } of pointing) {
      expect(actions.map(({ url }) => url)).toEqual([`/executive/tenants/${tenantId}`]);
    }
  });

  test("journey §5: must not leak by the way of refusing: unknown and out of scope are the same 404", async () => {
    const scoped = await as("ROLE_OPS_COORDINATOR", { tenantIds: [world.calm] });
    for (const path of TENANT_PATHS) {
      const answers = await Promise.all(
        [world.acme, "01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff"].map((id) => get(`/tenants/${id}/${path}`, scoped)),
      );
      const [foreign, unknown] = answers.map(({ status, body }) => [
        status,
        { ...(body["error"] as object), request_id: "" },
      ]);
      expect(foreign).toEqual(unknown);
      expect(foreign?.[0]).toBe(404);
    }
  });

  test("journey §5: must not expose raw provider billing: no bill, no provider and no exact amount stands in an answer", async () => {
    for (const path of ["/overview", "/cost-optimization", "/cost-optimization?window=annual"]) {
      const { text } = await get(path);
      // Postmark's 1 000 to 1 400, Mailgun's 2 000 to 2 200 dollars, in cents, and the fleet's exact cost.
      const said = /postmark|mailgun|\b(100000|140000|200000|220000|330000|399[67])\b/i.exec(text)?.[0];
      expect([path, said]).toEqual([path, undefined]);
    }
    expect((await get(`/tenants/${world.acme}/summary`)).text).not.toMatch(/postmark|mailgun/i);
    for (const word of ["raw", "live"]) {
      expect((await get(`/cost-optimization?window=${word}`)).status).toBe(422);
    }
  });

  test("journey §5: must not overstate precision: volumes, rates and money are ranges, never the exact numbers", async () => {
    const text = JSON.stringify((await get(`/tenants/${world.acme}/summary`)).response);
    const [row] = await asOwner<{ sent: string; bounced: string; cents: string }>(
      "SELECT sent, bounced, monthly_cost_cents AS cents FROM tenant_figures WHERE tenant_id = $1",
      [world.acme],
    );
    for (const exact of [row?.sent, row?.bounced]) {
      expect([exact, new RegExp(`\\b${exact}\\b`).test(text)]).toEqual([exact, false]);
    }
    const units = ["USD", "percent", "messages"];
    for (const [path, { unit, low, high, value }] of Object.entries(meta.figures)) {
      const isRange = !units.includes(String(unit)) || value === "insufficient_data" || Number(low) < Number(high);
      expect([path, isRange]).toEqual([path, true]);
    }
  });

  test("journey §5: must not promise real time: every figure says of when it is and over which window, and nothing says live", async () => {
    expect((await get(`/tenants/${world.acme}/trends?timeframe=realtime`)).status).toBe(422);
    for (const path of ["/overview", `/tenants/${world.acme}/summary`, "/revenue-protection", "/planning"]) {
      const { text, body } = await get(path);
      expect(/real[- ]?time|\blive\b/i.test(text)).toBe(false);
      const { figures, last_updated: at } = body["meta"] as typeof meta;
      expect(at).toMatch(/Z$/);
      for (const figure of Object.values(figures)) {
        expect(figure).toMatchObject({ window: expect.anything() });
        expect(figure["value"] === null || typeof figure["as_of"] === "string").toBe(true);
      }
    }
  });
});
