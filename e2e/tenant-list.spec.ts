import { expect, ready, test } from "./fixtures.ts";
import { type Api, type Tenant, uniqueCode } from "./pages/api.ts";
import { TenantList } from "./pages/tenants.ts";

test.describe.configure({ mode: "parallel" });

const detail = (tenant: Pick<Tenant, "tenantId">) => `/console/tenants/${tenant.tenantId}`;

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

test.describe("anchors §4 List page: peek", () => {
  test("p opens the row beside the list, j and k take it along, Esc closes it; selection and place stay", async ({
    page,
    api,
  }) => {
    const word = uniqueCode("Peek");
    const [first, second] = [await api.newTenant({ name: `${word} 1` }), await api.newTenant({ name: `${word} 2` })];
    const list = new TenantList(page);
    // Others make tenants meanwhile.
    await list.open({ search: word });
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
