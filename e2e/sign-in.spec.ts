import type { Page } from "playwright/test";
import { accountOf, expect, signIn, test } from "./fixtures.ts";
import { Api, type Page as ApiPage } from "./pages/api.ts";

test.use({ role: null });

interface Session {
  readonly sessionId: string;
  readonly kind: string;
  readonly isCurrent: boolean;
}

const admin = accountOf("SuperAdmin");
const email = (page: Page) => page.getByLabel("Email");
const password = (page: Page) => page.getByLabel("Password", { exact: true });
const submit = (page: Page) => page.getByRole("button", { name: "Sign in" }).click();
const problem = (page: Page) => page.getByRole("alert").filter({ hasText: /\S/ });

async function attempt(page: Page, address: string): Promise<string> {
  await page.goto("/login");
  await email(page).fill(address);
  await password(page).fill("not the password");
  await submit(page);
  await expect(problem(page)).toBeVisible();
  return (await problem(page).textContent()) ?? "";
}

for (const noScript of [false, true]) {
  const how = noScript ? "without scripts" : "with scripts";

  test(`a wrong password is said in a summary that takes focus, and the address stays, ${how}`, async ({ open }) => {
    const page = await open({ noScript });
    expect(await attempt(page, "nobody-known@rookery.example")).toContain("Wrong e-mail address or password.");
    await expect(problem(page)).toBeFocused();
    await expect(email(page)).toHaveValue("nobody-known@rookery.example");
    await expect(password(page)).toHaveValue("");
  });

  test(`signing in leads to where one wanted to go, query included, ${how}`, async ({ open }) => {
    const page = await open({ noScript });
    const wanted = "/console/tenants?search=no+such+tenant%2C+really&sort=-name";
    await page.goto(wanted);
    await expect(page).toHaveURL(/\/login\?returnTo=/);
    await email(page).fill(admin.email);
    await password(page).fill(admin.password);
    await submit(page);
    await expect(page).toHaveURL(wanted);
    await expect(page.getByText("No tenant matches")).toBeVisible();
  });
}

test("what is no address at all is said at its field", async ({ page }) => {
  await page.goto("/login");
  await email(page).fill("somebody@nowhere");
  await password(page).fill("not the password");
  await submit(page);
  await expect(problem(page)).toBeFocused();
  await problem(page)
    .getByRole("link", { name: /^Email: / })
    .click();
  await expect(email(page)).toBeFocused();
  await expect(email(page)).toHaveAttribute("aria-invalid", "true");
});

test("a known and an unknown address are refused in the same words", async ({ page, api }) => {
  const known = await api.newUser("Auditor");
  expect(await attempt(page, known.email)).toBe(await attempt(page, "nobody-else@rookery.example"));
});

test("signing in leads a super admin to the tenants", async ({ page }) => {
  await signIn(page, admin);
  await expect(page).toHaveURL("/console/tenants");
  await expect(page.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
});

for (const noScript of [false, true]) {
  test(`no returnTo leads anywhere else, ${noScript ? "without" : "with"} scripts`, async ({ open, origin }) => {
    test.setTimeout(120_000);
    const page = await open({ noScript });
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    for (const returnTo of [
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "/.//evil.example",
      "\\\\evil.example",
      "https://evil.example/console",
      "javascript:alert(1)",
    ]) {
      await test.step(JSON.stringify(returnTo), async () => {
        await page.context().clearCookies();
        await signIn(page, admin, `/login?${new URLSearchParams({ returnTo })}`);
        await expect(page.getByRole("main")).toBeVisible();
        expect(new URL(page.url()).origin).toBe(origin);
        expect([...asked]).toEqual([origin]);
      });
    }
  });
}

test("signing out ends the session, not only the cookie", async ({ page, api, open }) => {
  await signIn(page, await api.newUser("Auditor"));
  const storageState = await page.context().storageState();
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/login");
  await page.goto("/console/tenants");
  await expect(page).toHaveURL(/\/login\?returnTo=/);
  const thief = await open({ storageState });
  await thief.goto("/console/tenants");
  await expect(thief).toHaveURL(/\/login\?returnTo=/);
});

for (const noScript of [false, true]) {
  test(`a session ended elsewhere ends in the browser on its next request, ${noScript ? "without" : "with"} scripts`, async ({
    api,
    open,
    origin,
  }) => {
    const user = await api.newUser("Auditor");
    const page = await open({ as: user, noScript });
    await page.goto("/console/tenants");
    const own = await Api.login(origin, user);
    const { items } = await own.get<ApiPage<Session>>("/auth/sessions");
    const inBrowser = items.filter(({ kind }) => kind === "console");
    expect(inBrowser).toHaveLength(1);
    await own.expect(200, "DELETE", `/auth/sessions/${inBrowser[0]?.sessionId}`);
    await page.getByRole("link", { name: "Audit log" }).click();
    await expect(page).toHaveURL(/\/login\?returnTo=%2Fconsole%2Faudit/);
    await own.expect(200, "GET", "/auth/me");
  });
}

test("next-auth's own endpoint signs in on the same sessions", async ({ page, api, origin }) => {
  const user = await api.newUser("Auditor");
  const callback = async (secret: string) => {
    const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
    return page.request.post("/api/auth/callback/credentials", {
      form: { csrfToken, email: user.email, password: secret, json: "true", callbackUrl: "https://evil.example/" },
    });
  };
  expect((await callback("not the password")).status()).toBe(401);
  await page.goto("/console/tenants");
  await expect(page).toHaveURL(/\/login/);

  const signedIn = await callback(user.password);
  expect(signedIn.status()).toBe(200);
  expect(new URL((await signedIn.json()).url).origin).toBe(origin);
  await page.goto("/console/tenants");
  await expect(page.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();

  const own = await Api.login(origin, user);
  const { items } = await own.get<ApiPage<Session>>("/auth/sessions");
  const session = items.find(({ kind }) => kind === "console");
  await own.expect(200, "DELETE", `/auth/sessions/${session?.sessionId}`);
  await page.reload();
  await expect(page).toHaveURL(/\/login/);
});

test("next-auth's endpoint refuses a post without its token", async ({ page, api }) => {
  const user = await api.newUser("Auditor");
  await page.request.post("/api/auth/callback/credentials", {
    form: { email: user.email, password: user.password, json: "true" },
  });
  await page.goto("/console/tenants");
  await expect(page).toHaveURL(/\/login/);
});

test("whoever's tenants are all suspended is told so, and stays out", async ({ page, api }) => {
  const { tenantId } = await api.newTenant();
  const member = await api.newUser("PoolAdmin", [tenantId]);
  const body = { isActive: false, reason: "Sign-in test" };
  await api.expect(200, "PATCH", `/super-admin/tenants/${tenantId}/status`, { body });
  await page.goto("/login");
  await email(page).fill(member.email);
  await password(page).fill(member.password);
  await submit(page);
  await expect(problem(page)).toContainText(/suspended/i);
  await page.goto("/console");
  await expect(page).toHaveURL(/\/login/);
});

test("single sign-on leads through the identity provider to where one wanted to go, and its refusals are told", async ({
  open,
}) => {
  const page = await open({ noScript: true });
  await page.goto("/login?returnTo=/console/audit");
  await page.getByRole("link", { name: "Continue with single sign-on" }).click();
  await expect(page).toHaveURL("/console/audit");
  await page.goto("/console/account");
  await expect(page.getByRole("main").getByText(accountOf("Auditor").email)).toBeVisible();
  await page.goto("/login?error=unknown-account");
  await expect(page.getByText("There is no account for you here")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});
