import { expect, ready, test } from "./fixtures.ts";
import type { Api } from "./pages/api.ts";

const someTenant = async (api: Api): Promise<string> =>
  (await api.get<{ items: { tenant_id: string }[] }>("/system/tenants?pageSize=1")).items[0]?.tenant_id ?? "";

test.describe("a finance executive", () => {
  test.use({ role: "ROLE_EXECUTIVE_CFO" });

  test("takes a snapshot to a meeting, with and without scripts", async ({ page, api, open }) => {
    const href = `/executive/tenants/${await someTenant(api)}`;
    await page.goto(href);
    const take = page.getByRole("link", { name: "Take a snapshot" });
    await ready(take);
    await take.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Note").fill("Quarterly review");
    await dialog.getByRole("button", { name: "Take the snapshot" }).click();
    await expect(page).toHaveURL(/\/executive\/snapshots\/[0-9a-f-]{36}$/);
    await expect(page.getByText("Unchanged since it was captured")).toBeVisible();
    await expect(page.getByText("Quarterly review")).toBeVisible();
    await expect(page.getByText("Internal approximation / non-authoritative").first()).toBeVisible();
    for (const [name, type] of [
      ["PDF", "application/pdf"],
      ["CSV", "text/csv"],
    ] as const) {
      const file = await page.request.get((await page.getByRole("link", { name }).getAttribute("href")) ?? "");
      expect([file.status(), file.headers()["content-type"]]).toEqual([200, expect.stringContaining(type)]);
    }
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Snapshots" }).click();
    await expect(page.locator("[data-row]").filter({ hasText: "Quarterly review" }).first()).toBeVisible();

    const plain = await open({ role: "ROLE_EXECUTIVE_CFO", noScript: true });
    await plain.goto(`${href}?dialog=snapshot`);
    await plain.getByRole("button", { name: "Take the snapshot" }).click();
    await expect(plain.getByText("Unchanged since it was captured")).toBeVisible();
  });
});

test("a super admin finds no source degraded, and leaves it at that", async ({ page }) => {
  await page.goto("/console/chaos");
  const degrade = page.getByRole("button", { name: "Degrade these sources" });
  await ready(degrade);
  await degrade.click();
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("No source is degraded");
});
