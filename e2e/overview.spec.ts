import type { Locator, Page } from "playwright/test";
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

/** The tiles of the page, each with its place in the answer and the source without which it is unknown. */
const TILES: readonly (readonly [label: string, path: string, source: string])[] = [
  ["Delivery rate", "deliverability.overall_delivery_rate", "Provider events"],
  ["Messages", "deliverability.sent", "Provider events"],
  ["Tenants to watch", "deliverability.issues_monitored", "Provider events"],
  ["Uptime, 30 days", "system_health.uptime", "Backbone health"],
];
const COUNTS = [
  ["Business", "Tenants"],
  ["Business", "New tenants, 30 days"],
] as const;

const card = (page: Page, title: string): Locator =>
  page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

const tile = (group: Locator, label: string): Locator =>
  group.locator(":scope > div").filter({ has: group.page().getByText(label, { exact: true }) });

test("a figure is shown as the API has it; one without a source is Unknown with the reason, never a zero", async ({
  page,
  apiOf,
}) => {
  const { body } = await (await apiOf("ROLE_EXECUTIVE_CEO")).expect(200, "GET", "/system/overview");
  const { data } = body as unknown as Overview;
  await page.goto("/executive");
  const region = page.getByRole("region", { name: "Key figures" });
  for (const [label, path, source] of TILES) {
    const [group = "", name = ""] = path.split(".");
    const members = data[group];
    const value = typeof members === "object" ? members[name] : undefined;
    expect(value).not.toBeUndefined();
    if (value === null) {
      await expect(tile(region, label)).toHaveText(new RegExp(`^${label}Unknown.*does not answer.*${source}`));
    } else {
      await expect(tile(region, label)).not.toContainText("Unknown");
    }
  }
});

test("what is counted is what the API says", async ({ page, apiOf }) => {
  const api = await apiOf("ROLE_EXECUTIVE_CEO");
  const figures = async () => {
    const { body } = await api.expect(200, "GET", "/system/overview");
    const { tenant_metrics: counts } = (body as unknown as Overview).data;
    return typeof counts === "object" ? [Number(counts["total_tenants"]), Number(counts["new_tenants_30d"])] : [];
  };
  // Other tests make tenants meanwhile: the page lies between two answers of the API.
  const before = await figures();
  await page.goto("/executive");
  const shown = await Promise.all(
    COUNTS.map(async ([title, label]) => {
      const row = card(page, title).locator("dl > div").filter({ hasText: label });
      const text = (await row.first().locator("dd").first().textContent()) ?? "";
      return Number(/^[\d,]+/.exec(text)?.[0]?.replaceAll(",", ""));
    }),
  );
  const after = await figures();
  for (const [index, value] of shown.entries()) {
    expect(value).toBeGreaterThan(0);
    expect(value).toBeGreaterThanOrEqual(Math.min(before[index] ?? 0, after[index] ?? 0) - 5);
    expect(value).toBeLessThanOrEqual(Math.max(before[index] ?? 0, after[index] ?? 0) + 5);
  }
});

test("the sources that are missing or late are named, and the quality of the data is said", async ({ page, apiOf }) => {
  const { body } = await (await apiOf("ROLE_EXECUTIVE_CEO")).expect(200, "GET", "/system/overview");
  const { data_sources_limited: limited = [] } = (body as unknown as Overview).meta;
  await page.goto("/executive");
  await expect(page.getByRole("main")).toContainText(/(Complete|Partial|Stale) data/);
  // Other answers of the page may need more sources than this one.
  const named = await page.getByRole("list", { name: "Limited sources" }).getByRole("listitem").count();
  expect(named).toBeGreaterThanOrEqual(limited.length);
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
  const growth = card(page, "Tenants over time");
  await expect(growth.getByRole("figure")).toContainText(/Newest \d+ \(.* so far\); lowest \d+/);
  await growth.getByText("Show as a table").click();
  const rows = page.getByRole("table", { name: "Tenants over time" }).locator("tbody tr");
  await expect(rows).toHaveCount(12);
});

test("reading it is recorded", async ({ page, api }) => {
  const requestId = uniqueCode("read");
  const answer = await page.request.get("/executive", { headers: { "x-request-id": requestId } });
  expect(answer.status()).toBe(200);
  await expect
    .poll(() => api.audit({ requestId, action: "SYSTEM_VIEWED" }))
    .toContainEqual(expect.objectContaining({ outcome: "success", entityId: "getSystemOverview" }));
});
