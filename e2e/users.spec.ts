import { expect, ready, signIn, test } from "./fixtures.ts";
import { Api, type Page as ApiPage, USER_PASSWORD, uniqueCode } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

interface User {
  readonly userId: string;
  readonly email: string;
  readonly status: string;
}

const byEmail = async (api: Api, email: string) =>
  (await api.get<ApiPage<User>>(`/super-admin/users?${new URLSearchParams({ email })}`)).items;

test("the list searches by e-mail while one types, filters, and opens a user", async ({ page, api }) => {
  const { tenantId } = await api.newTenant();
  const user = await api.newUser("PoolAdmin", [tenantId]);
  await page.goto("/console/users");
  const table = page.getByRole("region", { name: "Users" });
  await ready(table);
  await page.keyboard.press("/");
  await page.keyboard.type(user.email.slice(2).toUpperCase());
  const rows = table.locator("[data-row]");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(user.email);
  await expect(rows).toContainText("Pool admin");
  await expect(page).toHaveURL(/[?&]email=/);
  await page.getByRole("combobox", { name: "Status" }).selectOption("Locked");
  await expect(page.locator("[data-empty=no-match]")).toContainText("No user matches");
  await page.getByRole("link", { name: "Remove filter Status: Locked" }).click();
  await rows.locator("[data-row-link]").click();
  await expect(page).toHaveURL(`/console/users/${user.userId}`);
  await expect(page.getByRole("main")).toContainText(user.email);
});

test("a tenant's users are a filter of the list", async ({ page, api }) => {
  const { tenantId, name } = await api.newTenant();
  const members = [await api.newUser("PoolAdmin", [tenantId]), await api.newUser("Auditor", [tenantId])];
  await page.goto(`/console/tenants/${tenantId}?tab=users`);
  await page.getByRole("link", { name: "Search and filter these users" }).click();
  await expect(page).toHaveURL(`/console/users?tenantId=${tenantId}`);
  const rows = page.getByRole("region", { name: "Users" }).locator("[data-row]");
  await expect(rows).toHaveCount(2);
  for (const { email } of members) await expect(rows.filter({ hasText: email })).toContainText(name);
});

test("a user's page has its sections at addresses of their own", async ({ page, api, origin }) => {
  const { tenantId, name, code } = await api.newTenant();
  const user = await api.newUser("PoolAdmin", [tenantId]);
  await Api.login(origin, user);
  await page.goto(`/console/users/${user.userId}`);
  await expect(page.getByRole("main")).toContainText(name);
  await expect(page.getByRole("main")).toContainText(code);
  const tabs = page.getByRole("navigation", { name: "Sections of this user" });
  await tabs.getByRole("link", { name: "Sessions" }).click();
  await expect(page).toHaveURL(`/console/users/${user.userId}?tab=sessions`);
  await expect(page.getByRole("main").getByText("API", { exact: true })).toBeVisible();
  await tabs.getByRole("link", { name: "Activity" }).click();
  await expect(page).toHaveURL(`/console/users/${user.userId}?tab=activity`);
  await expect(page.getByRole("main")).toContainText("Signed in");
  await page.getByRole("link", { name: "Open in the audit log" }).click();
  await expect(page).toHaveURL(`/console/audit?actorId=${user.userId}`);
});

test("an unknown user is not found", async ({ page }) => {
  const answer = await page.goto("/console/users/019a0000-0000-7000-8000-000000000000");
  expect(answer?.status()).toBe(404);
});

test("what is wrong with an invitation is listed with links to the fields, and nothing typed is lost", async ({
  page,
  api,
}) => {
  const known = await api.newUser("Auditor");
  await page.goto("/console/users/new");
  const email = page.getByLabel("E-mail address");
  const summary = page.getByRole("main").getByRole("alert");
  await ready(email);
  await email.fill("no address");
  await page.getByLabel(/^Tenants/).fill("no-id");
  await page.getByRole("button", { name: "Invite user" }).click();
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("listitem")).toHaveText([/^E-mail address: /, /^Name: /, /^Role: /, /^Tenants: /]);
  await summary.getByRole("link", { name: /^E-mail address/ }).click();
  await expect(email).toBeFocused();
  await expect(email).toHaveValue("no address");

  await email.fill(known.email);
  await page.getByLabel("Name").fill("Somebody Else");
  await page.getByLabel("Role").selectOption("Auditor");
  await page.getByLabel(/^Tenants/).fill("");
  await page.getByRole("button", { name: "Invite user" }).click();
  await expect(summary.getByRole("listitem")).toHaveText([/^E-mail address: /]);
  await expect(page.getByLabel("Role")).toHaveValue("Auditor");
  expect(await byEmail(api, known.email)).toHaveLength(1);
});

for (const noScript of [false, true]) {
  test(`an invitation shows its token once; it activates the account once, ${noScript ? "without" : "with"} scripts`, async ({
    api,
    open,
  }) => {
    const { tenantId } = await api.newTenant();
    const email = `${uniqueCode("invited").toLowerCase()}@nest.example`;
    const page = await open({ role: "SuperAdmin", noScript });
    await page.goto(`/console/users/new?tenantId=${tenantId}`);
    await expect(page.getByLabel(/^Tenants/)).toHaveValue(tenantId);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Name").fill("Invited Person");
    await page.getByLabel("Role").selectOption("PoolAdmin");
    await page.getByRole("button", { name: "Invite user" }).click();
    const result = page.getByRole("region", { name: `${email} is invited` });
    await expect(result).toBeVisible();
    if (!noScript) await expect(page.getByRole("heading", { name: `${email} is invited` })).toBeFocused();
    const token = (await result.locator("code[title]").textContent()) ?? "";
    expect(token).toMatch(/^[\w-]{40,}$/);
    const [invited] = await byEmail(api, email);
    expect(invited).toMatchObject({ status: "invited" });
    const userId = invited?.userId ?? "";
    const records = await api.audit({ entityId: userId });
    expect(records.map(({ action }) => action)).toEqual(["USER_CREATED"]);
    expect(JSON.stringify(records)).not.toContain(token);
    expect(JSON.stringify(records)).not.toContain(email);

    await page.goto(`/console/users/${userId}`);
    await expect(page.getByText("Invited, not active yet")).toBeVisible();
    for (const path of [page.url(), "/console/users/new", `/console/audit/${records[0]?.auditId}`]) {
      await page.goto(path);
      expect(await page.content()).not.toContain(token);
    }

    const guest = await open({ noScript });
    const accept = async (password: string) => {
      await guest.goto(noScript ? "/accept-invite" : `/accept-invite#${token}`);
      const field = guest.getByLabel(/token/i);
      if (noScript) await field.fill(token);
      await expect(field).toHaveValue(token);
      await guest
        .getByLabel(/password/i)
        .and(guest.locator("input"))
        .fill(password);
      await guest
        .getByRole("main")
        .getByRole("button", { name: /^(?!Show|Hide)/ })
        .click();
    };
    await accept("short");
    await expect(guest.getByRole("main").getByRole("alert")).toContainText(/password/i);
    await accept(USER_PASSWORD);
    await expect(guest).toHaveURL("/console/tenants");
    expect(await byEmail(api, email)).toMatchObject([{ status: "active" }]);
    await guest.context().clearCookies();
    await accept(USER_PASSWORD);
    await expect(guest.getByRole("main").getByRole("alert")).toContainText("has been used or has expired");
    await signIn(guest, { email, password: USER_PASSWORD });
  });
}

test("sending an invitation twice invites once", async ({ page, api }) => {
  const email = `${uniqueCode("twice").toLowerCase()}@nest.example`;
  await page.goto("/console/users/new");
  const field = page.getByLabel("E-mail address");
  await ready(field);
  await field.fill(email);
  await page.getByLabel("Name").fill("Invited Twice");
  await page.getByLabel("Role").selectOption("Auditor");
  await field.evaluate((input: HTMLInputElement) => {
    input.form?.requestSubmit();
    input.form?.requestSubmit();
  });
  await expect(page.getByRole("heading", { name: `${email} is invited` })).toBeVisible();
  const users = await byEmail(api, email);
  expect(users).toHaveLength(1);
  expect(await api.audit({ entityId: users[0]?.userId ?? "" })).toHaveLength(1);
});
