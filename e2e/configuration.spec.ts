import type { Locator, Page } from "playwright/test";
import { expect, ready, test } from "./fixtures.ts";
import type { Api, Tenant } from "./pages/api.ts";
import { setUp } from "./pages/second-factor.ts";

// One configuration for the whole installation: whatever changes it stands in this file, disturbs no other, and goes one by one.
test.describe.configure({ mode: "serial" });

const PAGE = "/console/configuration";
const REST = "/super-admin/configurations/global";
const KEY = "rules.maxImpactPercent";
const LABEL = "Largest impact of a rule, percent";

interface Configuration {
  readonly version: number;
  readonly values: Record<string, unknown>;
}
const inForce = (api: Api) => api.get<Configuration>(REST);
const save = async (api: Api, value: number) =>
  api.expect(200, "PATCH", REST, {
    body: [{ op: "replace", path: `/${KEY}`, value }],
    headers: { "content-type": "application/json-patch+json" },
  });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const summary = (page: Page): Locator => page.getByRole("main").getByRole("alert");
const toast = (page: Page) => page.getByRole("region", { name: "Notifications" });

async function open(page: Page): Promise<Locator> {
  await page.goto(PAGE);
  const field = page.getByLabel(LABEL);
  await ready(field);
  return field;
}

test("a change is reviewed side by side, saved, told in the history and rolled back, by keyboard alone", async ({
  page,
  api,
}) => {
  await save(api, 10);
  const { version } = await inForce(api);
  const field = await open(page);
  await page.keyboard.press("/");
  await page.keyboard.type("largest impact");
  await expect(page.getByText("1 key", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Session timeout, minutes")).toBeHidden();
  await expect(page).toHaveURL(/q=largest/);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "History of Largest impact of a rule" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(field).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("20");
  await expect(page.getByText("Edited", { exact: true })).toBeVisible();
  await expect(page.getByText("1 unsaved change")).toBeVisible();
  await page.keyboard.press("Enter");
  const review = page.getByRole("region", { name: "What saving will change" });
  await expect(page.getByRole("heading", { name: "What saving will change" })).toBeVisible();
  await expect(page.getByRole("table", { name: "The configuration now and after saving" })).toContainText(/10.*20/s);
  expect((await inForce(api)).version).toBe(version);
  await expect(review.or(page.getByText("It holds on every instance within a second."))).not.toHaveCount(0);
  await button(page, "Save").focus();
  await page.keyboard.press("Enter");
  await expect(toast(page)).toContainText(`Version ${version + 1} of the configuration is in force.`);
  const badge = page.getByRole("main").getByText(`v${version + 1}`, { exact: true });
  expect(await badge.isVisible(), "the notice comes with its page").toBe(true);
  expect((await inForce(api)).values[KEY]).toBe(20);

  const history = page.getByRole("link", { name: "History", exact: true });
  await ready(history);
  await history.focus();
  await page.keyboard.press("Enter");
  const newest = page.getByRole("listitem").filter({ hasText: `v${version + 1}Saved` });
  await expect(newest.getByRole("table")).toContainText(/10.*20/s);
  const rollback = page.getByRole("link", { name: `Roll back… to version ${version}`, exact: true });
  await ready(rollback);
  await rollback.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("table")).toContainText(/20.*10/s);
  await expect(dialog.getByRole("link", { name: "Cancel" })).toBeFocused();
  await dialog.getByLabel("Reason").focus();
  await page.keyboard.type("Too generous");
  await button(page, "Roll back").focus();
  await page.keyboard.press("Enter");
  await expect(toast(page)).toContainText(
    `The values of version ${version} are in force again, as version ${version + 2}.`,
  );
  await expect(
    page
      .getByRole("listitem")
      .filter({ hasText: `Rolled back to v${version}` })
      .first(),
  ).toContainText("Too generous");
  expect((await inForce(api)).values[KEY]).toBe(10);
  expect((await api.audit({ action: "CONFIG_ROLLED_BACK" }))[0]).toMatchObject({ reason: "Too generous" });
});

test("what cannot be is named field by field, and nothing typed is lost", async ({ page, api }) => {
  const { version } = await inForce(api);
  const field = await open(page);
  await field.fill("101");
  await page.getByLabel("General API, a minute").fill("four");
  await button(page, "Review changes").click();
  await expect(summary(page)).toBeFocused();
  await expect(summary(page).getByRole("link")).toHaveCount(2);
  await expect(field).toHaveValue("101");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("searchbox", { name: "Search keys" }).fill("password");
  await expect(field, "a field with a problem is never hidden").toBeVisible();
  await summary(page).getByRole("link").first().click();
  expect((await inForce(api)).version).toBe(version);
});

test("somebody else saved meanwhile: theirs and mine, field by field", async ({ page, api }) => {
  await save(api, 10);
  const field = await open(page);
  await field.fill("30");
  await save(api, 40);
  await button(page, "Review changes").click();
  const conflict = summary(page);
  await expect(conflict).toContainText("Somebody else has saved the configuration");
  await conflict.getByRole("radio", { name: `Largest impact of a rule: yours` }).check();
  await button(page, "Review changes").click();
  await expect(page.getByRole("table", { name: "The configuration now and after saving" })).toContainText(/40.*30/s);
  await button(page, "Save").click();
  await expect(toast(page)).toContainText("is in force");
  expect((await inForce(api)).values[KEY]).toBe(30);
  await save(api, 10);
});

test("without scripts it can be searched, reviewed and saved all the same", async ({ open: browse, api }) => {
  const page = await browse({ role: "SuperAdmin", noScript: true });
  await page.goto(`${PAGE}?q=impact`);
  await expect(page.getByLabel("Session timeout, minutes")).toBeHidden();
  await page.getByLabel(LABEL).fill("15");
  await button(page, "Review changes").click();
  await expect(page.getByRole("heading", { name: "What saving will change" })).toBeVisible();
  await button(page, "Save").click();
  await expect(page).toHaveURL(PAGE);
  expect((await inForce(api)).values[KEY]).toBe(15);
  await save(api, 10);
});

test("an Auditor reads configuration and history and is offered no change; a PoolAdmin is offered neither", async ({
  open: browse,
}) => {
  const auditor = await browse({ role: "Auditor" });
  await auditor.goto(PAGE);
  await expect(auditor.getByText("720 minutes")).toBeVisible();
  await expect(auditor.getByRole("main").locator("input:not([type=search]), textarea")).toHaveCount(0);
  await auditor.getByRole("searchbox", { name: "Search keys" }).fill("timeout");
  await expect(auditor.getByText("1 key", { exact: true })).toBeVisible();
  await auditor.goto(`${PAGE}/history?dialog=rollback&version=0`);
  await expect(auditor.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
  await expect(auditor.getByRole("link", { name: /Roll back/ })).toHaveCount(0);
  await expect(auditor.getByRole("dialog")).toHaveCount(0);

  const pool = await browse({ role: "PoolAdmin" });
  await pool.goto("/console/tenants");
  await expect(pool.getByRole("navigation", { name: "Main" })).not.toContainText("Configuration");
  await pool.goto(PAGE);
  await expect(pool.getByRole("heading", { name: "Access restricted" })).toBeVisible();
});

test("a role that must use one sets it up before anything else, and then goes where it wanted to", async ({
  api,
  open: browse,
}) => {
  const user = await api.newUser("ROLE_ANALYST");
  const before = await browse({ as: user });
  const require = (roles: string[]) =>
    api.expect(200, "PATCH", REST, {
      body: [{ op: "replace", path: "/auth.mfaRequiredRoles", value: roles }],
      headers: { "content-type": "application/json-patch+json" },
    });
  await require(["ROLE_ANALYST"]);
  try {
    // A session that is open is held too.
    await expect(async () => {
      await before.goto("/console/account");
      await expect(before).toHaveURL(/\/second-factor\?returnTo=/, { timeout: 500 });
    }).toPass({ timeout: 10_000 });
    const page = await browse({ as: user });
    await page.goto("/console/account?page=1");
    await expect(page).toHaveURL(/\/second-factor\?returnTo=/);
    await expect(page.getByText("Your role must use a second factor")).toBeVisible();
    await setUp(page);
    await page.getByRole("link", { name: "I have kept them, continue" }).click();
    await expect(page).toHaveURL("/console/account?page=1");
    await expect(page.getByRole("heading", { name: "Sessions and password" })).toBeVisible();
  } finally {
    await require([]);
  }
});

test.describe("overrides of a tenant", () => {
  const tabOf = ({ tenantId }: Tenant) => `/console/tenants/${tenantId}?tab=configuration`;
  const row = (page: Page, title: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title }) });
  const effective = async (api: Api, { tenantId }: Tenant) =>
    (await api.get<{ effective: Record<string, unknown> }>(`/super-admin/configurations/tenants/${tenantId}`))
      .effective;

  test("by keyboard: a value is overridden, said to be the tenant's own, and inherited again after the reset", async ({
    page,
    api,
  }) => {
    const tenant = await api.newTenant();
    await page.goto(tabOf(tenant));
    const timeout = row(page, "Session timeout");
    await expect(timeout).toContainText("720 minutes");
    await expect(timeout).toContainText("Platform default");
    const override = timeout.getByRole("link", { name: "Override… Session timeout" });
    await ready(override);
    await override.press("Enter");
    const dialog = page.getByRole("dialog");
    const field = dialog.getByLabel("Session timeout, minutes");
    await field.fill("2");
    await dialog.getByRole("button", { name: "Save override" }).press("Enter");
    await expect(dialog.getByRole("alert")).toBeFocused();
    await expect(field).toHaveValue("2");
    await field.fill("60");
    await dialog.getByLabel("Reason").fill("Shared desks");
    await dialog.getByRole("button", { name: "Save override" }).press("Enter");
    await expect(toast(page)).toContainText("the tenant has its own value now");
    await expect(timeout).toContainText("60 minutes");
    await expect(timeout).toContainText("This tenant");
    expect((await effective(api, tenant))["auth.sessionTimeoutMinutes"]).toBe(60);
    await expect(page.getByRole("listitem").filter({ hasText: "v1Saved" })).toContainText("Shared desks");

    await timeout.getByRole("link", { name: "Reset… Session timeout" }).press("Enter");
    await expect(page.getByRole("dialog").getByRole("table")).toContainText(/60.*720/s);
    await button(page, "Reset").press("Enter");
    await expect(toast(page)).toContainText("inherits the platform's value again");
    await expect(timeout).toContainText("Platform default");
    expect((await effective(api, tenant))["auth.sessionTimeoutMinutes"]).toBe(720);
  });

  test("another key that somebody overrides meanwhile is kept, or chosen in the conflict", async ({ page, api }) => {
    const tenant = await api.newTenant();
    await page.goto(`${tabOf(tenant)}&dialog=override&key=auth.sessionTimeoutMinutes`);
    const dialog = page.getByRole("dialog");
    const field = dialog.getByLabel("Session timeout, minutes");
    await ready(field);
    await api.expect(200, "PUT", `/super-admin/configurations/tenants/${tenant.tenantId}`, {
      body: { overrides: { "features.webhooks": false } },
    });
    await field.fill("60");
    await dialog.getByRole("button", { name: "Save override" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Somebody else has saved these overrides");
    await dialog.getByRole("button", { name: "Save override" }).click();
    await expect(toast(page)).toContainText("the tenant has its own value now");
    expect(await effective(api, tenant)).toMatchObject({
      "auth.sessionTimeoutMinutes": 60,
      "features.webhooks": false,
    });
  });

  test("a PoolAdmin manages those of the own tenant; an Auditor reads them", async ({ open: browse, api }) => {
    const tenant = await api.newTenant();
    const member = await api.newUser("PoolAdmin", [tenant.tenantId]);
    const pool = await browse({ as: member });
    await pool.goto(`${tabOf(tenant)}&dialog=override&key=features.webhooks`);
    const box = pool.getByRole("dialog").getByLabel("Switched on");
    await ready(box);
    await box.uncheck();
    await pool.getByRole("dialog").getByRole("button", { name: "Save override" }).click();
    await expect(row(pool, "Webhooks")).toContainText("This tenant");
    const auditor = await browse({ role: "Auditor" });
    await auditor.goto(tabOf(tenant));
    await expect(row(auditor, "Webhooks")).toContainText("off");
    await expect(auditor.getByRole("link", { name: /^(Override|Change|Reset)/ })).toHaveCount(0);
    await auditor.goto(`${tabOf(tenant)}&dialog=reset&key=features.webhooks`);
    await expect(auditor.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(auditor.getByRole("dialog")).toHaveCount(0);
  });
});
