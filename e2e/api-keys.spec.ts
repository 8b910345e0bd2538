import { expect, ready, test } from "./fixtures.ts";
import { Api, uniqueCode } from "./pages/api.ts";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

for (const noScript of [false, true]) {
  const how = noScript ? "without scripts" : "with scripts";

  test(`a key is made, shown once, reads, and is revoked, ${how}`, async ({ open, origin }) => {
    const page = await open({ role: "SuperAdmin", noScript });
    const name = uniqueCode("Display");
    await page.goto("/console/api-keys");
    await page.getByRole("link", { name: "New API key" }).first().click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Role").selectOption("Auditor");
    await page.getByRole("button", { name: "Make API key" }).click();
    await expect(page.getByRole("heading", { name: `${name} is ready` })).toBeVisible({ timeout: 15_000 });
    const secret = (await page.getByText(/^rk_[\w-]{43}$/).textContent()) ?? "";
    const key = new Api(origin, secret);
    await key.expect(200, "GET", "/admin/tenants?pageSize=1");
    await page.goto(`/console/api-keys?search=${name}`);
    await expect(page.getByText(secret)).toHaveCount(0);
    const row = page.getByRole("row").filter({ hasText: name });
    await expect(row).toContainText("Active");
    const revoke = row.getByRole("link", { name: /^Revoke/ });
    if (!noScript) await ready(revoke);
    await revoke.click();
    await page.getByRole("button", { name: "Revoke API key" }).click();
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("works no more", {
      timeout: 15_000,
    });
    expect((await key.call("GET", "/admin/tenants?pageSize=1")).status).toBe(401);
  });
}

test("a role bound to tenants without any is refused at the field, and what was typed stays", async ({ page }) => {
  await page.goto("/console/api-keys/new");
  await ready(page.getByLabel("Name"));
  await page.getByLabel("Name").fill("Pool display");
  await page.getByLabel("Role").selectOption("PoolAdmin");
  await page.getByRole("button", { name: "Make API key" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Tenants: The role is bound to tenants");
  await expect(page.getByLabel("Name")).toHaveValue("Pool display");
});

test("an actor of the audit log that is a key leads to it", async ({ page, api, origin }) => {
  const name = uniqueCode("Actor");
  const body = { name, role: "ROLE_EXECUTIVE_CEO" };
  const { response } = await api.expect<{ apiKeyId: string; secret: string }>(201, "POST", "/super-admin/api-keys", {
    body,
  });
  expect((await new Api(origin, response.secret).call("GET", "/super-admin/tenants")).status).toBe(403);
  await page.goto(`/console/users/${response.apiKeyId}`);
  await expect(page).toHaveURL(`/console/api-keys?search=${name}`);
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Active");
});
