import type { Locator } from "playwright/test";
import { expect, test } from "./fixtures.ts";
import { uniqueCode } from "./pages/api.ts";

test.use({ role: "ROLE_EXECUTIVE_CEO" });
test.describe.configure({ mode: "parallel" });

interface Overview {
  readonly data: Readonly<Record<string, Readonly<Record<string, string | number | null>> | string>>;
  readonly meta: {
    readonly data_quality: "standard" | "partial" | "stale";
    readonly data_sources_limited?: readonly string[];
  };
}

const TENANT_FIGURES = ["Tenants", "Active tenants", "New in 30 days"];
const FIGURES: Readonly<Record<string, readonly [figure: string, path: string, source: string][]>> = {
  "System health": [
    ["Overall status", "system_health.overall_status", "Backbone health"],
    ["Uptime", "system_health.uptime", "Backbone health"],
    ["Active incidents", "system_health.active_incidents", "Backbone health"],
  ],
  Operations: [
    ["Backbone", "operations.backbone_health", "Backbone health"],
    ["Response time", "operations.api_response_time", "Backbone health"],
    ["Queue processing", "operations.queue_processing", "Backbone health"],
  ],
  Deliverability: [
    ["Messages", "deliverability.sent", "Provider events"],
    ["Delivery rate", "deliverability.overall_delivery_rate", "Provider events"],
    ["Issues monitored", "deliverability.issues_monitored", "Provider events"],
  ],
  Business: [
    ["Monthly revenue", "business_metrics.monthly_revenue", "Subscriptions"],
    ["Cost opportunities", "business_metrics.cost_optimization_opportunities", "Infrastructure"],
  ],
};

const tile = (group: Locator, label: string): Locator =>
  group
    .locator(":scope > div > div, :scope > div")
    .filter({ has: group.page().getByText(label, { exact: true }) })
    .last();

test("a figure is shown as the API has it; one without a source is Unknown with the reason, never a zero", async ({
  page,
  apiOf,
}) => {
  const { body } = await (await apiOf("ROLE_EXECUTIVE_CEO")).expect(200, "GET", "/system/overview");
  const { data } = body as unknown as Overview;
  await page.goto("/executive");
  for (const [title, figures] of Object.entries(FIGURES)) {
    const region = page.getByRole("region", { name: title });
    for (const [label, path, source] of figures) {
      const [group = "", name = ""] = path.split(".");
      const members = data[group];
      const value = typeof members === "object" ? members[name] : undefined;
      expect(value).not.toBeUndefined();
      if (value === null) {
        await expect(tile(region, label)).toHaveText(new RegExp(`^${label}Unknown.*does not answer.*${source}`));
        await expect(tile(region, label)).not.toContainText(/\d/);
      } else {
        await expect(tile(region, label)).not.toContainText("Unknown");
      }
    }
  }
});

test("what is known is what the API says, with source and age", async ({ page, apiOf }) => {
  const api = await apiOf("ROLE_EXECUTIVE_CEO");
  const figures = async () => {
    const { body } = await api.expect(200, "GET", "/system/overview");
    const { tenant_metrics: counts } = (body as unknown as Overview).data;
    return Object.values(counts ?? {}).map(Number);
  };
  const group = page.getByRole("region", { name: "Tenants" });
  // Other tests make tenants meanwhile: the page lies between two answers of the API.
  const before = await figures();
  await page.goto("/executive");
  const shown = await Promise.all(
    TENANT_FIGURES.map(async (label) => {
      await expect(tile(group, label)).toContainText("Platform database, exact count");
      const text = (await tile(group, label).textContent()) ?? "";
      return Number(/^\d+/.exec(text.slice(label.length).replaceAll(",", ""))?.[0]);
    }),
  );
  const after = await figures();
  expect(shown).toHaveLength(3);
  for (const [index, value] of shown.entries()) {
    expect(value).toBeGreaterThan(0);
    expect(value).toBeGreaterThanOrEqual(Math.min(before[index] ?? 0, after[index] ?? 0) - 5);
    expect(value).toBeLessThanOrEqual(Math.max(before[index] ?? 0, after[index] ?? 0) + 5);
  }
});

test("the sources that are missing or late are named, and the quality of the data is said", async ({ page, apiOf }) => {
  const { body } = await (await apiOf("ROLE_EXECUTIVE_CEO")).expect(200, "GET", "/system/overview");
  const { data_quality: quality, data_sources_limited: limited = [] } = (body as unknown as Overview).meta;
  const words = { standard: "Complete data", partial: "Partial data", stale: "Stale data" }[quality];
  await page.goto("/executive");
  await expect(page.getByRole("main")).toContainText(words ?? "");
  const sources = page.getByRole("listitem").filter({ hasText: "Missing or late" });
  await expect(sources).toHaveCount(limited.length);
});

test("the period lies in the URL, and an unknown one is refused in words", async ({ page }) => {
  await page.goto("/executive");
  const periods = page.getByRole("navigation", { name: "Period" });
  await expect(periods.getByRole("link", { name: "30 days" })).toHaveAttribute("aria-current", "page");
  await periods.getByRole("link", { name: "90 days" }).click();
  await expect(page).toHaveURL("/executive?timeframe=last_90d");
  await expect(periods.getByRole("link", { name: "90 days" })).toHaveAttribute("aria-current", "page");
  await page.goto("/executive?timeframe=last_century");
  await expect(page.getByRole("main")).toContainText("timeframe");
  await page.getByRole("main").getByRole("link").first().click();
  await expect(page).toHaveURL("/executive");
});

test("the chart tells its story in words and as a table as well", async ({ page }) => {
  await page.goto("/executive");
  await expect(page.getByRole("figure")).toContainText(/\d+ tenants now, (up|down) \d+ since the end of/);
  await page.getByText("Show as a table").click();
  const rows = page.getByRole("table", { name: "Tenants at the end of each month" }).locator("tbody tr");
  await expect(rows).toHaveCount(12);
});

test("reading it is recorded", async ({ page, api }) => {
  const requestId = uniqueCode("read");
  const answer = await page.request.get("/executive", { headers: { "x-request-id": requestId } });
  expect(answer.status()).toBe(200);
  await expect.poll(() => api.audit({ requestId, action: "SYSTEM_VIEWED" })).toMatchObject([{ outcome: "success" }]);
});
