import { expect, test } from "./fixtures.ts";
import type { Api, Tenant } from "./pages/api.ts";
import { Installation } from "./pages/installation.ts";

test.describe("issue 6 four eyes: two super admins", () => {
  // One of its own: while a second person is asked for, nobody else's test could delete a tenant.
  let rookery: Installation;
  let admin: Api;
  let tenant: Tenant;

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    rookery = await Installation.start();
    admin = await rookery.signIn();
    tenant = await admin.newTenant();
  });
  test.afterAll(async () => {
    await rookery.stop();
  });

  test("one proposes and is told beforehand, the other is shown it and carries it out", async ({ open }) => {
    test.setTimeout(120_000);
    const { origin: baseURL } = rookery;
    const other = await admin.newUser("SuperAdmin");
    await rookery.configure({ "approvals.required": true });
    const ann = await open({ as: rookery.admin, baseURL });
    await ann.goto(`/console/tenants/${tenant.tenantId}?dialog=delete`);
    const asked = ann.getByRole("dialog");
    await expect(asked).toContainText("This needs a second person");
    await asked.getByLabel("Type").fill(tenant.code);
    await asked.getByRole("button", { name: "Delete tenant" }).click();
    await expect(ann).toHaveURL(/\/console\/approvals\/[0-9a-f-]{36}/);
    const main = ann.getByRole("main");
    await expect(main.getByRole("heading", { level: 1 })).toContainText(`Delete a tenant: ${tenant.name}`);
    await expect(main).toContainText("It waits for a second person. Nothing has changed yet.");
    await expect(main.getByRole("link", { name: "Approve…" })).toHaveCount(0);
    await expect(main.getByRole("link", { name: "Withdraw…" })).toBeVisible();

    const ben = await open({ as: other, baseURL });
    await expect(
      ben
        .getByRole("navigation")
        .getByRole("link", { name: /^Approvals/ })
        .first(),
    ).toContainText("1");
    await ben.goto("/console/approvals");
    await ben.getByRole("link", { name: `Delete a tenant: ${tenant.name}` }).click();
    await expect(ben.getByRole("main")).toContainText("As proposed");
    await ben.getByRole("link", { name: "Approve…" }).click();
    await ben.getByRole("dialog").getByRole("button", { name: "Approve and carry out" }).click();
    await expect(ben.getByRole("main")).toContainText("Approved");
    await expect(ben.getByRole("dialog")).toHaveCount(0);
    const { response } = await admin.expect<{ status: string }>(200, "GET", `/super-admin/tenants/${tenant.tenantId}`);
    expect(response.status).toBe("deleted");
  });
});
