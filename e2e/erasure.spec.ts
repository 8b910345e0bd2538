import { expect, test } from "./fixtures.ts";
import { Installation } from "./pages/installation.ts";

test("docs/operations.md, erasing a person: the command asks, erases and says so; the console shows who is gone and offers nothing", async ({
  open,
}) => {
  test.setTimeout(120_000);
  const rookery = await Installation.start();
  try {
    const admin = await rookery.signIn();
    const user = await admin.newUser("Auditor");
    const erase = (...args: string[]) => rookery.runScript("user-erase.ts", ["--user", user.userId, ...args]);

    expect(await erase()).toMatchObject({ code: 3, output: expect.stringContaining("Nothing was changed.") });
    expect(await erase("--yes")).toMatchObject({ code: 0, output: expect.stringContaining("Erased:") });
    expect(await erase("--yes")).toMatchObject({ code: 1, output: expect.not.stringContaining(user.email) });

    const page = await open({ as: rookery.admin, baseURL: rookery.origin });
    await page.goto(`/console/users/${user.userId}`);
    const main = page.getByRole("main");
    await expect(main).toContainText("Everything personal is gone and nobody can sign in.");
    await expect(main).not.toContainText(user.email);
    await expect(main.getByRole("link", { name: "Edit" })).toHaveCount(0);
    await expect(main.getByRole("button", { name: /^More actions/ })).toHaveCount(0);

    await page.goto(`/console/users/${user.userId}/edit`);
    await expect(main).toContainText("An erased account cannot be changed.");
    await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
    await main.getByRole("link", { name: "Back" }).click();
    await expect(page).toHaveURL(new RegExp(`/console/users/${user.userId}$`));

    const [record] = await admin.audit({ entityId: user.userId, action: "USER_CREATED" });
    await page.goto(`/console/audit/${record?.auditId}`);
    await expect(main).toContainText("after.email");
    await expect(main).not.toContainText(user.email);
  } finally {
    expect(await rookery.stop()).toBe(0);
  }
});
