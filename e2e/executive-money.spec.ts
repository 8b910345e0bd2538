import type { Page } from "playwright/test";
import { expect, ready, test } from "./fixtures.ts";
import type { Api } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

const dialogOf = (page: Page) => page.getByRole("dialog");
const rowOf = (page: Page, text: string) => page.locator("[data-row]").filter({ hasText: text });
const said = (page: Page) => page.getByRole("region", { name: "Notifications" });

/** Two alerts of a tenant of their own, by the endpoint that sources use. */
async function twoAlerts(api: Api) {
  const { tenantId } = await api.newTenant();
  const word = `drill ${crypto.randomUUID().slice(0, 8)}`;
  const event = (title: string, priority: string) => ({
    event_id: crypto.randomUUID(),
    type: "system_alert",
    source: "monitoring_system",
    tenant_id: tenantId,
    timestamp: new Date().toISOString(),
    payload: { impact: title, context: "deliverability_trend_analysis", impact_range: "2K-8K", priority },
  });
  const events = [event(`First ${word}`, "high"), event(`Second ${word}`, "medium")];
  await api.expect(200, "POST", "/queue/events", { body: { events } });
  return { tenantId, first: `First ${word}`, second: `Second ${word}`, word };
}

test.describe("a chief executive", () => {
  test.use({ role: "ROLE_EXECUTIVE_CEO" });

  test("journey §4: reads revenue and cost with their labels, asks why, takes the table and the file, drills down and comes back", async ({
    page,
  }) => {
    await page.goto("/executive/revenue-protection");
    const period = page.getByRole("navigation", { name: "Period" });
    await ready(period);
    await period.getByRole("link", { name: "30 days" }).click();
    await expect(page).toHaveURL(/window=monthly/);
    await expect(page.getByRole("main")).toContainText("Modelled and directional");
    await page.getByRole("link", { name: "Why this number? Revenue at risk", exact: true }).first().click();
    await expect(dialogOf(page)).toContainText("What it was computed from");
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL("/executive/revenue-protection?window=monthly");

    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Cost optimization" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Cost optimization/);
    const main = page.getByRole("main");
    await expect(main.getByText("Internal approximation / non-authoritative").first()).toBeVisible();
    await expect(main).toContainText("Not an invoice: validate with finance");
    const card = main.locator("section", { has: page.getByRole("heading", { name: "Where the cost comes from" }) });
    await card.getByText("Show as a table").click();
    await expect(card.getByRole("rowheader")).toHaveText([/^Dedicated/, /^Shared/, /^Unallocated/, /^E-mail/, "Sum"]);
    const download = page.waitForEvent("download");
    await card.getByRole("link", { name: "CSV of Where the cost comes from" }).click();
    expect((await download).suggestedFilename()).toBe("cost-optimization-quarterly.csv");
    await expect(main).not.toContainText(/real[- ]time/i);
  });

  test("decisions §8: reviews one alert with a note, then two together; neither is resolved by that", async ({
    page,
    api,
  }) => {
    const { tenantId, first, second, word } = await twoAlerts(api);
    await page.goto(`/executive/intelligence?tenant_id=${tenantId}`);
    await expect(page.getByRole("main")).toContainText("Reviewing is not resolving");
    await ready(rowOf(page, first));
    await expect(page.locator("[data-row]")).toHaveCount(2);
    await rowOf(page, first).getByRole("link", { name: first, exact: true }).click();
    const peek = page.getByRole("complementary", { name: "Peek" });
    await peek.getByLabel("Note").fill("Operations is on it");
    await peek.getByRole("button", { name: "Mark as reviewed" }).click();
    await expect(said(page)).toContainText("stays open until its cause is gone");
    await expect(rowOf(page, first)).toContainText(/Open.*Reviewed just now/s);
    await expect(peek.getByLabel("Note")).toHaveValue("Operations is on it");
    await expect(peek.getByRole("region", { name: "Incident" })).toContainText(second);

    await page.goto(`/executive/intelligence?tenant_id=${tenantId}`);
    await ready(rowOf(page, second));
    for (const title of [first, second]) await page.getByRole("checkbox", { name: `Select ${title}` }).check();
    await page.getByRole("button", { name: "Review…" }).click();
    await expect(dialogOf(page)).toContainText(/Review 1 alert\?.*1 of the 2 selected is reviewed by you already/s);
    await dialogOf(page).getByLabel("Part of").selectOption("Quarterly review");
    await dialogOf(page).getByLabel("Context").fill("Q4 operational planning");
    await dialogOf(page).getByRole("button", { name: "Mark as reviewed" }).click();
    await expect(said(page)).toContainText("1 alert is reviewed by you. None of them is resolved by that.");
    await expect(rowOf(page, second)).toContainText(/Open.*Reviewed just now/s);
    await page.goto(`/executive/intelligence?tenant_id=${tenantId}&status=unread`);
    await expect(page.getByText("No alert matches")).toBeVisible();
    await page.goto("/executive/intelligence?section=incidents");
    const incident = page.getByRole("listitem").filter({ hasText: word }).first();
    await incident.getByText("Timeline").click();
    await expect(incident).toContainText("First reviewed by somebody");
  });
});

test("decisions §8: reviewing works without scripts", async ({ open, api }) => {
  const { tenantId, first, second } = await twoAlerts(api);
  const page = await open({ role: "ROLE_EXECUTIVE_CEO", noScript: true });
  await page.goto(`/executive/intelligence?tenant_id=${tenantId}`);
  for (const title of [first, second]) await page.getByRole("checkbox", { name: `Select ${title}` }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(dialogOf(page)).toContainText("Review 2 alerts?");
  await dialogOf(page).getByRole("button", { name: "Mark as reviewed" }).click();
  await expect(page.getByText("2 alerts are reviewed by you")).toBeVisible();
});

test("decisions §7: finance reads money, and is told what it does not read", async ({ open }) => {
  const page = await open({ role: "ROLE_FINANCE" });
  await page.goto("/executive/revenue-protection");
  await expect(page.getByRole("main")).toContainText("Hidden: your role does not read the platform's series.");
  await page.goto("/executive/intelligence");
  await expect(page.getByText("Which alerts these are is hidden for your role")).toBeVisible();
  await expect(page.getByRole("region", { name: "Figures" })).toContainText("All open alerts");
});

test("decisions §8: a super admin sees every source and imports bills; each line that is wrong is named", async ({
  page,
}) => {
  await page.goto("/executive/sources");
  await expect(page.getByRole("main").getByRole("heading", { level: 2 })).toHaveCount(8);
  const link = page.getByRole("link", { name: "Import CSV" });
  await ready(link);
  await link.click();
  const table = dialogOf(page).getByLabel("or the table as text");
  const header = "provider,period,currency,amount_low,amount_high,volume";
  await table.fill(`${header}\npostmark,2024-13,USD,1,2,3\npostmark,2024-01,USD,9,2,3`);
  await dialogOf(page).getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialogOf(page).getByRole("alert")).toBeFocused();
  await expect(dialogOf(page)).toContainText(/Line 2.*Must be a month.*Line 3.*Must not be below amount_low/s);
  await table.fill(`${header}\npostmark,2024-01,USD,1,2,3`);
  await dialogOf(page).getByRole("button", { name: "Import", exact: true }).click();
  await expect(said(page)).toContainText("Imported 1 row of 2024-01");
});
