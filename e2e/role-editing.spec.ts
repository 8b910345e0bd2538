import type { Page } from "playwright/test";
import { expect, ready, signIn, test } from "./fixtures.ts";
import { Api, uniqueCode } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

interface Role {
  readonly roleId: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

/** A custom role that nobody else uses. */
async function newRole(api: Api, permissions: readonly string[]): Promise<Role> {
  const body = { name: uniqueCode("Role"), permissions };
  const { response } = await api.expect<Role>(201, "POST", "/super-admin/roles", { body });
  return { ...response, permissions };
}

test("a role is made from ticked permissions, and shows what it allows and denies", async ({ page, api }) => {
  const name = uniqueCode("Desk");
  await page.goto("/console/roles");
  await page.getByRole("link", { name: "New role" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("checkbox", { name: /ORDERS_VIEW/ }).check();
  await page.getByRole("checkbox", { name: /USERS_VIEW/ }).check();
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const main = page.getByRole("main");
  await expect(main.getByRole("img", { name: "Allowed:" })).toHaveCount(2);
  await expect(main.getByRole("listitem").filter({ hasText: "ROLES_EDIT" }).getByRole("img")).toHaveAttribute(
    "aria-label",
    "Denied:",
  );
  const roleId = page.url().split("/").at(-1) ?? "";
  expect((await api.get<Role>(`/super-admin/roles/${roleId}`)).permissions).toEqual(["ORDERS_VIEW", "USERS_VIEW"]);
});

test("by keyboard: an edit shows what changes and whom it reaches before it saves, and holds at once", async ({
  page,
  api,
  origin,
  open,
}) => {
  const role = await newRole(api, ["ROLES_VIEW", "USERS_VIEW"]);
  const member = await api.newUser(role.name);
  const theirs = await Api.login(origin, member);
  const console = await open({ as: member });
  await expect(console.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Roles" })).toBeVisible();
  await page.goto(`/console/roles/${role.roleId}`);
  await page.getByRole("link", { name: "Edit", exact: true }).press("Enter");
  await ready(page.getByRole("button", { name: "Review changes" }));
  await page.getByRole("checkbox", { name: /ROLES_VIEW/ }).press("Space");
  await page.getByRole("checkbox", { name: /TENANTS_VIEW/ }).press("Space");
  await page.getByRole("button", { name: "Review changes" }).press("Enter");
  const main = page.getByRole("main");
  await expect(main).toContainText("This reaches 1 user and 2 open sessions");
  await expect(main.getByRole("link", { name: `Test ${role.name}` })).toBeVisible();
  const table = page.getByRole("table", { name: "The role now and after saving", exact: true });
  await expect(table).toContainText("Removed: ROLES_VIEW");
  await expect(table).toContainText("Added: TENANTS_VIEW");
  expect((await theirs.call("GET", "/admin/roles")).status).toBe(200);
  await page.getByRole("button", { name: "Save for 1 user" }).press("Enter");
  await expect(page).toHaveURL(`/console/roles/${role.roleId}`);
  expect((await theirs.call("GET", "/admin/roles")).status).toBe(403);
  expect((await theirs.call("GET", "/admin/tenants")).status).toBe(200);
  await console.goto("/console/users");
  const items = console.getByRole("navigation", { name: "Main" }).getByRole("listitem");
  await expect(items).toHaveText(["Tenants", "Users", "API"]);
  await page.getByRole("link", { name: "History" }).press("Enter");
  await expect(main.getByRole("listitem").filter({ hasText: "v2" })).toContainText("ROLES_VIEW");
  await expect(main.getByRole("listitem").filter({ hasText: "v2" })).toContainText("Super admin");
});

test("what was changed after the review is reviewed again", async ({ page, api }) => {
  const { roleId } = await newRole(api, ["USERS_VIEW"]);
  await page.goto(`/console/roles/${roleId}/edit`);
  await page.getByRole("checkbox", { name: /TENANTS_VIEW/ }).check();
  await page.getByRole("button", { name: "Review changes" }).click();
  await expect(page.getByText("Nobody has this role")).toBeVisible();
  await page.getByRole("checkbox", { name: /AUDIT_VIEW/ }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("table", { name: "The role now and after saving", exact: true })).toContainText(
    "Added: AUDIT_VIEW",
  );
  expect((await api.get<Role>(`/super-admin/roles/${roleId}`)).permissions).toEqual(["USERS_VIEW"]);
});

test("a role is deleted by its name, and not while somebody has it", async ({ page, api }) => {
  const [free, used] = [await newRole(api, []), await newRole(api, [])];
  await api.newUser(used.name);
  await page.goto(`/console/roles/${used.roleId}?dialog=delete`);
  await expect(page.getByRole("dialog")).toContainText("The role is assigned to users");
  await page.goto(`/console/roles/${free.roleId}?dialog=delete`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Type/).fill(free.name);
  await dialog.getByRole("button", { name: "Delete role" }).click();
  await expect(page).toHaveURL("/console/roles");
  expect((await api.call("GET", `/super-admin/roles/${free.roleId}`)).status).toBe(404);
});

test("works without scripts, from the review to the saving", async ({ open, api }) => {
  const { roleId } = await newRole(api, ["USERS_VIEW"]);
  const page = await open({ role: "SuperAdmin", noScript: true });
  await page.goto(`/console/roles/${roleId}/edit`);
  await page.getByRole("checkbox", { name: /TENANTS_VIEW/ }).check();
  await page.getByRole("button", { name: "Review changes" }).click();
  await expect(page.getByText("Nobody has this role")).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(`/console/roles/${roleId}`);
  const saved = await api.get<Role>(`/super-admin/roles/${roleId}`);
  expect(saved.permissions).toEqual(["TENANTS_VIEW", "USERS_VIEW"]);
});

/** What the Access tab says to its question. */
const verdict = (page: Page) => page.getByRole("status").filter({ hasText: /(Allowed|Denied) by/ });

test.describe("explain access", () => {
  test("a user's page says why the user may or may not, with an address for the answer", async ({ page, api }) => {
    const tenant = await api.newTenant();
    const { userId } = await api.newUser("PoolAdmin", [tenant.tenantId]);
    await page.goto(`/console/users/${userId}`);
    await page.getByRole("navigation", { name: "Sections of this user" }).getByRole("link", { name: "Access" }).click();
    const explain = async (operation: string, tenantId = "") => {
      await page.getByLabel("What", { exact: true }).selectOption(operation);
      await page.getByLabel("About which tenant").fill(tenantId);
      await page.getByRole("button", { name: "Explain" }).click();
      await expect(page).toHaveURL(new RegExp(`operation=${operation}&tenantId=${tenantId}$`));
    };
    const answer = verdict(page);
    await explain("deleteTenant");
    await expect(answer).toContainText("Denied by: role");
    await explain("getTenant", tenant.tenantId);
    await expect(answer).toContainText("Allowed by: permission");
    await explain("getTenant", (await api.newTenant()).tenantId);
    await expect(answer).toContainText("Denied by: tenants in reach");
    const lock = { isLocked: true, reason: "Explained" };
    await api.expect(200, "PATCH", `/super-admin/users/${userId}/lock`, { body: lock });
    await page.reload();
    await expect(answer).toContainText("This account is locked");
  });

  test("a denied event says why, and leads to how it stands now", async ({ page, api, origin }) => {
    const member = await api.newUser("Support");
    const refused = await (await Api.login(origin, member)).call("GET", "/admin/audit-logs");
    const requestId = refused.headers.get("x-request-id") ?? "";
    const [record] = await api.audit({ requestId });
    await page.goto(`/console/audit/${record?.auditId}`);
    await expect(page.getByRole("main")).toContainText("The role Support may not call it");
    await page.getByRole("link", { name: "Explain as of now" }).click();
    await expect(page).toHaveURL(`/console/users/${member.userId}?tab=access&operation=listAuditLogs`);
    await expect(verdict(page)).toContainText("Denied by: role");
  });
});

test("a custom role sees of the console what its permissions open", async ({ api, open }) => {
  const role = await newRole(api, ["USERS_VIEW"]);
  const page = await open();
  await signIn(page, await api.newUser(role.name));
  await expect(page).toHaveURL("/console/users");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("listitem")).toHaveText(["Users", "API"]);
  await page.goto("/console/tenants");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access restricted");
});
