import type { Locator, Page } from "playwright/test";
import { expect, ready, signIn, test } from "./fixtures.ts";
import { Api, type Page as ApiPage, type Member, USER_PASSWORD, uniqueCode } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

interface User {
  readonly userId: string;
  readonly email: string;
  readonly status: string;
  readonly role: string;
  readonly sessions: readonly { readonly sessionId: string }[];
}

const NEW_PASSWORD = "Nest-Rebuilder-2027";
const detail = ({ userId }: Pick<Member, "userId">) => `/console/users/${userId}`;
const userOf = (api: Api, { userId }: Pick<Member, "userId">) => api.get<User>(`/super-admin/users/${userId}`);
const dialogOf = (page: Page) => page.getByRole("dialog");

/** Tabs on until the element has focus: what a keyboard reaches, and in which order, is part of the test. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  await expect(element).toBeVisible();
  for (let steps = 0; steps < 80; steps += 1) {
    if (await element.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the keyboard does not reach it");
}

async function pressOn(page: Page, element: Locator): Promise<void> {
  await tabTo(page, element);
  await page.keyboard.press("Enter");
}

/** Opens the menu of a user's page and follows one of its entries, by keyboard. */
async function choose(page: Page, label: RegExp): Promise<void> {
  await ready(page.getByRole("button", { name: /^More actions for/ }));
  await pressOn(page, page.getByRole("button", { name: /^More actions for/ }));
  const entry = page.getByRole("link", { name: label });
  await expect(entry).toBeVisible();
  for (let steps = 0; steps < 8 && !(await entry.evaluate((node) => node === document.activeElement)); steps += 1) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(dialogOf(page)).toBeVisible();
}

/** Answers a dialog that asks for a reason, by keyboard. */
async function confirm(page: Page, reason: string, button: string): Promise<void> {
  const dialog = dialogOf(page);
  await expect(dialog.getByRole("link", { name: "Cancel" })).toBeFocused();
  await tabTo(page, dialog.getByLabel("Reason"));
  await page.keyboard.type(reason);
  await pressOn(page, dialog.getByRole("button", { name: button }));
  await expect(dialog).toBeHidden();
}

test("SRS §7.4, by keyboard: invite → first login → lock → denied → unlock → sign in again", async ({ open, api }) => {
  const email = `${uniqueCode("journey").toLowerCase()}@nest.example`;
  const admin = await open({ role: "SuperAdmin" });
  await admin.goto("/console/users/new");
  await ready(admin.getByLabel("E-mail address"));
  await tabTo(admin, admin.getByLabel("E-mail address"));
  await admin.keyboard.type(email);
  await admin.keyboard.press("Tab");
  await admin.keyboard.type("Journey Person");
  await admin.keyboard.press("Tab");
  await admin.keyboard.type("Auditor");
  await pressOn(admin, admin.getByRole("button", { name: "Invite user" }));
  const token =
    (await admin
      .getByRole("region", { name: `${email} is invited` })
      .locator("code[title]")
      .textContent()) ?? "";
  await pressOn(admin, admin.getByRole("link", { name: "Open the user" }));
  await expect(admin.getByText("Invited, not active yet")).toBeVisible();

  const guest = await open();
  await guest.goto(`/accept-invite#${token}`);
  await expect(guest.getByLabel("Invite token")).toHaveValue(token);
  await tabTo(guest, guest.getByLabel("Password", { exact: true }));
  await guest.keyboard.type(USER_PASSWORD);
  await guest.keyboard.press("Enter");
  await expect(guest).toHaveURL("/console/tenants");

  await admin.reload();
  await choose(admin, /^Lock…/);
  await expect(dialogOf(admin).getByRole("list", { name: "What will happen" })).toContainText("Sessions ended now1");
  await confirm(admin, "Multiple fraud attempts", "Lock user");
  await expect(admin.getByRole("region", { name: "Notifications" })).toContainText("is locked");
  await expect(admin.getByRole("main")).toContainText("Reason: Multiple fraud attempts");

  await guest.reload();
  await expect(guest).toHaveURL(/\/login/);
  await guest.getByLabel("Email").fill(email);
  await guest.getByLabel("Password", { exact: true }).fill(USER_PASSWORD);
  await guest.keyboard.press("Enter");
  await expect(guest.getByRole("main").getByRole("alert")).toContainText("This account is locked");

  await ready(admin.getByRole("button", { name: /^More actions for/ }));
  await pressOn(admin, admin.getByRole("link", { name: "Unlock" }));
  await confirm(admin, "Inquiry closed", "Unlock user");
  await expect(admin.getByText("Reason: Multiple fraud attempts")).toBeHidden();

  await signIn(guest, { email, password: USER_PASSWORD });
  const userId = new URL(admin.url()).pathname.split("/").at(-1) ?? "";
  const actions = (await api.audit({ entityId: userId })).map(({ action }) => action);
  expect(actions.filter((action) => action.startsWith("USER_"))).toEqual([
    "USER_UNLOCKED",
    "USER_LOCKED",
    "USER_UPDATED",
    "USER_CREATED",
  ]);
});

test("SRS §7.3: signing out everywhere shows what it will end, and ends it", async ({ page, api, origin, open }) => {
  const user = await api.newUser("Auditor");
  await Api.login(origin, user);
  const theirs = await open({ as: user });
  await page.goto(detail(user));
  await choose(page, /^Sign out everywhere/);
  const effects = dialogOf(page).getByRole("list", { name: "What will happen" });
  await expect(effects).toContainText("Sessions ended now2");
  await expect(effects).toContainText("Refresh tokens revoked1");
  await confirm(page, "Lost laptop", "Sign out everywhere");
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("2 sessions ended");
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/login/);
  await expect(page.getByRole("link", { name: "Sessions" })).toContainText("0");
});

test("one session ends alone", async ({ page, api, origin, open }) => {
  const user = await api.newUser("Auditor");
  const rest = await Api.login(origin, user);
  const theirs = await open({ as: user });
  await page.goto(`${detail(user)}?tab=sessions`);
  await page.getByRole("listitem").filter({ hasText: "Console" }).getByRole("link", { name: /^End/ }).click();
  await expect(dialogOf(page)).toContainText("Sessions ended now");
  await dialogOf(page).getByLabel("Reason").fill("Lost laptop");
  await dialogOf(page).getByRole("button", { name: "End session" }).click();
  await expect(page).toHaveURL(`${detail(user)}?tab=sessions`);
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/login/);
  expect((await rest.call("GET", "/auth/me")).status).toBe(200);
});

for (const noScript of [false, true]) {
  test(`a reset password is chosen with a one-time link, ${noScript ? "without" : "with"} scripts`, async ({
    api,
    open,
  }) => {
    const user = await api.newUser("Auditor");
    const page = await open({ role: "SuperAdmin", noScript });
    await page.goto(`${detail(user)}?dialog=reset`);
    await dialogOf(page).getByRole("button", { name: "Reset password" }).click();
    await expect(dialogOf(page)).toContainText("This token is shown only now");
    const token = (await dialogOf(page).locator("code[title]").textContent()) ?? "";
    await dialogOf(page).getByRole("link", { name: "Done" }).click();
    await expect(dialogOf(page)).toBeHidden();
    expect(await page.content()).not.toContain(token);

    const guest = await open({ noScript });
    await guest.goto(noScript ? "/reset-password" : `/reset-password#${token}`);
    if (noScript) await guest.getByLabel("Reset token").fill(token);
    await expect(guest.getByLabel("Reset token")).toHaveValue(token);
    expect(guest.url()).not.toContain(token);
    await guest.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await guest.getByRole("button", { name: "Save and sign in" }).click();
    await expect(guest).toHaveURL("/console/tenants");
    await guest.context().clearCookies();
    await guest.goto("/reset-password");
    await guest.getByLabel("Reset token").fill(token);
    await guest.getByLabel("New password", { exact: true }).fill("Third-Nest-2028");
    await guest.getByRole("button", { name: "Save and sign in" }).click();
    await expect(guest.getByRole("main").getByRole("alert")).toContainText("has been used or has expired");
  });
}

test("editing shows the change and the sessions that it ends before it is saved", async ({ page, api, origin }) => {
  const [one, two] = [await api.newTenant(), await api.newTenant()];
  const user = await api.newUser("PoolAdmin", [one.tenantId]);
  const theirs = await Api.login(origin, user);
  await page.goto(detail(user));
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  const tenants = page.getByLabel("Tenants");
  await expect(tenants).toHaveValue(one.code);
  await ready(tenants);
  await tenants.fill(`${one.code}, ${two.code.toLowerCase()}`);
  await page.getByLabel("Role").selectOption("Support");
  await page.getByRole("button", { name: "Review changes" }).click();
  await expect(page.getByRole("main")).toContainText("1 session ends");
  expect(await userOf(api, user)).toMatchObject({ role: "PoolAdmin" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(detail(user));
  await expect(page.getByRole("main")).toContainText(two.code);
  expect(await userOf(api, user)).toMatchObject({ role: "Support", sessions: [] });
  expect((await theirs.call("GET", "/auth/me")).status).toBe(401);
});

test("two who edit one user: the second is shown theirs and mine", async ({ page, api }) => {
  const user = await api.newUser("Auditor");
  await page.goto(`${detail(user)}/edit`);
  const name = page.getByLabel("Name");
  await ready(name);
  await name.fill("Mine");
  await api.expect(200, "PUT", `/super-admin/users/${user.userId}`, { body: { name: "Theirs", role: "Auditor" } });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Somebody else has saved this user");
  await page.getByRole("radio", { name: "Name: yours" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(detail(user));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
});

test("decisions §5: oneself cannot be locked, and nobody is offered it", async ({ page, api }) => {
  const me = await api.get<{ userId: string }>("/auth/me");
  await page.goto(detail(me));
  await ready(page.getByRole("button", { name: /^More actions for/ }));
  await page.getByRole("button", { name: /^More actions for/ }).click();
  await expect(page.getByRole("link", { name: /^Reset password/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Lock/ })).toHaveCount(0);
  await page.goto(`${detail(me)}?dialog=lock`);
  await expect(dialogOf(page)).toHaveCount(0);
});

test("decisions §3: each role is offered what it may do", async ({ api, open, origin }) => {
  const tenant = await api.newTenant();
  const foreign = await api.newTenant();
  const pool = await api.newUser("PoolAdmin", [tenant.tenantId]);
  const own = await api.newUser("PoolAdmin", [tenant.tenantId]);
  const shared = await api.newUser("PoolAdmin", [tenant.tenantId, foreign.tenantId]);
  const higher = await api.newUser("Auditor", [tenant.tenantId]);
  const offered = async (page: Page, user: Member) => {
    await page.goto(detail(user));
    await expect(page.getByRole("main")).toContainText(user.email);
    const main = page.getByRole("main");
    const names = await main.getByRole("link", { name: /^(Edit|Unlock)$|…$/, includeHidden: true }).allTextContents();
    return names.map((name) => name.trim()).sort();
  };
  await Api.login(origin, own);
  const everything = ["Edit", "Lock…", "Reset password…", "Sign out everywhere…"];
  const poolPage = await open({ as: pool });
  expect(await offered(poolPage, own)).toEqual(everything);
  expect(await offered(poolPage, higher)).toEqual([]);
  await poolPage.goto(`${detail(higher)}/edit`);
  await expect(poolPage.getByText("This account is beyond your reach.")).toBeVisible();
  expect(await offered(poolPage, shared), "what would be refused is not offered").toEqual([]);
  await poolPage.goto(`${detail(shared)}?dialog=lock`);
  await expect(dialogOf(poolPage)).toHaveCount(0);
  expect(await offered(await open({ role: "Support" }), own)).toEqual(["Sign out everywhere…"]);
  expect(await offered(await open({ role: "Auditor" }), own)).toEqual([]);
  await api.expect(200, "PATCH", `/super-admin/users/${own.userId}/lock`, {
    body: { isLocked: true, reason: "Inquiry" },
  });
  expect(await offered(await open({ role: "Support" }), own)).toEqual(["Unlock"]);
});

test("the list is filtered by the tenant that was typed", async ({ page, api }) => {
  const word = uniqueCode("Typed");
  const [one, two] = [await api.newTenant({ name: `${word} A` }), await api.newTenant({ name: `${word} B` })];
  const user = await api.newUser("PoolAdmin", [two.tenantId]);
  await page.goto("/console/users");
  const field = page.getByRole("textbox", { name: "Tenant" });
  await ready(field);
  await field.fill(word);
  const matches = page.getByLabel("Tenants to filter by");
  await expect(matches.getByRole("link")).toHaveText([one.code, two.code].sort());
  await field.fill(two.code.toLowerCase());
  await expect(page).toHaveURL(`/console/users?tenantId=${two.tenantId}`);
  const rows = page.getByRole("region", { name: "Users" }).locator("[data-row]");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(user.email);
  await page.getByRole("link", { name: `Remove filter Tenant: ${two.code}` }).click();
  await expect(page).toHaveURL("/console/users");
});

test("a custom role is a filter like any other, and can be given", async ({ page, api }) => {
  const name = uniqueCode("Role");
  await api.expect(201, "POST", "/super-admin/roles", { body: { name, permissions: ["ORDERS_VIEW"] } });
  const user = await api.newUser(name);
  await page.goto("/console/users");
  await page.getByRole("combobox", { name: "Role" }).selectOption(name);
  await expect(page.getByRole("region", { name: "Users" }).locator("[data-row]")).toContainText([user.email]);
  await page.goto("/console/users/new");
  await expect(page.getByLabel("Role").locator(`option[value="${name}"]`)).toHaveCount(1);
  const listed = await api.get<ApiPage<User>>(`/super-admin/users?role=${name}`);
  expect(listed.totalItems).toBe(1);
});
