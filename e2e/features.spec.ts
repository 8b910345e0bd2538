import type { Page } from "playwright/test";
import { expect, test } from "./fixtures.ts";
import { type Api, type Tenant, uniqueCode } from "./pages/api.ts";
import { Installation } from "./pages/installation.ts";

const KEYS = ["features.bulkActions", "features.exports", "features.invitations", "features.webhooks"];
const ALL_OFF = Object.fromEntries(KEYS.map((key) => [key, false]));

// One installation whose configuration these tests change: they go one by one.
test.describe.configure({ mode: "serial" });
test.describe("decisions §5 features.*: what is switched off is not offered, and the page says so", () => {
  let rookery: Installation;
  let admin: Api;
  let tenant: Tenant;

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    rookery = await Installation.start(ALL_OFF);
    admin = await rookery.signIn();
    tenant = await admin.newTenant();
  });
  test.afterAll(async () => {
    await rookery.stop();
  });

  /** Signed in at the installation. */
  const consoleTest = test.extend<{ readonly console: Page }>({
    console: async ({ open }, use) => use(await open({ as: rookery.admin, baseURL: rookery.origin })),
  });

  consoleTest("bulk actions: no row can be ticked, and no act is counted", async ({ console: page }) => {
    for (const list of ["users", "tenants"]) {
      await page.goto(`/console/${list}`);
      await expect(page.locator("[data-row]").first()).toBeVisible();
      await expect(page.getByRole("checkbox", { name: /^Select / })).toHaveCount(0);
    }
    await page.goto("/console/bulk");
    await expect(page.getByRole("main")).toContainText("Bulk actions are switched off.");
    await page.goto(`/console/tenants?bulk=suspendTenants&ids=${tenant.tenantId}`);
    await expect(page.getByRole("dialog")).toContainText("Bulk actions are switched off by the configuration");
  });

  consoleTest("exports: no button and no dialog", async ({ console: page }) => {
    await page.goto("/console/audit?dialog=export");
    await expect(page.getByRole("main")).toContainText("Exports are switched off.");
    await expect(page.getByRole("link", { name: "Export…" })).toHaveCount(0);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("link", { name: "See the configuration" }).click();
    await expect(page).toHaveURL(/configuration\?q=features\.exports$/);
    await expect(page.getByText("1 key", { exact: true })).toBeVisible();
  });

  consoleTest("invitations: neither a button nor a form", async ({ console: page }) => {
    await page.goto("/console/users");
    await expect(page.getByRole("main")).toContainText("Invitations are switched off.");
    await expect(page.getByRole("link", { name: "Invite user" })).toHaveCount(0);
    await page.goto("/console/users/new");
    await expect(page.getByRole("main")).toContainText("Nobody can be invited.");
    await expect(page.getByRole("button", { name: "Invite user" })).toHaveCount(0);
  });

  consoleTest("webhooks: none can be created for the tenant", async ({ console: page }) => {
    await page.goto(`/console/tenants/${tenant.tenantId}?tab=webhooks`);
    await expect(page.getByRole("main")).toContainText("Webhooks are switched off for this tenant.");
    await expect(page.getByRole("link", { name: "Create webhook" })).toHaveCount(0);
    await page.goto(`/console/tenants/${tenant.tenantId}/webhooks/new`);
    await expect(page.getByRole("main")).toContainText("None can be created.");
    await expect(page.getByRole("button", { name: /create/i })).toHaveCount(0);
  });

  consoleTest("switched on, all of it is offered within a second", async ({ console: page }) => {
    await rookery.configure({});
    await expect(async () => {
      await page.goto("/console/users");
      await expect(page.getByRole("link", { name: "Invite user" })).toBeVisible({ timeout: 300 });
    }).toPass({ timeout: 5000 });
    await expect(page.getByRole("checkbox", { name: /^Select / }).first()).toBeAttached();
    await page.goto("/console/audit");
    await expect(page.getByRole("link", { name: "Export…" })).toBeVisible();
    await page.goto(`/console/tenants/${tenant.tenantId}?tab=webhooks`);
    await expect(page.getByRole("link", { name: "Create webhook" })).toBeVisible();
  });

  consoleTest(
    "BF-004: what has to be confirmed asks in a dialog, keeps the form, and sends it",
    async ({ console: page }) => {
      await rookery.configure({ "auth.stepUpRequired": ["roleElevation", "sensitiveExport"] });
      const asks = page.getByRole("dialog", { name: "Confirm that it is you" });
      const password = page.getByLabel("Your password");

      // A file is asked for by its address: the page that asks leads on to it.
      await expect(async () => {
        await page.goto("/console/audit/export?format=csv");
        await expect(page).toHaveURL(/\/step-up\?/, { timeout: 300 });
      }).toPass({ timeout: 5000 });
      await expect(page.getByRole("main")).toContainText("This is about taking records out of the console.");

      await page.goto("/console/roles/new");
      const name = uniqueCode("Desk");
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.getByRole("checkbox", { name: /ORDERS_VIEW/ }).check();
      await page.getByRole("button", { name: "Create role" }).click();
      await expect(asks).toContainText("This is about giving somebody more rights.");
      await expect(password).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(asks).toHaveCount(0);
      await page.getByRole("button", { name: "Confirm that it is you" }).click();
      await password.fill("not the password");
      await page.keyboard.press("Enter");
      await expect(asks.getByRole("alert")).toContainText("Is not the password");
      await password.fill(rookery.admin.password);
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);

      await page.goto("/console/audit?dialog=export");
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download" }).click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/\.csv$/);
    },
  );

  test("BF-004: without scripts too, in the way of a file", async ({ open }) => {
    const page = await open({ as: rookery.admin, baseURL: rookery.origin, noScript: true });
    await page.goto("/console/audit?dialog=export");
    await page.getByRole("button", { name: "Download" }).click();
    await page.getByLabel("Your password").fill(rookery.admin.password);
    await page.getByRole("button", { name: "Confirm" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Go on" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
  });
});
