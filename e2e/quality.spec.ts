import AxeBuilder from "@axe-core/playwright";
import type { Page, Response } from "playwright/test";
import { expect, listen, ready, test } from "./fixtures.ts";
import { type Api, uniqueCode } from "./pages/api.ts";

test.describe.configure({ mode: "parallel" });

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDTHS = [390, 1440, 1920];

/** Every page, by what it is, with how to get there. */
const PAGES: Readonly<Record<string, (api: Api) => string | Promise<string>>> = {
  "the sign-in": () => "/login?returnTo=%2Fconsole",
  "an invitation to accept": () => "/accept-invite",
  "a password to choose": () => "/reset-password",
  "the error guide": () => "/docs/errors",
  "an error": () => "/docs/errors/RATE_LIMIT_EXCEEDED",
  "a page that does not exist": () => "/nothing/here",
  overview: () => "/executive",
  "why a number is what it is": () => "/executive?figure=overview~last_30d~deliverability.overall_delivery_rate",
  "the tenant directory": () => "/executive/tenants?pageSize=25",
  "a tenant's summary": async (api) => `/executive/tenants/${await someTenant(api)}?timeframe=last_7d`,
  "revenue protection": () => "/executive/revenue-protection?window=monthly",
  "cost optimization": () => "/executive/cost-optimization",
  "the trends": () => "/executive/trends?timeframe=last_7d",
  "the alerts": () => "/executive/intelligence?priority=medium",
  "an alert": async (api) => `/executive/intelligence?peek=${await someAlert(api)}`,
  "the dialog that reviews alerts": async (api) => `/executive/intelligence?dialog=review&id=${await someAlert(api)}`,
  "the incidents": () => "/executive/intelligence?section=incidents",
  "the sources": () => "/executive/sources",
  "the dialog that imports bills": () => "/executive/sources?dialog=import",
  "the plans": () => "/executive/planning",
  "the decisions": () => "/executive/planning?section=decisions&window=annual",
  "the reviews": () => "/executive/planning?section=reviews",
  "the market records": () => "/executive/planning?section=market",
  "plans without a match": () => "/executive/planning?status=cancelled",
  "the dialog that enters an initiative": () => "/executive/planning?dialog=new",
  "the dialog that edits a market record": async (api) =>
    `/executive/planning?section=market&dialog=edit&id=${await someMarketRecord(api)}`,
  "a market record": async (api) => `/executive/planning?section=market&dialog=show&id=${await someMarketRecord(api)}`,
  "the snapshots": () => "/executive/snapshots",
  "a snapshot": async (api) => `/executive/snapshots/${await someSnapshot(api)}`,
  "the dialog that takes a snapshot": async (api) => `/executive/tenants/${await someTenant(api)}?dialog=snapshot`,
  "sources to degrade": () => "/console/chaos",
  tenants: () => "/console/tenants?pageSize=25",
  "tenants without a match": () => `/console/tenants?search=${uniqueCode("None")}&status=active`,
  "a new tenant": () => "/console/tenants/new",
  "a tenant": async (api) => `/console/tenants/${await someTenant(api)}`,
  "a suspended tenant": async (api) => `/console/tenants/${(await api.newTenant({ isActive: false })).tenantId}`,
  "a tenant's users": async (api) => `/console/tenants/${await someTenant(api)}?tab=users&pageSize=25`,
  "a tenant's activity": async (api) => `/console/tenants/${await someTenant(api)}?tab=activity&pageSize=25`,
  "a tenant's webhooks": async (api) => `/console/tenants/${(await someWebhook(api)).tenantId}?tab=webhooks`,
  "a new webhook": async (api) => `/console/tenants/${(await someWebhook(api)).tenantId}/webhooks/new`,
  "a webhook": async (api) => webhookHref(await someWebhook(api)),
  "a delivery": async (api) => `${webhookHref(await someWebhook(api))}?peek=none&status=failed`,
  "the dialog that replaces a secret": async (api) => `${webhookHref(await someWebhook(api))}?dialog=rotate`,
  "a webhook being edited": async (api) => `${webhookHref(await someWebhook(api))}/edit`,
  "the dialog that suspends": async (api) => `/console/tenants/${await someTenant(api)}?dialog=suspend`,
  "the dialog that deletes": async (api) => `/console/tenants/${await someTenant(api)}?dialog=delete`,
  "a tenant being edited": async (api) => `/console/tenants/${await someTenant(api)}/edit`,
  users: () => "/console/users?pageSize=25",
  "an invitation": () => "/console/users/new",
  "a user": async (api) => `/console/users/${await someUser(api)}`,
  "a user's sessions": async (api) => `/console/users/${await someUser(api)}?tab=sessions`,
  "a user's activity": async (api) => `/console/users/${await someUser(api)}?tab=activity`,
  "what was done to a user": async (api) => `/console/users/${await someUser(api)}?tab=activity&side=subject`,
  "a user being edited": async (api) => `/console/users/${await someUser(api)}/edit`,
  "the dialog that locks": async (api) => `/console/users/${await someUser(api, "auditor")}?dialog=lock`,
  "the dialog that resets a password": async (api) => `/console/users/${await someUser(api)}?dialog=reset`,
  "a user's access": async (api) => `/console/users/${await someUser(api)}?tab=access&operation=deleteTenant`,
  roles: () => "/console/roles",
  "a new role": () => "/console/roles/new",
  "a role": async (api) => `/console/roles/${await someRole(api)}`,
  "a role's users": async (api) => `/console/roles/${await someRole(api)}?tab=users`,
  "a role's history": async (api) => `/console/roles/${await someRole(api)}?tab=history`,
  "a role being edited": async (api) => `/console/roles/${await someRole(api)}/edit`,
  "the dialog that deletes a role": async (api) => `/console/roles/${await someRole(api)}?dialog=delete`,
  "a refusal on record": async (api) => `/console/audit/${(await api.audit({ action: "ACCESS_DENIED" }))[0]?.auditId}`,
  "the configuration": () => "/console/configuration",
  "a search among its keys": () => "/console/configuration?q=password",
  "the configuration's history": () => "/console/configuration/history",
  "the history of one key": () => "/console/configuration/history?key=audit.retentionMonths",
  "the dialog that rolls back": () => "/console/configuration/history?dialog=rollback&version=0",
  "a tenant's configuration": async (api) => `/console/tenants/${await someTenant(api)}?tab=configuration`,
  "the dialog that overrides": async (api) =>
    `/console/tenants/${await someTenant(api)}?tab=configuration&dialog=override&key=auth.passwordPolicy`,
  "the rules": () => "/console/rules?pageSize=25",
  "a new rule": () => "/console/rules/new",
  "a rule": async (api) => `/console/rules/${await someRule(api)}`,
  "a rule's dry run": async (api) => `/console/rules/${await someRule(api)}?tab=dry-run`,
  "a rule's back-test": async (api) => `/console/rules/${await someRule(api)}?tab=backtest`,
  "a rule's versions": async (api) => `/console/rules/${await someRule(api)}?tab=versions`,
  "a rule's runs": async (api) => `/console/rules/${await someRule(api)}?tab=runs`,
  "a rule being edited": async (api) => `/console/rules/${await someRule(api)}/edit`,
  "the dialog that runs a rule": async (api) => `/console/rules/${await someRule(api)}?dialog=execute`,
  "the runs of rules": () => "/console/rules/runs",
  "a run of a rule": async (api) => `/console/rules/runs/${await someRuleRun(api)}`,
  "the approvals": () => "/console/rules/approvals",
  "the proposals": () => "/console/approvals",
  "the API keys": async (api) => {
    await someKey(api);
    return "/console/api-keys";
  },
  "a new API key": () => "/console/api-keys/new",
  "the dialog that revokes a key": async (api) => `/console/api-keys?dialog=revoke&key=${await someKey(api)}`,
  "the audit log": () => "/console/audit?pageSize=25",
  "the dialog that exports": () => "/console/audit?outcome=denied&dialog=export",
  "the seals of the audit log": () => "/console/audit/seals?verify=newest",
  "an audit record": async (api) => `/console/audit/${(await api.audit({ action: "TENANT_UPDATED" }))[0]?.auditId}`,
  "a tenant peeked at": async (api) => `/console/tenants?pageSize=25&peek=${await someTenant(api)}`,
  "a user peeked at": async (api) => `/console/users?pageSize=25&peek=${await someUser(api)}`,
  "the dialog that saves a view": () => "/console/tenants?status=active&pageSize=25&dialog=save-view",
  "the dialog that acts on many": async (api) =>
    `/console/tenants?pageSize=25&bulk=suspendTenants&ids=${await someTenant(api)}`,
  "the bulk operations": async (api) => `/console/bulk?status=${(await someBulk(api)).status}`,
  "a bulk operation": async (api) => `/console/bulk/${(await someBulk(api)).bulkOperationId}`,
  "the queues": () => "/console/jobs",
  "the runs": () => "/console/jobs/runs?pageSize=25",
  "a run": async (api) => `/console/jobs/runs/${await someJob(api)}`,
  "the dead letters": () => "/console/jobs/dead-letters?status=open",
  "the dialog that retries what matches": () => "/console/jobs/dead-letters?kind=webhook.deliver&dialog=retry-matching",
  "the status": () => "/console/status",
  "the API": () => "/console/api?search=tenant",
  "an operation of the API": () => "/console/api/super-admin.createUser",
  "one's own account": () => "/console/account",
  "one's own second factor": () => "/second-factor",
  "confirming who one is": () => "/step-up?for=roleElevation&next=/console/roles",
  "search results": () => "/console/search?q=no",
};

const someTenant = async (api: Api): Promise<string | undefined> =>
  (await api.get<{ items: { tenantId: string }[] }>("/super-admin/tenants?sort=-userCount&pageSize=1")).items[0]
    ?.tenantId;

interface Webhook {
  readonly tenantId: string;
  readonly webhookId: string;
}

/** The one webhook of a tenant that this file makes, whichever worker comes first. */
async function someWebhook(api: Api): Promise<Webhook> {
  const found = await api.get<{ items: { tenantId: string }[] }>("/super-admin/tenants?sort=-userCount&pageSize=1");
  const path = `/super-admin/tenants/${found.items[0]?.tenantId}/webhooks`;
  const body = { url: "http://127.0.0.1:9/hook", description: "Directory sync" };
  await api.expect(201, "POST", path, { body, headers: { "idempotency-key": "quality.spec" } });
  const { items } = await api.get<{ items: Webhook[] }>(`${path}?sort=createdOn`);
  return items[0] ?? { tenantId: "", webhookId: "" };
}

const webhookHref = ({ tenantId, webhookId }: Webhook) => `/console/tenants/${tenantId}/webhooks/${webhookId}`;

/** A bulk operation that has ended, with one row that was refused. */
async function someBulk(api: Api): Promise<{ readonly bulkOperationId: string; readonly status: string }> {
  const body = { operation: "activateTenants", ids: ["01930d5e-7a10-7c3e-9b1f-3f2a64d0c999"], reason: "Quality" };
  const { response } = await api.expect<{ bulkOperationId: string }>(202, "POST", "/super-admin/bulk-operations", {
    body,
    headers: { "idempotency-key": "quality.spec bulk" },
  });
  return api.get(`/super-admin/bulk-operations/${response.bulkOperationId}`);
}

const someJob = async (api: Api): Promise<string | undefined> =>
  (await api.get<{ items: { jobId: string }[] }>("/super-admin/jobs?pageSize=1")).items[0]?.jobId;

/** One there is, or the first. */
async function someSnapshot(api: Api): Promise<string> {
  const { items } = await api.get<{ items: { snapshot_id: string }[] }>("/system/snapshots?page_size=1");
  if (items[0]) return items[0].snapshot_id;
  const href = `/system/tenants/${await someTenant(api)}/snapshots`;
  const body = { note: "Quarterly review" };
  return (await api.expect<{ snapshot_id: string }>(201, "POST", href, { body })).response.snapshot_id;
}

const someAlert = async (api: Api): Promise<string | undefined> =>
  (await api.get<{ items: { id: string }[] }>("/queue/notifications?limit=1")).items[0]?.id;

const someMarketRecord = async (api: Api): Promise<string | undefined> =>
  (await api.get<{ items: { market_record_id: string }[] }>("/system/planning/market-records?page_size=1")).items[0]
    ?.market_record_id;

const someUser = async (api: Api, who = "admin"): Promise<string | undefined> =>
  (await api.get<{ items: { userId: string }[] }>(`/super-admin/users?email=${who}@rookery.local`)).items[0]?.userId;

/** The one custom role that this file makes, whichever worker comes first. */
async function someRole(api: Api): Promise<string> {
  const body = { name: "Quality desk", description: "Looks at orders", permissions: ["ORDERS_VIEW", "USERS_VIEW"] };
  const headers = { "idempotency-key": "quality.spec role" };
  const { response } = await api.expect<{ roleId: string }>(201, "POST", "/super-admin/roles", { body, headers });
  return response.roleId;
}

const someRule = async (api: Api): Promise<string | undefined> =>
  (await api.get<{ items: { ruleId: string }[] }>("/super-admin/rules?search=under attack")).items[0]?.ruleId;

/** The one run that this file starts, whichever worker comes first. */
async function someRuleRun(api: Api): Promise<string> {
  const headers = { "idempotency-key": "quality.spec run" };
  const path = `/super-admin/rules/${await someRule(api)}/execute`;
  const { response } = await api.expect<{ executionId: string }>(202, "POST", path, { headers });
  return response.executionId;
}

/** The one API key that this file makes, whichever worker comes first. */
async function someKey(api: Api): Promise<string> {
  const body = { name: "Board room display", role: "ROLE_EXECUTIVE_CEO", expiresAt: "2099-12-31T23:59:59Z" };
  const headers = { "idempotency-key": "quality.spec key" };
  const { response } = await api.expect<{ apiKeyId: string }>(201, "POST", "/super-admin/api-keys", { body, headers });
  return response.apiKeyId;
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The rules that a theme can break: it changes colours, and nothing of the structure. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** A rule and the places that break it, in words that fit a test report. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const runOnly = rules ? { type: "rule" as const, values: rules } : { type: "tag" as const, values: TAGS };
  // No page here has frames: judging it in place spares a second page for each look, and what passes is not described.
  const axe = new AxeBuilder({ page }).options({ runOnly, resultTypes: ["violations"] }).setLegacyMode();
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** Dresses the page as its theme cookie would, and waits until its colours have arrived. */
async function dress(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate(async (name) => {
    document.documentElement.dataset["theme"] = name;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  }, theme);
}

interface Walk {
  readonly page: Page;
  readonly complaints: string[];
}

/** One window that walks from page to page: a new one for each would load and compile all scripts anew. */
const walkTest = test.extend<object, { readonly walk: Walk }>({
  walk: [
    async ({ browser, origin, stateOf }, use) => {
      const context = await browser.newContext({ baseURL: origin, storageState: await stateOf("SuperAdmin") });
      await context.addCookies([{ name: "theme", value: "light", url: origin }]);
      const complaints: string[] = [];
      listen(context, complaints);
      await use({ page: await context.newPage(), complaints });
      await context.close();
    },
    { scope: "worker" },
  ],
  page: ({ walk }, use) => use(walk.page),
  complaints: async ({ walk: { complaints } }, use) => {
    complaints.splice(0);
    await use(complaints);
    expect(complaints, "nothing was reported on the browser's console").toEqual([]);
  },
});

for (const [name, addressOf] of Object.entries(PAGES)) {
  walkTest(`${name}: accessible in both themes, within its window, quiet`, async ({ page, api }) => {
    const missing: string[] = [];
    const note = (answer: Response) => {
      if (answer.status() >= 400 && !answer.request().isNavigationRequest()) missing.push(answer.url());
    };
    await page.setViewportSize({ width: 1440, height: 900 });
    const address = await addressOf(api);
    page.on("response", note);
    await page.goto(address);
    await ready(page.getByRole("heading", { level: 1 }));
    await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
    await expect(page.locator("main")).toHaveCount(1);
    await expect(page.locator("h1")).toHaveCount(1);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      // A chart measures its place after the page has taken its width.
      await expect.poll(() => overflow(page), `nothing sticks out at ${width} px`).toBe(0);
      // The small layout differs in structure, the wide ones in space only.
      if (width !== 1920) expect(await violations(page), `light, at ${width} px`).toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await dress(page, "dark");
    expect(await violations(page, COLOUR_RULES), "dark, at 1440 px").toEqual([]);
    page.off("response", note);
    expect(missing, "everything that the page asks for is there").toEqual([]);
  });
}

test("a refused page is accessible too", async ({ open }) => {
  const page = await open({ role: "Support" });
  await page.goto("/console/audit");
  await expect(page.getByRole("heading", { name: "Access restricted" })).toBeVisible();
  await expect(page.locator("main")).toHaveCount(1);
  expect(await violations(page)).toEqual([]);
});

test("the open palette, menus and shortcuts are accessible", async ({ page }) => {
  await page.goto("/console/tenants");
  const heading = page.getByRole("heading", { level: 1 });
  await ready(heading);
  await page.getByRole("button", { name: "Display" }).click();
  await expect(page.getByRole("button", { name: "dark" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByPlaceholder("Find tenants, users, pages…")).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("every page has a title of its own", async ({ page, api }) => {
  const titles = new Map<string, string>();
  for (const [name, addressOf] of Object.entries(PAGES)) {
    const [path = ""] = (await addressOf(api)).split("?");
    const key = path.replace(/[0-9a-f-]{36}/g, "{id}");
    if ([...titles.values()].includes(key)) continue;
    const html = await (await page.request.get(path, { headers: { accept: "text/html" } })).text();
    const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
    expect(title).toMatch(/^\S.+ · Rookery$/);
    expect(titles.get(title) ?? key, `${name}: "${title}" is its own`).toBe(key);
    titles.set(title, key);
  }
});

test("scripts need the nonce of their document", async ({ page, request, complaints }) => {
  const [first, second] = [await request.get("/login"), await request.get("/login")];
  const policy = Object.fromEntries(
    (first.headers()["content-security-policy"] ?? "").split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
  );
  const scripts = policy["script-src"] ?? [];
  const nonce = scripts.find((source) => source.startsWith("'nonce-"));
  expect(nonce).toMatch(/^'nonce-[\w+/=-]{20,}'$/);
  for (const unsafe of ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:"]) {
    expect(scripts).not.toContain(unsafe);
  }
  expect(policy).toMatchObject({
    "default-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
  });
  expect(second.headers()["content-security-policy"]).not.toContain(nonce);
  const tags = (await first.text()).match(/<script\b[^>]*>/g) ?? [];
  expect(tags.length).toBeGreaterThan(0);
  for (const tag of tags) expect(tag).toContain(`nonce="${nonce?.slice("'nonce-".length, -1)}"`);

  await page.goto("/console/tenants");
  await page.evaluate(() => {
    const holder = document.createElement("div");
    holder.innerHTML = `<img alt="" src="data:," onerror="window.intruder = true">`;
    document.body.append(holder);
  });
  await expect
    .poll(() => complaints.splice(0).join())
    .toMatch(/inline event handler violates .*Content Security Policy/);
  expect(await page.evaluate(() => "intruder" in window)).toBe(false);
});

test("theme and density are in the first bytes, so nothing flashes", async ({ page }) => {
  await page.goto("/console/tenants");
  const html = page.locator("html");
  const ground = () => page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  const rowHeight = () =>
    page
      .locator("[data-row]")
      .first()
      .evaluate((row) => row.getBoundingClientRect().height);
  await expect(html).toHaveAttribute("data-theme", "system");
  await page.emulateMedia({ colorScheme: "light" });
  const [light, compact] = [await ground(), await rowHeight()];
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.emulateMedia({ colorScheme: "light" });

  const display = page.getByRole("button", { name: "Display" });
  await ready(display);
  for (const choice of ["dark", "comfortable"]) {
    await display.click();
    const button = page.getByRole("button", { name: choice });
    await button.click();
    await expect(button).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.press("Escape");
  }
  expect(await ground()).toBe(dark);
  const first = await (await page.request.get("/console/users", { headers: { accept: "text/html" } })).text();
  const tag = /<html[^>]*>/.exec(first)?.[0];
  expect(tag).toContain('data-theme="dark"');
  expect(tag).toContain('data-density="comfortable"');
  await page.reload();
  await expect(html).toHaveAttribute("data-theme", "dark");
  expect(await ground()).toBe(dark);
  expect(await rowHeight()).toBeGreaterThan(compact);
});

test("theme is chosen without scripts as well", async ({ open }) => {
  const page = await open({ role: "SuperAdmin", noScript: true });
  await page.goto("/console/users?status=locked");
  await page.getByRole("button", { name: "Display" }).click();
  await page.getByRole("button", { name: "dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page).toHaveURL("/console/users?status=locked");
});

test("reduced motion is respected, and everything works with it", async ({ open, api }) => {
  const page = await open({ role: "SuperAdmin", reducedMotion: "reduce" });
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect, playState }) => playState === "running" && Number(effect?.getTiming().duration) > 1)
        .map(({ effect }) => (effect instanceof KeyframeEffect ? effect.target?.outerHTML.slice(0, 80) : "")),
    );
  await page.goto("/executive");
  await ready(page.getByRole("heading", { level: 1 }));
  expect(await moving()).toEqual([]);
  await page.goto(`/console/tenants/${(await api.newTenant()).tenantId}?dialog=suspend`);
  await expect(page.getByRole("link", { name: "Cancel" })).toBeFocused();
  expect(await moving()).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByPlaceholder("Find tenants, users, pages…")).toBeFocused();
  expect(await moving()).toEqual([]);
});
