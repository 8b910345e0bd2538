import type { Locator } from "playwright/test";
import { expect, test } from "./fixtures.ts";
import { uniqueCode } from "./pages/api.ts";

test.use({ role: "ROLE_EXECUTIVE_CEO" });
test.describe.configure({ mode: "parallel" });

interface Overview {
  readonly data: Readonly<Record<string, Readonly<Record<string, string | number | null>> | string>>;
  readonly meta: { readonly data_quality: string; readonly data_sources_limited: readonly string[] };
}

const TENANT_FIGURES = ["Tenants", "Active tenants", "New in 30 days"];
const UNKNOWN: Readonly<Record<string, readonly [figure: string, source: string][]>> = {
  "System health": [
    ["Overall status", "Backbone health"],
    ["Uptime", "Backbone health"],
    ["Active incidents", "Backbone health"],
  ],
  Operations: [
    ["Backbone", "Backbone health"],
    ["Response time", "Backbone health"],
    ["Queue processing", "Backbone health"],
  ],
  Deliverability: [
    ["Delivery rate", "Provider events"],
    ["Issues monitored", "Provider events"],
  ],
  Business: [
    ["Monthly revenue", "Subscriptions"],
    ["Cost opportunities", "Provider billing"],
  ],
};

const tile = (group: Locator, label: string): Locator =>
  group
    .locator(":scope > div > div, :scope > div")
    .filter({ has: group.page().getByText(label, { exact: true }) })
    .last();

test("a figure without a source is Unknown with the reason, never a zero", async ({ page, apiOf }) => {
  const { body } = await (await apiOf("ROLE_EXECUTIVE_CEO")).expect(200, "GET", "/system/overview");
  const { data } = body as unknown as Overview;
  const missing = Object.values(data).flatMap((group) => (typeof group === "string" ? [] : Object.values(group)));
  expect(missing.filter((value) => value === null)).toHaveLength(Object.values(UNKNOWN).flat().length);

  await page.goto("/executive");
  for (const [title, figures] of Object.entries(UNKNOWN)) {
    const group = page.getByRole("region", { name: title });
    for (const [label, source] of figures) {
      await expect(tile(group, label)).toHaveText(new RegExp(`^${label}Unknown.*not connected.*${source}`));
      await expect(tile(group, label)).not.toContainText(/\d/);
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

test("the sources that are missing are named, and the data is called partial", async ({ page, apiOf }) => {
  const { body } = await (await apiOf("ROLE_EXECUTIVE_CEO")).expect(200, "GET", "/system/overview");
  const { meta } = body as unknown as Overview;
  expect(meta.data_quality).toBe("partial");
  await page.goto("/executive");
  await expect(page.getByRole("main")).toContainText("Partial data");
  await expect(page.getByRole("main")).toContainText(
    `${meta.data_sources_limited.length} data sources are not connected yet`,
  );
  const sources = page.getByRole("listitem").filter({ hasText: "Not connected" });
  await expect(sources).toHaveCount(meta.data_sources_limited.length);
  for (const name of ["Backbone health", "Business events", "Provider billing", "Provider events", "Infrastructure"]) {
    await expect(sources.filter({ hasText: name })).toHaveCount(1);
  }
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
