import type { Page } from "playwright/test";
import { expect, ready, signIn, test } from "./fixtures.ts";
import { Api, USER_PASSWORD } from "./pages/api.ts";

test.use({ role: null });
test.describe.configure({ mode: "parallel" });

const PATH = "/console/account";
const NEW_PASSWORD = "Another-Nest-2027";

async function change(page: Page, current: string, next: string, repeated = next): Promise<void> {
  await page.getByLabel("Current password").fill(current);
  await page.getByLabel("New password", { exact: true }).fill(next);
  await page.getByLabel("New password again").fill(repeated);
  await page.getByRole("button", { name: "Change password" }).click();
}

for (const noScript of [false, true]) {
  const how = noScript ? "without scripts" : "with scripts";

  test(`another session is ended from here, ${how}`, async ({ api, open, origin }) => {
    const user = await api.newUser("Auditor");
    const [page, other] = [await open({ as: user, noScript }), await open({ as: user })];
    const rest = await Api.login(origin, user);
    await page.goto(PATH);
    const sessions = page.getByRole("listitem").filter({ hasText: "last seen" });
    await expect(sessions).toHaveCount(3);
    const current = sessions.filter({ hasText: "This session" });
    await expect(current).toHaveCount(1);
    await expect(current.getByRole("button")).toHaveCount(0);
    const end = sessions.filter({ hasText: "Console" }).getByRole("button", { name: /^End/ });
    await expect(end).toHaveCount(1);
    await end.click();
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("Session ended.");
    await expect(sessions).toHaveCount(2);
    await other.reload();
    await expect(other).toHaveURL(/\/login/);
    await rest.expect(200, "GET", "/auth/me");
    await sessions.filter({ hasText: "API" }).getByRole("button", { name: /^End/ }).click();
    await expect(sessions).toHaveCount(1);
    expect((await rest.call("GET", "/auth/me")).status).toBe(401);
    const more = [await Api.login(origin, user), await Api.login(origin, user)];
    await page.reload();
    await expect(sessions).toHaveCount(3);
    await page.getByRole("button", { name: "End all others" }).click();
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("2 other sessions ended.");
    await expect(sessions).toHaveCount(1);
    for (const ended of more) expect((await ended.call("GET", "/auth/me")).status).toBe(401);
  });

  test(`a changed password ends every other session and keeps this one, ${how}`, async ({ api, open, origin }) => {
    const user = await api.newUser("Auditor");
    const [page, other] = [await open({ as: user, noScript }), await open({ as: user })];
    const rest = await Api.login(origin, user);
    await page.goto(PATH);
    await change(page, user.password, NEW_PASSWORD);
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("Password changed.");
    await page.goto("/console/tenants");
    await expect(page.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
    await other.reload();
    await expect(other).toHaveURL(/\/login/);
    expect((await rest.call("GET", "/auth/me")).status).toBe(401);
    const old = await new Api(origin, "").call("POST", "/auth/login", {
      body: { email: user.email, password: user.password },
    });
    expect(old.status).toBe(401);
    await signIn(other, { ...user, password: NEW_PASSWORD });
  });
}

test("a wrong, a weak, a differing and a used password are refused at their fields", async ({ api, page }) => {
  const user = await api.newUser("Auditor");
  await signIn(page, user);
  await page.goto(PATH);
  await ready(page.getByLabel("Current password"));
  const summary = page.getByRole("main").getByRole("alert");
  for (const [current, next, repeated, problem] of [
    [user.password, NEW_PASSWORD, `${NEW_PASSWORD}!`, /^New password again: /],
    ["not the password", NEW_PASSWORD, NEW_PASSWORD, /^Current password: /],
    [user.password, "short", "short", /^New password: /],
    [user.password, USER_PASSWORD, USER_PASSWORD, /^New password: /],
  ] as const) {
    await change(page, current, next, repeated);
    await expect(summary.getByRole("listitem")).toHaveText([problem]);
    await expect(summary).toBeFocused();
    await expect(page.getByLabel("Current password")).toHaveValue("");
  }
  await page.reload();
  await expect(page).toHaveURL(PATH);
});
