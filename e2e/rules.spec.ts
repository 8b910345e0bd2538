import type { Page } from "playwright/test";
import { test as base, expect, ready } from "./fixtures.ts";
import { Api, type Member, type Tenant, uniqueCode } from "./pages/api.ts";
import { Receiver } from "./pages/receiver.ts";

interface Fixtures {
  /** A tenant of the test's own, so that its rules hit nobody else. */
  readonly tenant: Tenant;
  readonly member: Member;
}

const test = base.extend<Fixtures>({
  tenant: async ({ api }, use) => use(await api.newTenant()),
  member: async ({ api, tenant }, use) => use(await api.newUser("PoolAdmin", [tenant.tenantId])),
});

test.describe.configure({ mode: "parallel" });

interface Rule {
  readonly ruleId: string;
  readonly name: string;
  readonly version: number;
}

const newRule = async (api: Api, tenant: Tenant, fields: object = {}): Promise<Rule> => {
  const scope = `tenant:${tenant.tenantId}`;
  const body = { name: uniqueCode("Rule"), scope, condition: "failed_logins_1h > 2", action: "LOCK_USER", ...fields };
  return (await api.expect<Rule>(201, "POST", "/super-admin/rules", { body })).response;
};

/** Sign-ins with a wrong password, one after the other. */
async function failToSignIn(origin: string, { email }: Member, times: number): Promise<void> {
  const body = { email, password: "Not-The-Password-1" };
  for (let n = 0; n < times; n += 1) {
    await new Api(origin, "").expect(401, "POST", "/auth/login", { body });
  }
}

const open = async (page: Page, path: string) => {
  await page.goto(path);
  await ready(page.getByRole("heading", { level: 1 }));
};
const condition = (page: Page) => page.getByRole("textbox", { name: "Condition" });
const main = (page: Page) => page.getByRole("main");
const statusOf = async (api: Api, { userId }: Member) =>
  (await api.get<{ status: string }>(`/super-admin/users/${userId}`)).status;

test("SRS §10: written with a mistake, corrected, tried, enabled, triggered by real failed sign-ins, and on record", async ({
  page,
  api,
  origin,
  tenant,
  member,
}) => {
  test.slow();
  const name = uniqueCode("Guard");
  await failToSignIn(origin, member, 2);
  await open(page, "/console/rules");
  await page.getByRole("link", { name: "New rule" }).press("Enter");
  await ready(page.getByRole("heading", { level: 1, name: "New rule" }));
  await page.getByLabel("Name", { exact: true }).fill(name);

  // By keyboard: the catalogue completes, the compiler answers, its place is marked.
  await condition(page).focus();
  await page.keyboard.type("failed_l");
  await expect(page.getByRole("option", { name: /failed_logins_10m/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(condition(page)).toHaveValue("failed_logins_10m");
  await page.keyboard.type(" > 1 && user.statuss == 1");
  await page.keyboard.press("Escape");
  await expect(main(page)).toContainText(/user\.statuss.*\(line 1, column 26\)/);
  await expect(page.locator("mark[data-mistake]")).toHaveText("user.statuss");
  await page.getByLabel("Name", { exact: true }).press("Enter");
  await expect(main(page).getByRole("alert")).toBeFocused();
  await expect(main(page).getByRole("alert")).toContainText(/Condition: .*line 1, column 26/);

  const ofTenant = `tenant.code == "${tenant.code}"`;
  await condition(page).fill(`failed_logins_10m > 1 && ${ofTenant}`);
  await expect(main(page)).toContainText(
    "Users for whom the number of failed sign-ins in the last 10 minutes is more than 1 and",
  );
  await expect(page.locator("mark[data-mistake]")).toHaveCount(0);
  await page.getByRole("button", { name: "Dry run" }).press("Enter");
  const dryRun = page.getByRole("region", { name: "Result of the dry run" });
  await expect(dryRun).toContainText(/It would hit 1 user of [\d,]+ in its scope/);
  await expect(dryRun.getByRole("row", { name: member.email })).toContainText("failed_logins_10m = 2");
  await page.getByLabel("Stretch of the past").selectOption("Last 24 hours, hour by hour");
  await page.getByRole("button", { name: "Back-test" }).press("Enter");
  const backtest = page.getByRole("region", { name: "Result of the back-test" });
  await expect(backtest).toContainText("It would have hit 1 user, 1 time in all");
  await expect(backtest.getByRole("row", { name: member.email })).toContainText(/A failed sign-in/);
  await backtest.getByText("Totals per step as a table").click();
  await expect(backtest.getByRole("table", { name: "Totals per step" }).getByRole("row")).toHaveCount(26);
  await expect(backtest.locator(".recharts-bar-rectangle path")).not.toHaveCount(0);
  expect(await statusOf(api, member), "trials change nothing").toBe("active");

  // What one alone would not, the next failed sign-in does.
  await condition(page).fill(`failed_logins_10m > 2 && ${ofTenant}`);
  await page.getByRole("button", { name: "Create rule" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(main(page)).toContainText("Disabled");
  const ruleId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await page.getByRole("link", { name: "Enable…" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("list", { name: "What will happen" })).toContainText(
    /To be suspended now, of [\d,]+ users in its scope\s*0/,
  );
  await dialog.getByRole("button", { name: "Enable" }).press("Enter");
  await expect(main(page)).toContainText("Normal");

  await failToSignIn(origin, member, 1);
  await expect.poll(() => statusOf(api, member), { timeout: 15_000 }).toBe("suspended");
  await open(page, `/console/users/${member.userId}`);
  await expect(main(page)).toContainText("Suspended");
  await open(page, `/console/rules/${ruleId}?tab=runs`);
  await page.getByRole("region", { name: "Runs of rules" }).locator("[data-row-link]").click();
  await expect(main(page)).toContainText("Succeeded");
  await expect(page.getByRole("region", { name: "Outcomes" }).locator("[data-row]")).toHaveText(
    new RegExp(`${member.email}.*failed_logins_10m = 3.*Applied`),
  );
  await page.getByRole("link", { name: "Everything that it did, in the audit log" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Audit log/);
  const trail = (await api.audit({ entityId: member.userId })).map(({ action }) => action);
  expect(trail).toEqual(expect.arrayContaining(["USER_SUSPENDED", "RULE_ACTION_APPLIED"]));
  await expect(main(page)).toContainText("Suspended user");
  await expect(main(page)).toContainText("Applied a rule to user");
});

test("an edit is refused over a newer version, shown side by side, and an old version comes back", async ({
  page,
  api,
  tenant,
}) => {
  const rule = await newRule(api, tenant);
  await open(page, `/console/rules/${rule.ruleId}/edit`);
  await expect(page.locator("[data-reading]")).toContainText("failed sign-ins in the last 1 hour");
  await page.getByRole("textbox", { name: "Most it may hit" }).fill("7");
  const body = { name: rule.name, condition: "failed_logins_1h > 9", action: "LOCK_USER" };
  await api.expect(200, "PUT", `/super-admin/rules/${rule.ruleId}`, { body });
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await expect(main(page).getByRole("alert")).toContainText("Somebody else has saved this rule");
  await expect(condition(page), "theirs, since mine left it alone").toHaveValue("failed_logins_1h > 9");
  await expect(page.getByRole("textbox", { name: "Most it may hit" })).toHaveValue("7");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(rule.name);
  await expect(main(page)).toContainText("v3");

  await page.getByRole("navigation", { name: "Sections of this rule" }).getByRole("link", { name: "Versions" }).click();
  const second = page.getByRole("table", { name: "What version 2 changed", exact: true });
  await expect(second).toContainText("Removed: failed_logins_1h > 2");
  await expect(second).toContainText("Added: failed_logins_1h > 9");
  await page.getByRole("link", { name: "Restore… version 1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await expect(main(page)).toContainText("Restored v1");
  expect(await api.get<Rule>(`/super-admin/rules/${rule.ruleId}`)).toMatchObject({
    version: 4,
    condition: "failed_logins_1h > 2",
    maxImpact: null,
  });
});

test("a run that would hit more than it may waits in the inbox, and whoever started it cannot approve it", async ({
  page,
  api,
  origin,
  tenant,
  member,
  open: browse,
}) => {
  test.slow();
  await failToSignIn(origin, member, 3);
  const { ruleId, name } = await newRule(api, tenant, { maxImpact: 0 });
  await open(page, `/console/rules/${ruleId}?dialog=execute`);
  await expect(page.getByRole("list", { name: "What will happen" })).toContainText("A run would wait for an approval");
  await page.getByRole("dialog").getByRole("button", { name: "Run now" }).click();
  await expect(page).toHaveURL(/\/console\/rules\/runs\//);
  await expect(main(page)).toContainText("It waits for an approval; nothing has happened yet.", { timeout: 20_000 });
  await expect(page.getByRole("link", { name: "Approve…" })).toHaveCount(0);
  const runPath = new URL(page.url()).pathname;

  const other = await api.newUser("SuperAdmin");
  const theirs = await browse({ as: other });
  await open(theirs, "/console/rules/approvals");
  const waiting = theirs
    .getByRole("list", { name: "Runs awaiting approval" })
    .getByRole("listitem")
    .filter({ hasText: name });
  await expect(waiting).toContainText("It would lock 1 user of 1 looked at.");
  await waiting.getByRole("link", { name: /^Approve…/ }).click();
  await theirs.getByRole("dialog").getByLabel("Reason").fill("Checked with the tenant");
  await theirs.getByRole("dialog").getByRole("button", { name: "Approve: lock 1 user" }).click();
  await expect(theirs).toHaveURL(runPath);
  await expect(main(theirs)).toContainText("Succeeded", { timeout: 20_000 });
  expect(await statusOf(api, member)).toBe("locked");
});

test("everything but completion works without scripts: a mistake has its place, a draft is tried, a rule is archived", async ({
  api,
  tenant,
  open: browse,
}) => {
  const page = await browse({ role: "SuperAdmin", noScript: true });
  const name = uniqueCode("Plain");
  await page.goto("/console/rules/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Tenant").fill(tenant.code);
  await condition(page).fill("failed_logins_1h >");
  await page.getByRole("button", { name: "Create rule" }).click();
  await expect(main(page).getByRole("alert")).toContainText(/Condition: .*\(line 1, column \d+\)/);
  await condition(page).fill("failed_logins_1h > 3");
  await page.getByRole("button", { name: "Dry run" }).click();
  await expect(page.getByRole("region", { name: "Result of the dry run" })).toContainText("It would hit nobody");
  await expect(page.locator("[data-reading]")).toContainText("failed sign-ins in the last 1 hour is more than 3");
  await page.getByRole("button", { name: "Create rule" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const { pathname } = new URL(page.url());
  await page.goto(`${pathname}?tab=backtest`);
  await page.getByRole("button", { name: "Back-test" }).click();
  await expect(page.getByRole("region", { name: "Result of the back-test" })).toContainText("It would have hit nobody");
  await page.goto(`${pathname}?dialog=archive`);
  await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
  await expect(page).toHaveURL("/console/rules");
  const { items } = await api.get<{ items: Rule[] }>(`/super-admin/rules?search=${name}`);
  expect(items).toEqual([]);
});

test("/ leads to the search of the list; an auditor reads and is offered no act", async ({
  open: browse,
  api,
  tenant,
}) => {
  const { ruleId, name } = await newRule(api, tenant);
  const page = await browse({ role: "Auditor" });
  await open(page, "/console/rules");
  await page.keyboard.press("/");
  await page.keyboard.type(name.toLowerCase());
  const rows = page.getByRole("region", { name: "Rules" }).locator("[data-row]");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`search=${name.toLowerCase()}`));
  await expect(page.getByRole("link", { name: "New rule" })).toHaveCount(0);
  await rows.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  for (const label of ["Edit", "Enable…", "Run now…", "Dry run", "Back-test"]) {
    await expect(main(page).getByRole("link", { name: label })).toHaveCount(0);
  }
  for (const dialog of ["enable", "execute", "archive"]) {
    await open(page, `/console/rules/${ruleId}?dialog=${dialog}`);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});

test("a dead letter of a webhook is retried from the page of its run", async ({ page, api, tenant }) => {
  test.slow();
  const receiver = await new Receiver().start();
  receiver.status = 500;
  const webhooks = `/super-admin/tenants/${tenant.tenantId}/webhooks`;
  const { response } = await api.expect<{ webhookId: string }>(201, "POST", webhooks, { body: { url: receiver.url } });
  await api.expect(202, "POST", `${webhooks}/${response.webhookId}/test`);
  const letters = `/super-admin/dead-letters?tenantId=${tenant.tenantId}&status=open`;
  const openLetters = async () => (await api.get<{ items: { jobId: string }[] }>(letters)).items;
  await expect.poll(async () => (await openLetters()).length, { timeout: 40_000, intervals: [500] }).toBe(1);
  receiver.status = 204;
  await open(page, `/console/jobs/runs/${(await openLetters())[0]?.jobId}`);
  await page.getByRole("link", { name: "Retry…" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Retry" }).press("Enter");
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("queued again");
  await expect.poll(async () => (await openLetters()).length, { timeout: 20_000 }).toBe(0);
  receiver.stop();
});
