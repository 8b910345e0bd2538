import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Locator,
  type Page,
} from "playwright/test";
import { demoAccounts } from "../scripts/demo-accounts.ts";
import { Api, type Credentials } from "./pages/api.ts";

export { expect };

type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;
type Role =
  | "SuperAdmin"
  | "PoolAdmin"
  | "Auditor"
  | "Support"
  | "ROLE_EXECUTIVE_CEO"
  | "ROLE_EXECUTIVE_CFO"
  | "ROLE_FINANCE";

interface TestFixtures {
  /** Whose session `page` has; null for nobody's. */
  readonly role: Role | null;
  /** Another browser: signed in by role, or as somebody by the real form, or nobody; `noScript` switches scripts off. */
  readonly open: (options?: OpenOptions) => Promise<Page>;
  /** The SuperAdmin over REST. */
  readonly api: Api;
  /** What the pages of the test complained about; has to be empty at its end. */
  readonly complaints: string[];
}

interface WorkerFixtures {
  readonly origin: string;
  readonly stateOf: (role: Role) => Promise<StorageState>;
  readonly apiOf: (role: Role) => Promise<Api>;
}

interface OpenOptions extends BrowserContextOptions {
  readonly role?: Role;
  readonly as?: Credentials;
  readonly noScript?: boolean;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  role: ["SuperAdmin", { option: true }],

  origin: [({ browserName: _ }, use, { project }) => use(project.use.baseURL ?? ""), { scope: "worker" }],

  stateOf: [
    ({ browser, origin }, use) => use(onceEach((role) => signedInState(browser, origin, accountOf(role)))),
    { scope: "worker" },
  ],

  apiOf: [({ origin }, use) => use(onceEach((role) => Api.login(origin, accountOf(role)))), { scope: "worker" }],

  api: async ({ apiOf }, use) => use(await apiOf("SuperAdmin")),

  storageState: async ({ role, stateOf }, use) => use(role === null ? undefined : await stateOf(role)),

  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      expect(complaints, "nothing was reported on the browser's console").toEqual([]);
    },
    { auto: true },
  ],

  open: async ({ browser, origin, stateOf, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ role, as, noScript = false, ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: origin,
        javaScriptEnabled: !noScript,
        ...(role && { storageState: await stateOf(role) }),
        ...options,
      });
      contexts.push(context);
      listen(context, complaints);
      const page = await context.newPage();
      if (as) await signIn(page, as);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** The demo account of a role. */
export function accountOf(role: Role): Credentials {
  const account = demoAccounts.find((each) => each.role === role);
  if (!account) throw new Error(`no demo account of ${role}`);
  return account;
}

/** Signs in through the form and waits until the console is there. */
export async function signIn(page: Page, { email, password }: Credentials, path = "/login"): Promise<void> {
  await page.goto(path);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** Waits until the scripts of the page have taken over what the server rendered, so that keys and typing reach them. */
export async function ready(element: Locator): Promise<void> {
  await expect(element).toBeVisible();
  await expect
    .poll(() => element.evaluate((node) => Object.keys(node).some((key) => key.startsWith("__reactProps"))))
    .toBe(true);
  // Listeners are attached after the next paint.
  await element.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}

async function signedInState(browser: Browser, baseURL: string, account: Credentials): Promise<StorageState> {
  const context = await browser.newContext({ baseURL });
  try {
    await signIn(await context.newPage(), account);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/** Script errors, refused by the content security policy or thrown; an answer such as 404 is the test's own business. */
export function listen(context: BrowserContext, complaints: string[]): void {
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error().stack}`));
  context.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(`${message.page()?.url()}: ${message.text()}`);
    }
  });
}

function onceEach<K, V>(make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const made = new Map<K, Promise<V>>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
