import { expect, ready, test } from "./fixtures.ts";
import { uniqueCode } from "./pages/api.ts";
import { TenantList } from "./pages/tenants.ts";

// Wide enough for every column: what is hidden here was chosen to be.
test.use({ viewport: { width: 1800, height: 900 } });

interface View {
  readonly viewId: string;
}

test.describe("anchors §4 List page: saved views", () => {
  test("by keyboard: filters are saved under a name, become a tab, and the tab brings them back", async ({ page }) => {
    const name = uniqueCode("View");
    const list = new TenantList(page);
    await list.open({ status: "suspended", sort: "name" });
    await page.getByRole("link", { name: /^Save (as a )?view$/ }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Save as a view" });
    await expect(dialog.getByLabel("Name")).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    const tab = page.getByRole("navigation", { name: "Saved views" }).getByRole("link", { name });
    await expect(tab).toHaveAttribute("aria-current", "page");
    await expect(dialog).toBeHidden();
    await expect(page).toHaveURL(/view=[0-9a-f-]{36}/);
    await expect(page).toHaveURL(/status=suspended/);

    await page.getByRole("link", { name: "All tenants" }).press("Enter");
    await expect(page).toHaveURL(/\/console\/tenants(\?view=all)?$/);
    await tab.press("Enter");
    await expect(page).toHaveURL(/status=suspended.*|sort=name.*/);
    await expect(list.chips).toContainText("Suspended");
    await expect(list.header("Tenant")).toHaveAttribute("aria-sort", "ascending");
  });

  test("what differs from the view can be saved into it or discarded; columns belong to it", async ({ page, api }) => {
    const body = { list: "tenants", name: uniqueCode("View"), query: { status: "active" }, hiddenColumns: ["plan"] };
    await api.expect<View>(201, "POST", "/auth/views", { body });
    const list = new TenantList(page);
    await list.open({ view: "all" });
    await page.getByRole("link", { name: body.name }).click();
    await expect(list.chips).toContainText("Active");
    await expect(list.header("Plan")).toBeHidden();
    await expect(page.getByRole("button", { name: "Save changes" })).toBeHidden();

    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Segment" }).uncheck();
    await expect(list.header("Segment")).toBeHidden();
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Status" }).selectOption("suspended");
    await expect(list.chips).toContainText("Suspended");
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText(`View “${body.name}” has been saved.`)).toBeVisible();
    await expect(page.getByRole("button", { name: "Save changes" })).toBeHidden();
    await page.getByRole("link", { name: "All tenants" }).click();
    await expect(list.chips).toBeHidden();
    await page.getByRole("link", { name: body.name }).click();
    await expect(list.chips).toContainText("Suspended");
    await expect(list.header("Segment")).toBeHidden();
  });

  test("a filter and a column chosen at once both hold, whichever the server answers first", async ({ page, api }) => {
    const body = { list: "tenants", name: uniqueCode("View"), query: { status: "active" }, hiddenColumns: ["plan"] };
    await api.expect<View>(201, "POST", "/auth/views", { body });
    const list = new TenantList(page);
    await list.open({ view: "all" });
    await page.getByRole("link", { name: body.name }).click();
    await expect(list.chips).toContainText("Active");
    await ready(page.getByRole("combobox", { name: "Status" }));
    const hold = async (method: string) => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
      const pattern = "**/console/tenants?**";
      await page.route(pattern, async (route) => {
        if (route.request().method() === method) {
          ask();
          await released;
        }
        await route.continue();
      });
      return { asked, release, stop: () => page.unroute(pattern) };
    };

    await page.getByRole("button", { name: "Columns" }).click();
    await expect(page.getByRole("checkbox", { name: "Plan" })).not.toBeChecked();
    const columns = await hold("POST");
    await page.getByRole("checkbox", { name: "Segment" }).uncheck();
    await columns.asked;
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Status" }).selectOption("suspended");
    columns.release();
    await expect(list.chips).toContainText("Suspended");
    await expect(list.header("Segment")).toHaveCount(0);
    await expect(page).toHaveURL(/hide=segment\.plan/);
    await columns.stop();

    const filter = await hold("GET");
    await page.getByRole("combobox", { name: "Status" }).selectOption("active");
    await filter.asked;
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Segment" }).check();
    await page.keyboard.press("Escape");
    filter.release();
    await expect(list.header("Segment")).toBeVisible();
    await expect(list.chips).toContainText("Active");
    await expect(page).toHaveURL(/status=active/);
    await filter.stop();
  });

  test("by keyboard: a column moves, its button keeps the focus, the order stays with the list and with its view", async ({
    page,
    api,
  }) => {
    const body = { list: "tenants", name: uniqueCode("View"), query: { status: "active" } };
    await api.expect<View>(201, "POST", "/auth/views", { body });
    const headers = async () => {
      const texts = await page.getByRole("columnheader", { includeHidden: true }).allTextContents();
      return texts.map((text) => text.trim()).filter((text) => text === "Segment" || text === "Plan");
    };
    const list = new TenantList(page);
    await list.open({ view: "all" });
    await page.getByRole("link", { name: body.name }).click();
    await expect(list.chips).toContainText("Active");
    await expect.poll(headers).toHaveLength(2);
    const before = await headers();
    const [first = "", second = ""] = before;
    await page.getByRole("button", { name: "Columns" }).press("Enter");
    const up = page.getByRole("button", { name: `Move ${second} up`, exact: true });
    await up.focus();
    await page.keyboard.press("Enter");
    await expect.poll(headers).toEqual([second, first]);
    await expect(page).toHaveURL(/order=/);
    await expect(
      page.getByRole("button", { name: new RegExp(`^Move ${second} (up|down)$`) }).and(page.locator(":focus")),
    ).toHaveCount(1);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Save changes" }).press("Enter");
    await expect(page.getByText(`View “${body.name}” has been saved.`)).toBeVisible();
    await page.goto("/console/tenants?view=all");
    expect(await headers(), "remembered for the list").toEqual([second, first]);
    await page.getByRole("button", { name: "Columns" }).press("Enter");
    await page.getByRole("button", { name: `Move ${second} down` }).press("Enter");
    await expect.poll(headers).toEqual(before);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: body.name }).click();
    await expect.poll(headers).toEqual([second, first]);
  });

  test("without scripts: a column moves too", async ({ open }) => {
    const page = await open({ role: "SuperAdmin", noScript: true });
    await page.goto("/console/roles");
    const headers = async () => (await page.getByRole("columnheader").allInnerTexts()).map((text) => text.trim());
    const before = await headers();
    await page.getByRole("button", { name: "Columns" }).click();
    const move = page.getByRole("button", { name: /^Move .* down$/ }).first();
    await move.click();
    // While the next document arrives there are none, or some.
    let after: string[] = [];
    await expect
      .poll(async () => {
        after = await headers();
        return after.length === before.length && after.join() !== before.join();
      })
      .toBe(true);
    expect(after.toSorted()).toEqual(before.toSorted());
  });

  test("without scripts: a view is saved as default, the list opens with it, and is deleted", async ({
    open,
    apiOf,
  }) => {
    const name = uniqueCode("View");
    const page = await open({ role: "Support", noScript: true });
    await page.goto("/console/users?status=locked&dialog=save-view");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Open the list with it").check();
    await dialog.getByRole("button", { name: "Save view" }).click();
    await page.goto("/console/users");
    await expect(page).toHaveURL(/status=locked/);
    await page.getByRole("link", { name: "Clear all" }).click();
    await expect(page).toHaveURL(/\/console\/users\?view=all$/);
    await page.getByRole("link", { name }).click();
    await page.goto(`${page.url()}&dialog=edit-view`);
    await page.getByRole("button", { name: "Delete view" }).click();
    await expect(page).toHaveURL(/view=all/);
    const { items } = await (await apiOf("Support")).get<{ items: readonly { name: string }[] }>(
      "/auth/views?list=users",
    );
    expect(items.filter((view) => view.name === name)).toEqual([]);
  });

  test("a stale view says what is gone, and shows the rest; one that is gone says so", async ({ page, api }) => {
    const body = {
      list: "tenants",
      name: uniqueCode("View"),
      query: { status: "active", colour: "red", plan: "platinum" },
      hiddenColumns: ["flavour"],
    };
    const { response } = await api.expect<View>(201, "POST", "/auth/views", { body });
    const list = new TenantList(page);
    await list.open({ view: "all" });
    await page.getByRole("link", { name: body.name }).click();
    await expect(page.getByText("This view is out of date.")).toBeVisible();
    await expect(page.getByText("the filter “plan”, the filter “colour”, and the column “flavour”")).toBeVisible();
    await expect(list.chips).toContainText("Active");
    await page.getByRole("button", { name: "Save it without them" }).click();
    await expect(page.getByText("This view is out of date.")).toBeHidden();
    expect(await api.get(`/auth/views/${response.viewId}`)).toMatchObject({ query: { status: "active" } });

    await api.expect(200, "DELETE", `/auth/views/${response.viewId}`);
    await page.goto(`/console/tenants?view=${response.viewId}&status=active`);
    await ready(list.table);
    await expect(page.getByText("The view of this address no longer exists")).toBeVisible();
    await expect(list.chips).toContainText("Active");
  });

  test("issue 3 §10: a view is stale when the role or the tenant that it names is gone, and is saved without", async ({
    page,
    api,
  }) => {
    const role = { name: uniqueCode("Role"), permissions: ["USERS_VIEW"] };
    const { response: made } = await api.expect<{ roleId: string }>(201, "POST", "/super-admin/roles", { body: role });
    const tenant = await api.newTenant();
    const body = {
      list: "users",
      name: uniqueCode("View"),
      query: { role: role.name, tenantId: tenant.tenantId, status: "active" },
    };
    const { response } = await api.expect<View>(201, "POST", "/auth/views", { body });
    const address = `/console/users?view=${response.viewId}&role=${role.name}&tenantId=${tenant.tenantId}&status=active`;
    await page.goto(address);
    await expect(page.getByRole("link", { name: body.name })).toHaveAttribute("aria-current", "page");
    await expect(page.getByText("This view is out of date.")).toBeHidden();

    await api.expect(200, "DELETE", `/super-admin/roles/${made.roleId}`);
    await page.goto(address);
    await expect(page.getByText("The role that it names is no longer there, or out of your reach.")).toBeVisible();
    await api.expect(200, "DELETE", `/super-admin/tenants/${tenant.tenantId}?confirm=true`, {
      body: { reason: "Contract ended" },
    });
    await page.goto(address);
    await expect(
      page.getByText("The role that it names and the tenant that it names are no longer there"),
    ).toBeVisible();
    await page.getByRole("button", { name: "Save it without" }).press("Enter");
    await expect(page.getByText(`View “${body.name}” has been saved.`)).toBeVisible();
    await expect(page.getByText("This view is out of date.")).toBeHidden();
    expect((await api.get<{ query: object }>(`/auth/views/${response.viewId}`)).query).toEqual({ status: "active" });
  });
});
