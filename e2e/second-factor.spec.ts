import type { Page } from "playwright/test";
import { codeFor } from "../lib/testing/totp.ts";
import { expect, ready, signIn, test } from "./fixtures.ts";
import { Api, type Credentials } from "./pages/api.ts";
import { setUp } from "./pages/second-factor.ts";

test.use({ role: null });
test.describe.configure({ mode: "parallel", timeout: 120_000 });

const heading = (page: Page, name: string) => page.getByRole("heading", { name });
const problem = (page: Page) => page.getByRole("alert").filter({ hasText: /\S/ });

async function password(page: Page, user: Credentials, path = "/login"): Promise<void> {
  await page.goto(path);
  await page.getByLabel("Email").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function code(page: Page, value: string): Promise<void> {
  await page.getByLabel("Authenticator code").fill(value);
  await page.getByRole("button", { name: "Sign in" }).click();
}

for (const noScript of [false, true]) {
  const how = noScript ? "without scripts" : "with scripts";

  test(`an app is set up, then signing in takes its code or a recovery code once, ${how}`, async ({ api, open }) => {
    const user = await api.newUser("Auditor");
    const page = await open({ as: user, noScript });
    await page.goto("/console/account");
    await expect(page.getByText("Not set up")).toBeVisible();
    await page.getByRole("link", { name: "Set up…" }).click();
    const { secret, codes } = await setUp(page);
    await expect(page.getByRole("link", { name: "Download" })).toHaveAttribute("download", /\.txt$/);
    await page.getByRole("link", { name: "I have kept them, continue" }).click();
    await expect(page.getByText("10 of 10 recovery codes left")).toBeVisible();

    const other = await open({ noScript });
    await password(other, user, "/login?returnTo=%2Fconsole%2Fusers");
    await code(other, codeFor(secret, 5));
    await expect(problem(other)).toContainText("Each code is good once");
    await code(other, codeFor(secret, 1));
    await expect(other).toHaveURL("/console/users", { timeout: 15_000 });

    const third = await open({ noScript });
    await password(third, user);
    await code(third, (codes[0] ?? "").toLowerCase());
    await expect(third).toHaveURL(/\/console\/tenants/, { timeout: 15_000 });
    await third.goto("/console/account");
    await expect(third.getByText("9 of 10 recovery codes left")).toBeVisible();
    const fourth = await open({ noScript });
    await password(fourth, user);
    await code(fourth, codes[0] ?? "");
    await expect(problem(fourth)).toContainText("Each code is good once");
  });

  test(`new recovery codes replace the old, and a code removes the factor, ${how}`, async ({ api, open }) => {
    const user = await api.newUser("Auditor");
    const page = await open({ as: user, noScript });
    await page.goto("/second-factor");
    const { codes } = await setUp(page);
    await page.goto("/second-factor");
    await page.getByLabel("Code", { exact: true }).fill(codes[1] ?? "");
    await page.getByRole("button", { name: "Get new recovery codes" }).click();
    await expect(heading(page, "Your new recovery codes")).toBeVisible();
    const fresh = await page.getByRole("listitem").allTextContents();
    expect(fresh.some((each) => codes.includes(each))).toBe(false);
    await page.goto("/second-factor");
    await page.getByLabel("Code to remove it").fill(codes[2] ?? "");
    await page.getByRole("button", { name: "Remove second factor" }).click();
    await expect(problem(page)).toContainText("Code to remove it");
    await page.getByLabel("Code to remove it").fill(fresh[2] ?? "");
    await page.getByRole("button", { name: "Remove second factor" }).click();
    await expect(page).toHaveURL("/console/account");
    await expect(page.getByText("Not set up")).toBeVisible();
    await signIn(await open({ noScript }), user);
  });
}

test("whoever lost the telephone is helped by a SuperAdmin, with a reason", async ({ api, open, origin }) => {
  const user = await api.newUser("Auditor");
  const own = await Api.login(origin, user);
  const { response } = await own.expect<{ secret: string }>(200, "POST", "/auth/totp");
  await own.expect(200, "POST", "/auth/totp/verify", { body: { totp: codeFor(response.secret) } });
  const page = await open({ role: "SuperAdmin" });
  await page.goto(`/console/users/${user.userId}`);
  const more = page.getByRole("button", { name: /^More actions/ });
  await ready(more);
  await more.click();
  await page.getByRole("link", { name: "Remove second factor…" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Lost telephone, called back");
  await page.getByRole("button", { name: "Remove second factor" }).click();
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("second factor is removed");
  await signIn(await open(), user);
});
