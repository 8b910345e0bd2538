import type { Page } from "playwright/test";
import { expect, ready, test } from "./fixtures.ts";

test.describe.configure({ mode: "parallel" });

interface Answer {
  readonly data: { readonly items?: readonly { readonly name: string }[] };
  readonly meta: { readonly data_quality: string; readonly data_sources_limited?: readonly string[] };
}

const SECTIONS = [
  "Identification",
  "Deliverability and reputation",
  "Revenue and value",
  "Infrastructure cost",
  "Alerts and issues",
];
const LABEL = "Internal approximation / non-authoritative";
const NAMES: Readonly<Record<string, string>> = {
  esp_events: "Provider events",
  infrastructure: "Infrastructure",
  subscriptions: "Subscriptions",
};
const section = (page: Page, title: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

test.describe("the chief financial officer", () => {
  test.use({ role: "ROLE_EXECUTIVE_CFO" });

  test("journey §3: overview → a tenant → why this number → back with everything as it was", async ({ page }) => {
    await page.goto("/executive?timeframe=last_90d");
    await expect(page.getByRole("region", { name: "Key figures" })).toContainText(LABEL);
    await expect(page.getByRole("main")).not.toContainText(/real[ -]?time/i);
    const largest = section(page, "Largest tenants").getByRole("row").nth(1).getByRole("link").first();
    const attention = section(page, "Needs attention").getByRole("listitem").getByRole("link").first();
    const tenant = (await attention.count()) > 0 ? attention : largest;
    const name = (await tenant.textContent()) ?? "";
    await ready(tenant);
    await tenant.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page).toHaveURL(/\/executive\/tenants\/[\w-]+\?timeframe=last_90d/);
    for (const title of SECTIONS) {
      await expect(section(page, title)).toBeVisible();
    }
    await expect(section(page, "Infrastructure cost")).toContainText(LABEL);
    await expect(page.getByRole("main")).not.toContainText(/real[ -]?time|invoice|@/i);

    const why = section(page, "Infrastructure cost").getByRole("link", {
      name: "Why this number? Approximate cost a month",
    });
    await ready(why);
    await why.click();
    const dialog = page.getByRole("dialog", { name: "Why this number?" });
    await expect(dialog).toContainText(LABEL);
    await expect(dialog).toContainText(/Formula.*version 1.*Rounding.*Window.*Source.*Rows read.*As of/s);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveURL(/timeframe=last_90d/);

    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Overview" }).click();
    await expect(page).toHaveURL("/executive?timeframe=last_90d");
    const file = await page.request.get("/executive/export/trends?timeframe=last_7d&metric=delivery_rate");
    expect(file.headers()["content-disposition"]).toContain("trends-delivery_rate-last_7d.csv");
    expect((await file.text()).split("\r\n").slice(0, 1)).toEqual(["metric,date,interval,value,low,high,unit,source"]);
    expect((await file.text()).trim().split("\r\n")).toHaveLength(8);
  });

  test("journey §4: the directory is as it was when one comes back from a tenant, also without scripts", async ({
    open,
  }) => {
    const page = await open({ role: "ROLE_EXECUTIVE_CFO", noScript: true });
    const list = "/executive/tenants?sort=name&segment=enterprise";
    await page.goto(list);
    const row = page.locator("[data-row-link]").first();
    const name = (await row.textContent()) ?? "";
    await row.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await section(page, "Revenue and value")
      .getByRole("link", { name: /^Why this number/ })
      .first()
      .click();
    await expect(page.getByRole("dialog")).toContainText("What it was computed from");
    await page.getByRole("dialog").getByRole("link", { name: "Close", exact: true }).last().click();
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Tenant directory" }).click();
    await expect(page).toHaveURL(list);
    await expect(page.locator("[data-row-link]").first()).toHaveText(name);
  });
});

test("journey §5: an operations manager with tenants of their own reads of those alone; a source that says nothing is named", async ({
  api,
  open,
}) => {
  const [own, foreign] = [await api.newTenant(), await api.newTenant()];
  const page = await open({ as: await api.newUser("ROLE_OPERATIONS_MANAGER", [own.tenantId]) });
  await page.goto("/executive/tenants");
  await expect(page.locator("[data-row-link]")).toHaveText([own.name]);
  expect((await page.goto(`/executive/tenants/${foreign.tenantId}`))?.status()).toBe(404);
  expect((await page.goto("/executive/tenants/01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff"))?.status()).toBe(404);
  const figure = `tenant-summary~${foreign.tenantId}~last_30d~system_metrics.sent_30d`;
  await page.goto(`/executive/tenants?figure=${figure}`);
  await expect(page.getByRole("dialog")).toContainText("not within your reach");

  // Nothing has been read of a new tenant yet: its figures are unknown with the reason, never zero.
  await page.goto(`/executive/tenants/${own.tenantId}`);
  const { body } = await api.expect(200, "GET", `/system/tenants/${own.tenantId}/summary`);
  const { meta } = body as unknown as Answer;
  expect(meta.data_quality).toBe("partial");
  await expect(page.getByRole("main")).toContainText("Partial data");
  const limited = page.getByRole("list", { name: "Limited sources" });
  for (const id of meta.data_sources_limited ?? []) {
    await expect(limited).toContainText(NAMES[id] ?? id);
  }
  await expect(page.getByRole("region", { name: "Key figures" })).toContainText("Unknown");
});

test("journey §2: the chief operating officer reads the summary of every tenant", async ({ api, open }) => {
  const tenant = await api.newTenant();
  const page = await open({ as: await api.newUser("ROLE_EXECUTIVE_COO") });
  await page.goto(`/executive/tenants/${tenant.tenantId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(tenant.name);
  await page.goto("/executive");
  await expect(page.getByRole("region", { name: "Key figures" })).toContainText(LABEL);
});
