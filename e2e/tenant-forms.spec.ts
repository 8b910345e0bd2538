import { expect, ready, test } from "./fixtures.ts";
import { type Api, type Page as ApiPage, type Tenant, uniqueCode } from "./pages/api.ts";
import { TenantForm } from "./pages/tenants.ts";

test.describe.configure({ mode: "parallel" });

const detail = (tenant: Pick<Tenant, "tenantId">) => `/console/tenants/${tenant.tenantId}`;
const byCode = async (api: Api, code: string) =>
  (await api.get<ApiPage<Tenant>>(`/super-admin/tenants?search=${code}`)).items.filter((each) => each.code === code);

test.describe("create", () => {
  test("what the server refuses is listed on top with links to the fields, and nothing typed is lost", async ({
    page,
    api,
  }) => {
    const code = uniqueCode();
    const form = new TenantForm(page);
    await form.open("/console/tenants/new");
    await form.fill({ name: "    ", code, timezone: "Mars/Olympus", currency: "ZZZ" });
    await form.choice("Segment").selectOption("Start-up");
    await form.create();
    await expect(form.summary).toBeFocused();
    await expect(form.summary).toContainText("Nothing was saved. Check the fields below.");
    await expect(form.summary.getByRole("listitem")).toHaveText([
      /^Name: /,
      /^Time zone: Must be an IANA time zone/,
      /^Currency: Must be an ISO 4217 code/,
    ]);
    await expect(form.field("Time zone")).toHaveAttribute("aria-invalid", "true");
    await expect(form.field("Time zone")).toHaveAccessibleDescription(/Must be an IANA time zone/);
    await form.summary.getByRole("link", { name: /^Time zone/ }).click();
    await expect(form.field("Time zone")).toBeFocused();
    await expect(form.field("Time zone")).toHaveValue("Mars/Olympus");
    await expect(form.code).toHaveValue(code);
    await expect(form.choice("Segment")).toHaveValue("startup");

    await form.fill({ name: `Test ${code}`, timezone: "Asia/Tokyo", currency: "JPY" });
    await form.create();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Test ${code}`);
    const created = await byCode(api, code);
    expect(created).toMatchObject([{ timezone: "Asia/Tokyo", currency: "JPY", segment: "startup", plan: null }]);
    const [record, ...others] = await api.audit({ entityId: created[0]?.tenantId ?? "" });
    expect(record).toMatchObject({ action: "TENANT_CREATED", outcome: "success" });
    expect(others).toEqual([]);
  });

  test("a taken code is said while typing and when sending; the corrected form creates", async ({ page, api }) => {
    const taken = await api.newTenant();
    const refused = await api.call("POST", "/super-admin/tenants", {
      body: { name: "Twin", code: taken.code, timezone: "UTC", currency: "USD" },
    });
    expect(refused.status).toBe(409);
    const { code: words } = refused.response["errors"] as { code: string };

    const form = new TenantForm(page);
    await form.open("/console/tenants/new");
    await ready(form.code);
    const fresh = uniqueCode();
    await form.fill({ name: `Test ${fresh}`, code: taken.code });
    await expect(form.code).toHaveAccessibleDescription(new RegExp(words));
    await form.create();
    await expect(form.summary).toBeFocused();
    await expect(form.summary.getByRole("link", { name: `Code: ${words}` })).toBeVisible();
    await form.fill({ code: fresh });
    await expect(form.code).toHaveAccessibleDescription("This code is free.");
    await form.create();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Test ${fresh}`);
    expect(await byCode(api, fresh)).toHaveLength(1);
    expect(await byCode(api, taken.code)).toMatchObject([{ tenantId: taken.tenantId }]);
  });

  test("a code of small letters is refused by the field itself", async ({ page }) => {
    const form = new TenantForm(page);
    await form.open("/console/tenants/new");
    await form.fill({ name: "Small letters", code: "small letters" });
    await form.create();
    await expect(form.code).toBeFocused();
    await expect(page).toHaveURL("/console/tenants/new");
    expect(await form.code.evaluate((field: HTMLInputElement) => field.validity.patternMismatch)).toBe(true);
  });

  test("sending twice creates one tenant", async ({ page, api }) => {
    const code = uniqueCode();
    const form = new TenantForm(page);
    await form.open("/console/tenants/new");
    await ready(form.code);
    await form.fill({ name: `Test ${code}`, code });
    await form.code.evaluate((field: HTMLInputElement) => {
      field.form?.requestSubmit();
      field.form?.requestSubmit();
    });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Test ${code}`);
    const created = await byCode(api, code);
    expect(created).toHaveLength(1);
    expect(await api.audit({ entityId: created[0]?.tenantId ?? "" })).toHaveLength(1);
  });

  test("without scripts: refused, corrected, created; sent again from history it stays one", async ({ open, api }) => {
    const page = await open({ role: "SuperAdmin", noScript: true });
    const code = uniqueCode();
    const form = new TenantForm(page);
    await form.open("/console/tenants/new");
    await form.fill({ name: `Test ${code}`, code, timezone: "Mars/Olympus" });
    await form.create();
    await expect(form.summary).toBeFocused();
    await form.summary.getByRole("link", { name: /^Time zone/ }).click();
    await expect(page).toHaveURL(/#field-timezone$/);
    await expect(form.field("Name")).toHaveValue(`Test ${code}`);
    await form.fill({ timezone: "UTC" });
    const sent = page.waitForRequest((request) => request.method() === "POST");
    await form.create();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Test ${code}`);
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("has been created");
    const request = await sent;
    const again = await page.request.fetch(request.url(), {
      method: "POST",
      headers: {
        "content-type": (await request.headerValue("content-type")) ?? "",
        origin: new URL(request.url()).origin,
      },
      data: request.postDataBuffer() ?? "",
      maxRedirects: 0,
    });
    const created = await byCode(api, code);
    expect(created).toHaveLength(1);
    expect(again.status()).toBe(303);
    expect(again.headers()["location"]).toContain(detail(created[0] ?? { tenantId: "none" }));
    expect(await api.audit({ entityId: created[0]?.tenantId ?? "" })).toHaveLength(1);
  });
});

test.describe("edit", () => {
  test("the review shows the change before it is saved", async ({ page, api }) => {
    const tenant = await api.newTenant({ plan: "free" });
    const form = new TenantForm(page);
    await form.open(`${detail(tenant)}/edit`);
    await expect(form.code).toHaveAttribute("readonly", "");
    await expect(form.code).toHaveAccessibleDescription(/it never changes/);
    await ready(form.field("Name"));
    await form.fill({ name: `${tenant.name} renamed`, currency: "EUR" });
    await form.choice("Plan").selectOption("Professional");
    await expect(page.getByRole("status").filter({ hasText: "3 unsaved changes" })).toBeVisible();
    await page.getByRole("button", { name: "Review changes" }).click();
    expect(await form.comparison("Changes")).toEqual([
      ["name", tenant.name, `${tenant.name} renamed`],
      ["currency", "NOK", "EUR"],
      ["plan", "free", "professional"],
    ]);
    expect(await api.get(`/super-admin/tenants/${tenant.tenantId}`)).toMatchObject({ name: tenant.name, plan: "free" });
    await expect(form.choice("Plan")).toHaveValue("professional");
    await form.save();
    await expect(page).toHaveURL(detail(tenant));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${tenant.name} renamed`);
    expect(await api.audit({ entityId: tenant.tenantId, action: "TENANT_UPDATED" })).toMatchObject([
      { before: { currency: "NOK", plan: "free" }, after: { currency: "EUR", plan: "professional" } },
    ]);
  });

  test("leaving with unsaved changes warns", async ({ page, api }) => {
    const form = new TenantForm(page);
    await form.open(`${detail(await api.newTenant())}/edit`);
    await ready(form.field("Name"));
    await form.fill({ currency: "EUR" });
    await expect(page.getByRole("status").filter({ hasText: "1 unsaved change" })).toBeVisible();
    const asked = page.waitForEvent("dialog");
    const leaving = page.reload().catch(() => undefined);
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.accept();
    await leaving;
  });

  test("anchors §4 Form: who saves second sees theirs and mine, chooses, and saves on top", async ({
    page,
    open,
    api,
  }) => {
    const tenant = await api.newTenant();
    const other = await open({ role: "SuperAdmin" });
    const [mine, theirs] = [new TenantForm(page), new TenantForm(other)];
    for (const form of [mine, theirs]) {
      await form.open(`${detail(tenant)}/edit`);
      await ready(form.field("Name"));
    }
    await theirs.fill({ name: `${tenant.name} theirs`, timezone: "Asia/Tokyo" });
    await theirs.save();
    await expect(other).toHaveURL(detail(tenant));

    await mine.fill({ name: `${tenant.name} mine`, currency: "SEK" });
    await mine.save();
    await expect(page.getByRole("alert", { name: /Somebody else has saved this tenant/ })).toBeFocused();
    expect(await mine.comparison("Their version and yours")).toEqual([
      ["Name", tenant.name, `${tenant.name} theirs`, `${tenant.name} mine`],
      ["Time zone", "Europe/Oslo", "Asia/Tokyo", "Europe/Oslo"],
      ["Currency", "NOK", "NOK", "SEK"],
    ]);
    expect(await api.get(`/super-admin/tenants/${tenant.tenantId}`)).toMatchObject({ name: `${tenant.name} theirs` });
    // What one side alone changed is merged already; the contested name waits for a choice.
    await expect(mine.field("Name")).toHaveValue(`${tenant.name} mine`);
    await expect(mine.field("Time zone")).toHaveValue("Asia/Tokyo");
    await expect(page.getByRole("radio", { name: "Time zone: theirs" })).toBeChecked();
    await expect(page.getByRole("radio", { name: "Currency: yours" })).toBeChecked();
    await expect(page.getByRole("radio", { name: "Name: yours" })).not.toBeChecked();
    await mine.save();
    await expect(page.getByRole("radio", { name: "Name: theirs" }), "a contested field needs a choice").toBeFocused();
    await page.keyboard.press("Space");
    await expect(mine.field("Name")).toHaveValue(`${tenant.name} theirs`);
    await page.keyboard.press("ArrowRight");
    await expect(mine.field("Name")).toHaveValue(`${tenant.name} mine`);
    await mine.save();
    await expect(page).toHaveURL(detail(tenant));
    expect(await api.get(`/super-admin/tenants/${tenant.tenantId}`)).toMatchObject({
      name: `${tenant.name} mine`,
      timezone: "Asia/Tokyo",
      currency: "SEK",
    });
  });

  test("theirs and mine can be chosen without scripts", async ({ open, api }) => {
    const tenant = await api.newTenant();
    const page = await open({ role: "SuperAdmin", noScript: true });
    const form = new TenantForm(page);
    await form.open(`${detail(tenant)}/edit`);
    const { name, timezone, currency } = tenant;
    await api.call("PUT", `/super-admin/tenants/${tenant.tenantId}`, {
      body: { name: `${name} theirs`, timezone, currency },
    });
    await form.fill({ name: `${name} mine` });
    await form.save();
    await page.getByRole("radio", { name: "Name: theirs" }).check();
    await form.save();
    await expect(page).toHaveURL(detail(tenant));
    expect(await api.get(`/super-admin/tenants/${tenant.tenantId}`)).toMatchObject({ name: `${name} theirs` });
  });
});
