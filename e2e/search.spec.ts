import type { Page } from "playwright/test";
import { expect, ready, test } from "./fixtures.ts";
import { uniqueCode } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

const input = (page: Page) => page.getByPlaceholder("Find tenants, users, pages…");

async function openPalette(page: Page, path = "/console/users"): Promise<void> {
  await page.goto(path);
  await ready(page.getByRole("heading", { level: 1 }));
  await page.keyboard.press("Control+k");
  await expect(input(page)).toBeFocused();
}

test("Ctrl+K finds a tenant and opens it, by keyboard alone", async ({ page, api }) => {
  const { tenantId, name, code } = await api.newTenant();
  await openPalette(page);
  await page.keyboard.type(code.toLowerCase());
  const option = page.getByRole("option", { name: new RegExp(name) });
  await expect(option).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("dialog", { name: "Search and jump" })).toContainText("1 result");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/console/tenants/${tenantId}`);
  await expect(page.getByRole("dialog", { name: "Search and jump" })).toBeHidden();
});

test("the palette opens pages, walks with the arrows, and Escape closes it", async ({ page }) => {
  await openPalette(page);
  await page.keyboard.type("audit log");
  await expect(page.getByRole("option", { name: /Audit log/ })).toBeVisible();
  await expect(page.getByText("No tenant, user, rule or record matches")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option", { name: /Audit log/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/console/audit");
  await page.keyboard.press("Control+k");
  await expect(input(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(input(page)).toBeHidden();
});

test("finds users by e-mail, and anything by its id", async ({ page, api }) => {
  const tenant = await api.newTenant();
  const user = await api.newUser("PoolAdmin", [tenant.tenantId]);
  const [record] = await api.audit({ entityId: user.userId });
  await openPalette(page);
  for (const [text, href] of [
    [user.email, `/console/users/${user.userId}`],
    [user.userId, `/console/users/${user.userId}`],
    [tenant.tenantId.toUpperCase(), `/console/tenants/${tenant.tenantId}`],
    [record?.auditId ?? "", `/console/audit/${record?.auditId}`],
    [record?.requestId ?? "", `/console/audit?requestId=${record?.requestId}`],
  ] as const) {
    await input(page).fill(text);
    await expect(page.getByRole("dialog", { name: "Search and jump" })).toContainText("1 result");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(href);
    await page.keyboard.press("Control+k");
    await expect(input(page)).toBeFocused();
  }
});

test("single keys lead to places and rest while one types", async ({ page }) => {
  await page.goto("/console/users");
  const search = page.getByRole("searchbox", { name: "Search users" });
  await ready(search);
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page).toHaveURL("/console/tenants");
  const tenants = page.getByRole("searchbox", { name: "Search tenants" });
  await ready(tenants);
  await tenants.pressSequentially("gu?jk");
  await expect(page).toHaveURL("/console/tenants?search=gu%3Fjk");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeHidden();
});

test("the search page shows the same without scripts, and what it searches ends at one's scope", async ({
  open,
  api,
}) => {
  const word = uniqueCode("Found");
  const tenant = await api.newTenant({ name: `${word} only` });
  const search = async (role: "SuperAdmin" | "PoolAdmin") => {
    const page = await open({ role, noScript: true });
    await page.goto("/console/tenants");
    await page.getByRole("link", { name: "Search…" }).click();
    await page.getByRole("searchbox", { name: "Search", exact: true }).fill(word.toLowerCase());
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(`/console/search?q=${word.toLowerCase()}`);
    return page;
  };
  const page = await search("SuperAdmin");
  await page.getByRole("link", { name: new RegExp(tenant.name) }).click();
  await expect(page).toHaveURL(`/console/tenants/${tenant.tenantId}`);
  const foreign = await search("PoolAdmin");
  await expect(foreign.getByText(`Nothing matches “${word.toLowerCase()}”`)).toBeVisible();
});
