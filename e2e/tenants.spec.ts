import { expect, ready, test } from "./fixtures.ts";
import { Api, type Page as ApiPage, type Tenant, uniqueCode } from "./pages/api.ts";
import { TenantDialog, TenantForm, TenantList } from "./pages/tenants.ts";

test.describe.configure({ mode: "parallel" });

const detail = (tenant: Pick<Tenant, "tenantId">) => `/console/tenants/${tenant.tenantId}`;
const byCode = async (api: Api, code: string) =>
  (await api.get<ApiPage<Tenant>>(`/super-admin/tenants?search=${code}`)).items.filter((each) => each.code === code);

/** Some tenants that no other test has: their names begin with a word of their own, then A, B, C … */
async function family(api: Api, count: number): Promise<{ word: string; names: string[]; tenants: Tenant[] }> {
  const word = uniqueCode("Family");
  const names = Array.from({ length: count }, (_, index) => `${word} ${String.fromCharCode(65 + index)}`);
  const tenants: Tenant[] = [];
  for (const name of names) tenants.push(await api.newTenant({ name }));
  return { word, names, tenants };
}

test.describe("list", () => {
  test("searches while one types, by name or code in any case, and the URL carries it", async ({ page, api }) => {
    const { word, names, tenants } = await family(api, 2);
    const list = new TenantList(page);
    await list.open();
    await list.search.pressSequentially(word.toLowerCase());
    await list.expectNames([...names].reverse());
    await expect(page).toHaveURL(`/console/tenants?search=${word.toLowerCase()}`);
    await expect(list.search).toBeFocused();
    await expect(list.chips).toContainText(word.toLowerCase());
    await list.search.fill(tenants[0]?.code ?? "");
    await list.expectNames(names.slice(0, 1));
  });

  test("the slash key leads to the search", async ({ page }) => {
    const list = new TenantList(page);
    await list.open();
    await page.keyboard.press("/");
    await expect(list.search).toBeFocused();
    await expect(list.search).toHaveValue("");
  });

  test("filters lie in the URL, are taken away chip by chip, and Back restores them", async ({ page, api }) => {
    const { word, names } = await family(api, 1);
    const suspended = await api.newTenant({ name: `${word} Z`, isActive: false, segment: "smb" });
    const list = new TenantList(page);
    await list.open({ search: word });
    await list.expectNames([suspended.name, ...names]);
    await page.getByRole("combobox", { name: "Status" }).selectOption("Suspended");
    await list.expectNames([suspended.name]);
    await page.getByRole("combobox", { name: "Segment" }).selectOption("Small business");
    await expect(page).toHaveURL(`/console/tenants?search=${word}&status=suspended&segment=smb`);
    await expect(list.row(suspended.name)).toContainText("Suspended");
    await list.chips.getByRole("link", { name: "Remove filter Status: Suspended" }).click();
    await expect(page).toHaveURL(`/console/tenants?search=${word}&segment=smb`);
    await expect(page.getByRole("combobox", { name: "Status" })).toHaveValue("");
    await page.goBack();
    await expect(page.getByRole("combobox", { name: "Status" })).toHaveValue("suspended");
    await list.chips.getByRole("link", { name: "Clear all" }).click();
    await expect(page).toHaveURL("/console/tenants");
    await expect(list.search).toHaveValue("");
    await expect(list.chips).toHaveCount(0);
  });

  test("a header sorts, and turns the order round", async ({ page, api }) => {
    const { word, names } = await family(api, 3);
    const list = new TenantList(page);
    await list.open({ search: word });
    await list.expectNames([...names].reverse());
    await expect(list.header("Created")).toHaveAttribute("aria-sort", "descending");
    await list.header("Tenant").getByRole("link").click();
    await list.expectNames(names);
    await expect(page).toHaveURL(/[?&]sort=name(&|$)/);
    await expect(list.header("Tenant")).toHaveAttribute("aria-sort", "ascending");
    await list.header("Tenant").getByRole("link").click();
    await list.expectNames([...names].reverse());
    await expect(list.header("Tenant")).toHaveAttribute("aria-sort", "descending");
    await expect(list.header("Created")).toHaveAttribute("aria-sort", "none");
  });

  test("pages through, and another page size begins at the first page", async ({ page, api }) => {
    const { word, names } = await family(api, 26);
    const list = new TenantList(page);
    await list.open({ search: word, sort: "name", pageSize: "25" });
    await list.expectNames(names.slice(0, 25));
    await expect(page.getByText("1–25 of 26 tenants")).toBeVisible();
    await page.getByRole("link", { name: "Next page" }).click();
    await list.expectNames(names.slice(25));
    await expect(page).toHaveURL(/[?&]page=2/);
    await expect(page.getByText("26–26 of 26 tenants")).toBeVisible();
    await expect(page.getByRole("link", { name: "Next page" })).toHaveCount(0);
    await page.getByRole("link", { name: "100 rows per page" }).click();
    await list.expectNames(names);
    await expect(page).not.toHaveURL(/[?&]page=/);
  });

  test("columns are chosen and stay chosen", async ({ page }) => {
    const list = new TenantList(page);
    await list.open();
    await expect(list.header("Plan")).toBeVisible();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Plan" }).uncheck();
    await expect(list.header("Plan")).toHaveCount(0);
    await page.reload();
    await ready(list.table);
    await expect(list.header("Plan")).toHaveCount(0);
    await expect(list.header("Status")).toBeVisible();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Plan" }).check();
    await expect(list.header("Plan")).toBeVisible();
  });

  test("j and k walk the rows, Enter opens", async ({ page, api }) => {
    const { word, names, tenants } = await family(api, 3);
    const list = new TenantList(page);
    await list.open({ search: word, sort: "name" });
    const link = (name: string | undefined) => page.getByRole("link", { name: name ?? "", exact: true });
    for (const [key, index] of [
      ["j", 0],
      ["j", 1],
      ["j", 2],
      ["j", 2],
      ["k", 1],
    ] as const) {
      await page.keyboard.press(key);
      await expect(link(names[index])).toBeFocused();
    }
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(detail(tenants[1] ?? { tenantId: "" }));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(names[1] ?? "");
  });

  test("nothing that matches says so and offers to clear the filters", async ({ page }) => {
    const list = new TenantList(page);
    await list.open({ search: uniqueCode("Nothing") });
    await expect(page.locator("[data-empty=no-match]")).toContainText("No tenant matches");
    await page.getByRole("link", { name: "Clear the filters" }).click();
    await expect(page).toHaveURL("/console/tenants");
    await expect(list.rows.first()).toBeVisible();
  });

  test("an address that asks for the impossible says what is wrong with it", async ({ page }) => {
    await page.goto("/console/tenants?pageSize=101");
    await expect(page.getByRole("main")).toContainText("pageSize");
    await page.getByRole("link", { name: "Clear the filters" }).click();
    await expect(page).toHaveURL("/console/tenants");
  });
});

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

test.describe("anchors §4 List page: peek", () => {
  test("p opens the row beside the list, j and k take it along, Esc closes it; selection and place stay", async ({
    page,
    api,
  }) => {
    const [first, second] = [await api.newTenant(), await api.newTenant()];
    const list = new TenantList(page);
    await list.open();
    await page.keyboard.press("j");
    await expect(list.row(second.name).getByRole("link", { name: second.name, exact: true })).toBeFocused();
    await page.keyboard.press("p");
    const panel = page.getByRole("complementary", { name: "Peek" });
    await expect(panel.getByRole("heading", { name: second.name })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`peek=${second.tenantId}`));
    await page.keyboard.press("j");
    await expect(panel.getByRole("heading", { name: first.name })).toBeVisible();
    await expect(list.row(first.name).getByRole("link", { name: first.name, exact: true })).toBeFocused();
    await page.keyboard.press("k");
    await expect(panel.getByRole("heading", { name: second.name })).toBeVisible();
    await expect(panel.getByText(second.tenantId)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(list.row(second.name).getByRole("link", { name: second.name, exact: true })).toBeFocused();
    await page.goBack();
    await expect(page, "peeking leaves no trail in the history").not.toHaveURL(/console\/tenants/);
  });

  test("the panel is a part of the address, reads without scripts, and says when there is nothing", async ({
    open,
    api,
  }) => {
    const tenant = await api.newTenant();
    const page = await open({ role: "SuperAdmin", noScript: true });
    await page.goto(`/console/tenants?search=${tenant.code}`);
    await page.getByRole("link", { name: `Peek at ${tenant.name}` }).click();
    const panel = page.getByRole("complementary", { name: "Peek" });
    await expect(panel.getByRole("heading", { name: tenant.name })).toBeVisible();
    await panel.getByRole("link", { name: "Close the panel" }).click();
    await expect(panel).toBeHidden();
    await page.goto("/console/tenants?peek=01930d5e-7a10-7c3e-9b1f-3f2a64d0c999");
    await expect(panel.getByText("no longer exists")).toBeVisible();
    await expect(page.getByRole("region", { name: "Tenants" })).toBeVisible();
  });
});
