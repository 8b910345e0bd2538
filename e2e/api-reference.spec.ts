import { expect, ready, test } from "./fixtures.ts";
import { type Page, type Tenant, uniqueCode } from "./pages/api.ts";

test("SRS §17, §18: the API page shows what the role may call, documents it and calls it by the session", async ({
  page,
  api,
}) => {
  await page.goto("/console/api");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("API");
  const search = page.getByRole("searchbox", { name: "Search operations" });
  await ready(search);
  await search.fill("create tenant");
  await expect(page).toHaveURL(/search=create\+tenant/);
  await page
    .getByRole("link", { name: /Create a tenant/ })
    .first()
    .click();
  await expect(page).toHaveURL("/console/api/super-admin.createTenant");
  await expect(page.getByRole("table", { name: "Members of the body" })).toContainText("timezone");
  await expect(page.getByRole("region", { name: "Command" })).toContainText('"Authorization: Bearer $TOKEN"');

  const code = uniqueCode();
  const body = page.getByLabel("Body", { exact: true });
  await ready(body);
  await body.fill(JSON.stringify({ name: `Tried ${code}`, code, timezone: "UTC", currency: "USD" }));
  await page.getByRole("button", { name: "Make the call" }).click();
  const answer = page.getByRole("region", { name: "What came back" });
  await expect(answer).toContainText("dryRun=true");
  await expect(answer.getByRole("region", { name: "Body of the answer" })).toContainText("nothing was changed");
  await page.getByLabel("Dry run", { exact: true }).uncheck();
  await page.getByRole("button", { name: "Make the call" }).click();
  await expect(answer).not.toContainText("dryRun");
  await expect(answer).toContainText("201");
  await expect(answer.getByRole("region", { name: "Body of the answer" })).toContainText(code);
  const { items } = await api.get<Page<Tenant>>(`/super-admin/tenants?search=${code}`);
  const entityId = items[0]?.tenantId ?? "";
  expect(await api.audit({ tenantId: entityId, action: "TENANT_CREATED" })).toMatchObject([{ entityId }]);
  expect(await page.content()).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});

test("SRS §17: a role is shown its own operations alone, and files hold no more; nobody is shown nothing", async ({
  open,
}) => {
  const page = await open({ role: "ROLE_FINANCE", noScript: true });
  expect((await page.goto("/console/api/super-admin.createTenant"))?.status()).toBe(404);
  await page.goto("/console/api");
  await expect(page.getByRole("link", { name: "/api/v1/super-admin/" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "/api/v1/system/revenue-protection" })).toHaveCount(1);
  const files = ["openapi.json", "rookery.postman_collection.json", "rookery.postman_environment.json"];
  for (const file of files) {
    const answer = await page.request.get(`/console/api/files/${file}`);
    expect(answer.status(), file).toBe(200);
    expect(await answer.text(), file).not.toContain("/super-admin/");
  }
  expect((await page.request.get("/console/api/files/other.json")).status()).toBe(404);

  // The form works without scripts as well: it is a plain submission, refused as the operation would refuse it.
  await page.goto("/console/api/getRevenueProtection");
  await page.getByLabel("window").fill("weekly");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await expect(page.getByRole("region", { name: "What came back" })).toContainText("VALIDATION_ERROR");

  const nobody = await open({ storageState: { cookies: [], origins: [] } });
  expect((await nobody.request.get(`/console/api/files/${files[0]}`)).status()).toBe(401);
  await nobody.goto("/console/api");
  await expect(nobody).toHaveURL(/\/login/);
});
