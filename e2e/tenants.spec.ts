import { expect, ready, test } from "./fixtures.ts";
import { Api, type Tenant } from "./pages/api.ts";
import { TenantDialog, TenantList } from "./pages/tenants.ts";

test.describe.configure({ mode: "parallel" });

const detail = (tenant: Pick<Tenant, "tenantId">) => `/console/tenants/${tenant.tenantId}`;

test.describe("detail", () => {
  test("every tab has its own address, and the id is copied", async ({ open, api }) => {
    const tenant = await api.newTenant();
    const member = await api.newUser("PoolAdmin", [tenant.tenantId]);
    const page = await open({ role: "SuperAdmin", permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(detail(tenant));
    const tabs = page.getByRole("navigation", { name: `Sections of ${tenant.name}` });
    await expect(tabs.getByRole("link", { name: "Overview" })).toHaveAttribute("aria-current", "page");
    const copy = page.getByRole("button", { name: "Copy tenant id" });
    await ready(copy);
    await copy.click();
    await expect(page.getByRole("status").filter({ hasText: "tenant id copied" })).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(tenant.tenantId);

    await tabs.getByRole("link", { name: "Users" }).click();
    await expect(page).toHaveURL(`${detail(tenant)}?tab=users`);
    await expect(page.getByRole("region", { name: "Users" })).toContainText(member.email);
    await tabs.getByRole("link", { name: "Activity" }).click();
    await expect(page).toHaveURL(`${detail(tenant)}?tab=activity`);
    await expect(page.getByRole("region", { name: "Audit log" })).toContainText(/Created tenant/);
    await page.reload();
    await expect(tabs.getByRole("link", { name: "Activity" })).toHaveAttribute("aria-current", "page");
    await page.goBack();
    await expect(page.getByRole("region", { name: "Users" })).toContainText(member.email);
  });

  test("an unknown tenant is not found", async ({ page }) => {
    for (const id of ["019a0000-0000-7000-8000-000000000000", "no-id"]) {
      const answer = await page.goto(`/console/tenants/${id}`);
      await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
      expect(answer?.status()).toBe(404);
    }
  });
});

const WORDS: Readonly<Record<string, string>> = {
  users: "Users who lose access",
  sessions: "Sessions ended now",
  refreshTokens: "Refresh tokens revoked",
  jobsHeld: "Waiting jobs held",
  webhooks: "Webhooks disabled",
};

test.describe("suspend, activate, delete", () => {
  test("the dialog counts what the dry run counts, begins on Cancel, and needs a reason", async ({
    page,
    api,
    open,
    origin,
  }) => {
    const tenant = await api.newTenant();
    const path = `/super-admin/tenants/${tenant.tenantId}`;
    const members = [
      await api.newUser("PoolAdmin", [tenant.tenantId]),
      await api.newUser("Auditor", [tenant.tenantId]),
    ];
    const [first] = members;
    if (!first) throw new Error("no member");
    const inBrowser = await open({ as: first });
    await expect(inBrowser.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
    const overRest = await Api.login(origin, first);
    const { response: rehearsed } = await api.expect<{ cascade: Record<string, number> }>(
      200,
      "PATCH",
      `${path}/status?dryRun=true`,
      { body: { isActive: false, reason: "Rehearsal" } },
    );
    expect(rehearsed.cascade).toMatchObject({ users: 2, sessions: 2, refreshTokens: 1 });

    await page.goto(detail(tenant));
    const more = page.getByRole("button", { name: `More actions for ${tenant.name}` });
    await ready(more);
    await more.click();
    await page.getByRole("link", { name: "Suspend…" }).click();
    const dialog = new TenantDialog(page, /^Suspend /);
    await expect(dialog.cancel).toBeFocused();
    expect(await dialog.effects()).toEqual(
      Object.fromEntries(Object.entries(rehearsed.cascade).map(([name, count]) => [WORDS[name] ?? name, count])),
    );
    await page.keyboard.press("Escape");
    await expect(dialog.dialog).toHaveCount(0);
    await expect(page).toHaveURL(detail(tenant));

    await page.goto(`${detail(tenant)}?dialog=suspend`);
    await expect(dialog.cancel).toBeFocused();
    await dialog.confirm("Suspend tenant");
    await expect(dialog.reason).toBeFocused();
    await dialog.reason.fill("     ");
    await dialog.confirm("Suspend tenant");
    await expect(dialog.dialog.getByRole("alert")).toContainText("Reason: ");
    expect(await api.get(path)).toMatchObject({ isActive: true });

    await dialog.reason.fill("Invoices are 60 days overdue");
    await dialog.confirm("Suspend tenant");
    await expect(page.getByText("This tenant is suspended.")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("“Invoices are 60 days overdue”");
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("is suspended");
    expect(await api.audit({ entityId: tenant.tenantId, action: "TENANT_SUSPENDED" })).toMatchObject([
      { reason: "Invoices are 60 days overdue", before: { isActive: true }, after: { isActive: false } },
    ]);

    await inBrowser.reload();
    await expect(inBrowser).toHaveURL(/\/login/);
    expect((await overRest.call("GET", "/auth/me")).status).toBe(401);

    await page.getByRole("link", { name: "Activate", exact: true }).click();
    const back = new TenantDialog(page, /^Activate /);
    await expect(back.cancel).toBeFocused();
    await back.reason.fill("Invoices are paid");
    await back.confirm("Activate tenant");
    await expect(page.getByText("This tenant is suspended.")).toHaveCount(0);
    expect(await api.get(path)).toMatchObject({ status: "active", statusReason: null });
    await Api.login(origin, first);
  });

  test("by keyboard alone: the menu opens the dialog, Escape gives focus back to the menu", async ({ page, api }) => {
    const tenant = await api.newTenant();
    await page.goto(detail(tenant));
    const more = page.getByRole("button", { name: `More actions for ${tenant.name}` });
    await ready(more);
    await more.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("link", { name: "Suspend…" })).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("link", { name: "Delete…" })).toBeFocused();
    await page.keyboard.press("Enter");
    const dialog = new TenantDialog(page, /^Delete /);
    await expect(dialog.cancel).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog.dialog).toHaveCount(0);
    await expect(more).toBeFocused();
  });

  test("the menu of a row opens the dialog on the tenant's page", async ({ page, api }) => {
    const tenant = await api.newTenant();
    const list = new TenantList(page);
    await list.open({ search: tenant.code });
    await list
      .row(tenant.name)
      .getByRole("button", { name: `Actions for ${tenant.name}` })
      .click();
    await page.getByRole("link", { name: "Suspend…" }).click();
    const dialog = new TenantDialog(page, /^Suspend /);
    await expect(dialog.cancel).toBeFocused();
    await expect(page).toHaveURL(`${detail(tenant)}?dialog=suspend`);
    await dialog.cancel.click();
    await expect(page).toHaveURL(detail(tenant));
    await expect(dialog.dialog).toHaveCount(0);
  });

  test("a dialog does not act on something that has changed since", async ({ page, api }) => {
    const tenant = await api.newTenant();
    await page.goto(`${detail(tenant)}?dialog=suspend`);
    const dialog = new TenantDialog(page, /^Suspend /);
    await expect(dialog.cancel).toBeFocused();
    const { name: _, ...rest } = tenant;
    const body = { name: "Renamed meanwhile", timezone: rest.timezone, currency: rest.currency };
    await api.expect(200, "PUT", `/super-admin/tenants/${tenant.tenantId}`, { body });
    await dialog.reason.fill("Too late");
    await dialog.confirm("Suspend tenant");
    await expect(dialog.dialog.getByRole("alert")).toContainText("Somebody else has changed this");
    expect(await api.get(`/super-admin/tenants/${tenant.tenantId}`)).toMatchObject({ isActive: true });
  });

  test("deleting takes the typed code, and cannot be undone", async ({ page, api }) => {
    const tenant = await api.newTenant();
    await page.goto(`${detail(tenant)}?dialog=delete`);
    const dialog = new TenantDialog(page, /^Delete /);
    await expect(dialog.cancel).toBeFocused();
    const typed = dialog.dialog.getByLabel(`Type ${tenant.code} to confirm`);
    await typed.fill(tenant.code.toLowerCase());
    await dialog.confirm("Delete tenant");
    await expect(dialog.dialog.getByRole("alert")).toContainText("Does not match the code");
    expect(await api.get(`/super-admin/tenants/${tenant.tenantId}`)).toMatchObject({ status: "active" });
    await typed.fill(tenant.code);
    await dialog.confirm("Delete tenant");
    await expect(page).toHaveURL("/console/tenants");
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText(`${tenant.code} has been deleted`);

    const list = new TenantList(page);
    await list.open({ search: tenant.code });
    await expect(page.locator("[data-empty=no-match]")).toBeVisible();
    await list.open({ search: tenant.code, status: "deleted" });
    await list.expectNames([tenant.name]);
    await list.rows.click();
    await expect(page.getByText("This tenant has been deleted.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: /^More actions/ })).toHaveCount(0);
    const again = { name: "Again", code: tenant.code, timezone: "UTC", currency: "USD" };
    expect((await api.call("POST", "/super-admin/tenants", { body: again })).status).toBe(409);
  });

  test("without scripts: the dialog suspends", async ({ open, api }) => {
    const tenant = await api.newTenant();
    const page = await open({ role: "SuperAdmin", noScript: true });
    await page.goto(detail(tenant));
    await page.getByRole("button", { name: `More actions for ${tenant.name}` }).click();
    await page.getByRole("link", { name: "Suspend…" }).click();
    const dialog = new TenantDialog(page, /^Suspend /);
    expect(await dialog.effects()).toMatchObject({ "Users who lose access": 0 });
    await dialog.reason.fill("    ");
    await dialog.confirm("Suspend tenant");
    await expect(dialog.dialog.getByRole("alert")).toBeFocused();
    await dialog.reason.fill("Without scripts");
    await dialog.confirm("Suspend tenant");
    await expect(page.getByText("This tenant is suspended.")).toBeVisible();
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("is suspended");
    expect(await api.get(`/super-admin/tenants/${tenant.tenantId}`)).toMatchObject({ statusReason: "Without scripts" });
    await page.reload();
    await expect(page.getByRole("region", { name: "Notifications" })).not.toContainText("is suspended");
  });
});
