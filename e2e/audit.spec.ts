import { readFileSync } from "node:fs";
import { expect, ready, test } from "./fixtures.ts";
import { type Api, type AuditRecord, type Tenant, uniqueCode } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

/** A tenant that was created, changed and suspended, with the records of that, newest first. */
async function pastOf(api: Api): Promise<{ tenant: Tenant; records: readonly AuditRecord[]; requestId: string }> {
  const tenant = await api.newTenant();
  const path = `/super-admin/tenants/${tenant.tenantId}`;
  const requestId = uniqueCode("request");
  const body = { name: `${tenant.name} renamed`, timezone: "Europe/Oslo", currency: "EUR" };
  await api.expect(200, "PUT", path, { body, headers: { "x-request-id": requestId } });
  await api.expect(200, "PATCH", `${path}/status`, { body: { isActive: false, reason: "Compliance hold" } });
  const records = await api.audit({ entityId: tenant.tenantId });
  expect(records.map(({ action }) => action)).toEqual(["TENANT_SUSPENDED", "TENANT_UPDATED", "TENANT_CREATED"]);
  return { tenant, records, requestId };
}

test("filters lie in the URL, become chips, and are taken away one by one", async ({ page, api }) => {
  const { tenant } = await pastOf(api);
  const { tenantId } = tenant;
  await page.goto(`/console/audit?entityId=${tenantId}`);
  const table = page.getByRole("region", { name: "Audit log" });
  const rows = table.locator("[data-row]");
  await expect(rows).toHaveCount(3);
  await ready(table);
  await page.getByRole("combobox", { name: "Action" }).selectOption("Tenant suspended");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL((url) => {
    expect(Object.fromEntries(url.searchParams)).toEqual({ entityId: tenantId, action: "TENANT_SUSPENDED" });
    return true;
  });
  await expect(rows).toContainText("Compliance hold");
  const chips = page.getByRole("list", { name: "Active filters" });
  await chips.getByRole("link", { name: "Remove filter Action: Tenant suspended" }).click();
  await expect(rows).toHaveCount(3);
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("Denied");
  await expect(page.locator("[data-empty=no-match]")).toContainText("No record matches");
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Outcome" })).toHaveValue("denied");
  await page.getByRole("link", { name: "Clear the filters" }).click();
  await expect(page).toHaveURL("/console/audit");
});

test("an id is typed behind “By id”, days bound the time", async ({ page, api }) => {
  const { tenant } = await pastOf(api);
  await page.goto("/console/audit");
  const table = page.getByRole("region", { name: "Audit log" });
  await ready(table);
  await page.getByText("By id").click();
  await page.getByLabel("Tenant id").fill(tenant.tenantId);
  const rows = table.locator("[data-row]");
  await expect(rows).toHaveCount(3);
  await expect(page).toHaveURL(`/console/audit?tenantId=${tenant.tenantId}`);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  await page.goto(`/console/audit?tenantId=${tenant.tenantId}&dateFrom=${day(-1)}&dateTo=${day(1)}`);
  await expect(rows).toHaveCount(3);
  await page.goto(`/console/audit?tenantId=${tenant.tenantId}&dateTo=${day(-1)}`);
  await expect(page.locator("[data-empty=no-match]")).toBeVisible();
});

test("an impossible filter is named, and the filters stay in reach", async ({ page }) => {
  await page.goto("/console/audit?tenantId=no-id");
  await expect(page.getByRole("main")).toContainText("tenantId: ");
  await expect(page.getByRole("combobox", { name: "Action" })).toBeVisible();
  await page.getByRole("link", { name: "Clear the filters" }).click();
  await expect(page).toHaveURL("/console/audit");
});

test("a record has an address of its own, with what changed and the ways on", async ({ page, api }) => {
  const { tenant, records, requestId } = await pastOf(api);
  const [, updated] = records;
  await page.goto(`/console/audit?entityId=${tenant.tenantId}&action=TENANT_UPDATED`);
  await page.getByRole("region", { name: "Audit log" }).locator("[data-row-link]").click();
  await expect(page).toHaveURL(`/console/audit/${updated?.auditId}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/Changed .*name.* and currency of tenant/);
  const changes = page.getByRole("table", { name: "Changes" }).locator("tbody tr");
  await expect(changes.filter({ hasText: "currency" }).locator("td")).toHaveText(["NOK", "EUR"]);
  await expect(changes.filter({ hasText: "name" }).locator("td")).toHaveText([tenant.name, `${tenant.name} renamed`]);
  await expect(page.getByRole("main")).toContainText(requestId);
  await page.getByText("Raw record", { exact: true }).click();
  await expect(page.getByText(`"auditId": "${updated?.auditId}"`)).toBeVisible();

  await expect(page.getByRole("main")).toContainText("It recorded nothing else.");
  await page.getByRole("link", { name: "Everything this request did" }).click();
  await expect(page).toHaveURL(`/console/audit?requestId=${requestId}&sort=occurredOn`);
  const rows = page.getByRole("region", { name: "Audit log" }).locator("[data-row]");
  await expect(rows).toHaveCount(1);
  await page.goBack();
  await page.getByRole("link", { name: "Events of this tenant", exact: true }).first().click();
  await expect(rows).toHaveCount(3);
});

test("the permalink of an unknown record is not found", async ({ page }) => {
  const answer = await page.goto("/console/audit/019a0000-0000-7000-8000-000000000000");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
});

test("reads, filters and leads on without scripts", async ({ open, api }) => {
  const { tenant } = await pastOf(api);
  const page = await open({ role: "Auditor", noScript: true });
  await page.goto(`/console/audit?entityId=${tenant.tenantId}`);
  await page.getByRole("combobox", { name: "Action" }).selectOption("Tenant created");
  await page.getByRole("button", { name: "Apply" }).click();
  const rows = page.getByRole("region", { name: "Audit log" }).locator("[data-row-link]");
  await expect(rows).toHaveCount(1);
  await rows.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Created tenant ${tenant.name}`);
});

test("an export states its size and form first, then hands over the filtered records and is on record", async ({
  page,
  api,
}) => {
  const { tenant } = await pastOf(api);
  await page.goto(`/console/audit?tenantId=${tenant.tenantId}`);
  await ready(page.getByRole("region", { name: "Audit log" }));
  await page.getByRole("link", { name: "Export…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export the audit log" });
  await expect(dialog).toContainText("About 3 records match.");
  await expect(dialog.getByRole("list", { name: "Filters" })).toContainText(tenant.tenantId);
  await dialog.getByRole("radio", { name: "NDJSON" }).check();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^audit-log-[\dT-]+Z\.ndjson$/);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\n");
  const actions = lines.map((line) => (JSON.parse(line) as AuditRecord).action);
  expect(actions).toEqual(["TENANT_SUSPENDED", "TENANT_UPDATED", "TENANT_CREATED"]);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("the events of one request read together, each leading to the next", async ({ page, api }) => {
  const { tenant } = await pastOf(api);
  const requestId = uniqueCode("export");
  const path = `/super-admin/audit-logs/export?format=csv&tenantId=${tenant.tenantId}`;
  const text = await api.text(path, { "x-request-id": requestId });
  expect(text.trim().split("\r\n")).toHaveLength(4);
  const [ended, began] = await api.audit({ requestId });
  await page.goto(`/console/audit/${began?.auditId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Began to export the audit log as CSV, narrowed by 1 filter",
  );
  const events = page.getByRole("list", { name: "Events of the same request" });
  await expect(events.getByRole("listitem")).toHaveCount(2);
  await expect(events.locator("[aria-current]")).toContainText("Began to export the audit log");
  await events.getByRole("link", { name: "Exported 3 rows of the audit log as CSV" }).click();
  await expect(page).toHaveURL(`/console/audit/${ended?.auditId}`);
});

test("a sentence leads to its thing, and the thing to its events", async ({ page, api }) => {
  const { tenant, records } = await pastOf(api);
  await page.goto(`/console/audit/${records[0]?.auditId}`);
  await page.getByRole("heading", { level: 1 }).getByRole("link").click();
  await expect(page).toHaveURL(`/console/tenants/${tenant.tenantId}`);
  await page.goto(`/console/tenants/${tenant.tenantId}?tab=activity`);
  await expect(page.getByRole("region", { name: "Audit log" }).locator("[data-row]")).toHaveCount(3);
});
