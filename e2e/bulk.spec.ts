import { readFile } from "node:fs/promises";
import { expect, ready, test } from "./fixtures.ts";
import { type Api, type Tenant, uniqueCode } from "./pages/api.ts";
import { TenantList } from "./pages/tenants.ts";

interface Bulk {
  readonly bulkOperationId: string;
  readonly status: string;
  readonly progress: Readonly<Record<string, number>>;
}

/** Tenants whose names begin alike, so that a search finds them and nobody else. */
async function flock(api: Api, count: number): Promise<{ name: string; tenants: Tenant[] }> {
  const name = `Flock ${uniqueCode()}`;
  const tenants: Tenant[] = [];
  for (let n = 1; n <= count; n += 1) {
    tenants.push(await api.newTenant({ name: `${name} ${n}` }));
  }
  return { name, tenants };
}

const statusOf = async (api: Api, { tenantId }: Tenant): Promise<string> =>
  (await api.get<Tenant>(`/super-admin/tenants/${tenantId}`)).status;

test.describe("issue 3 §8 bulk acts", () => {
  test("by keyboard: select all that match, see what would happen, say why, watch, and read the results", async ({
    page,
    api,
  }) => {
    const { name, tenants } = await flock(api, 4);
    const list = new TenantList(page);
    await list.open({ search: name, pageSize: "25", sort: "name" });
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    const bar = page.getByRole("region", { name: "Selected rows" });
    await expect(bar).toContainText("1 selected");
    await bar.getByRole("checkbox", { name: "Select all 4 matching" }).focus();
    await page.keyboard.press("Space");
    await expect(bar).toContainText("4 selected");
    const late = await api.newTenant({ name: `${name} late` });
    await bar.getByRole("button", { name: "Suspend…" }).focus();
    await page.keyboard.press("Enter");

    const dialog = page.getByRole("dialog", { name: /^Suspend \d+ tenants\?/ });
    await expect(dialog).toBeVisible({ timeout: 15_000 });
    await expect(dialog.getByRole("link", { name: "Cancel" })).toBeFocused();
    const shown = await dialog.getByRole("list", { name: "What will happen" }).getByRole("listitem").allTextContents();
    const selection = new URL(page.url()).searchParams.get("selection");
    const { response } = await api.expect<{ preview: { effects: Record<string, number>; total: number } }>(
      200,
      "POST",
      "/super-admin/bulk-operations?dryRun=true",
      { body: { operation: "suspendTenants", selectionToken: selection, reason: "Contract ended" } },
    );
    const { effects, total } = response.preview;
    expect(shown[0], "the dialog shows the dry run's own count").toBe(`Tenants suspended${effects["rows"]}`);
    expect(shown).toContain(`Sessions ended${effects["sessions"]}`);
    expect(total).toBe(5);
    await dialog.getByLabel(/^Reason/).fill("Contract ended");
    await dialog.getByRole("button", { name: /^Suspend \d+ tenants/ }).press("Enter");

    await expect(page).toHaveURL(/\/console\/bulk\/[0-9a-f-]{36}$/);
    await expect(page.getByText("Succeeded")).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("region", { name: "Progress" })).toContainText("5 of 5 rows");
    const results = page.getByRole("region", { name: "Rows" });
    await expect(results.getByRole("row").filter({ hasText: "Done" })).toHaveCount(5);
    for (const tenant of [...tenants, late]) {
      expect(await statusOf(api, tenant)).toBe("suspended");
    }
    await page.getByRole("link", { name: "Everything that it did, in the audit log" }).click();
    // Five rows and the end; the start stands under the request that asked for it.
    await expect(page.getByRole("region", { name: "Audit log" }).locator("[data-row]")).toHaveCount(6);
  });

  test("rows that are created after the selection are left alone, and the refused ones say why", async ({
    page,
    api,
  }) => {
    const { name, tenants } = await flock(api, 2);
    const list = new TenantList(page);
    await list.open({ search: name, pageSize: "25" });
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await page.getByRole("checkbox", { name: "Select all 2 matching" }).check();
    await page.getByRole("button", { name: "Suspend…" }).click();
    const dialog = page.getByRole("dialog", { name: "Suspend 2 tenants?" });
    await expect(dialog).toBeVisible();
    const late = await api.newTenant({ name: `${name} late` });
    const [gone] = tenants;
    await api.expect(200, "DELETE", `/super-admin/tenants/${gone?.tenantId}?confirm=true`);
    await dialog.getByLabel(/^Reason/).fill("Contract ended");
    await dialog.getByRole("button", { name: "Suspend 2 tenants" }).click();
    await expect(page.getByText("Succeeded")).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText("2 matched when they were selected, 1 when it started")).toBeVisible();
    expect(await statusOf(api, late)).toBe("active");

    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV" }).click();
    const file = await readFile((await (await download).path()) ?? "", "utf8");
    expect(file.split("\r\n")[0]).toBe("entityId,label,outcome,code,message,finishedOn");
    expect(file).toContain(tenants[1]?.tenantId);
  });

  test("many who would be shut out are asked about twice", async ({ page, api }) => {
    const ids = Array.from({ length: 101 }, (_, n) => `01930d5e-7a10-7c3e-9b1f-${String(n).padStart(12, "0")}`);
    await page.goto(`/console/tenants?bulk=suspendTenants&ids=${ids.join(".")}`);
    const dialog = page.getByRole("dialog", { name: "Suspend 101 tenants?" });
    await expect(dialog.getByText("Refused: Not found")).toBeVisible();
    await dialog.getByLabel(/^Reason/).fill("Contract ended");
    await dialog.getByLabel(/Type/).fill("100");
    await dialog.getByRole("button", { name: "Suspend 101 tenants" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Does not match the number of rows");
    await dialog.getByLabel(/Type/).fill("101");
    await dialog.getByRole("button", { name: "Suspend 101 tenants" }).click();
    await expect(page.getByText("Failed", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    const id = new URL(page.url()).pathname.split("/").at(-1);
    expect(await api.get<Bulk>(`/super-admin/bulk-operations/${id}`)).toMatchObject({
      status: "failed",
      progress: { total: 101, done: 0, failed: 101 },
    });
  });

  test("without scripts: ticked rows, dialog, progress by link, list", async ({ open, api }) => {
    const { name, tenants } = await flock(api, 2);
    const page = await open({ role: "SuperAdmin", noScript: true });
    await page.goto(`/console/tenants?search=${encodeURIComponent(name)}`);
    for (const tenant of tenants) {
      await page.getByRole("checkbox", { name: `Select ${tenant.name}` }).check();
    }
    await page.getByRole("button", { name: "Suspend…" }).click();
    const dialog = page.getByRole("dialog", { name: "Suspend 2 tenants?" });
    await dialog.getByLabel(/^Reason/).fill("Contract ended");
    await dialog.getByRole("button", { name: "Suspend 2 tenants" }).click();
    await expect(page).toHaveURL(/\/console\/bulk\/[0-9a-f-]{36}$/);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("Succeeded")).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 30_000 });
    await page.goto("/console/bulk?operation=suspendTenants");
    await expect(page.getByRole("region", { name: "Bulk operations" }).locator("[data-row]").first()).toContainText(
      "Suspend tenants",
    );
  });

  test("an Auditor is offered none, a PoolAdmin those of users", async ({ open }) => {
    const auditor = await open({ role: "Auditor" });
    await auditor.goto("/console/tenants");
    await ready(auditor.getByRole("region", { name: "Tenants" }));
    await expect(auditor.getByRole("checkbox", { name: /^Select / })).toHaveCount(0);
    const pool = await open({ role: "PoolAdmin" });
    await pool.goto("/console/tenants");
    await expect(pool.getByRole("checkbox", { name: /^Select / })).toHaveCount(0);
    await pool.goto("/console/users");
    await pool
      .getByRole("checkbox", { name: /^Select / })
      .nth(1)
      .check();
    await expect(pool.getByRole("button", { name: "Lock…", exact: true })).toBeVisible();
  });
});
