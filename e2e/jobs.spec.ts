import type { Page } from "playwright/test";
import { test as base, expect, ready } from "./fixtures.ts";
import type { Api, Tenant } from "./pages/api.ts";
import { Receiver } from "./pages/receiver.ts";

interface Fixtures {
  readonly receiver: Receiver;
  readonly tenant: Tenant;
}

const test = base.extend<Fixtures>({
  receiver: async ({ browserName: _ }, use) => {
    const receiver = await new Receiver().start();
    await use(receiver);
    receiver.stop();
  },
  tenant: async ({ api }, use) => use(await api.newTenant()),
});

test.describe.configure({ mode: "parallel" });

interface List {
  readonly totalItems: number;
  readonly items: readonly { readonly jobId: string }[];
}

const restPath = ({ tenantId }: Tenant) => `/super-admin/dead-letters?tenantId=${tenantId}&status=open`;
const listPath = ({ tenantId }: Tenant) => `/console/jobs/dead-letters?tenantId=${tenantId}`;
const openEntries = async (api: Api, tenant: Tenant) => (await api.get<List>(restPath(tenant))).totalItems;

/** Tests of a webhook whose receiver fails: so many jobs that have failed for good. */
async function deadLetters(api: Api, tenant: Tenant, receiver: Receiver, count: number): Promise<void> {
  receiver.status = 500;
  const webhooks = `/super-admin/tenants/${tenant.tenantId}/webhooks`;
  const { response } = await api.expect<{ webhookId: string }>(201, "POST", webhooks, { body: { url: receiver.url } });
  for (let n = 0; n < count; n += 1) {
    await api.expect(202, "POST", `${webhooks}/${response.webhookId}/test`);
  }
  await expect.poll(() => openEntries(api, tenant), { timeout: 40_000, intervals: [500] }).toBe(count);
}

const rows = (page: Page) => page.getByRole("region", { name: "Dead letters" }).locator("[data-row]");
const open = async (page: Page, path: string) => {
  await page.goto(path);
  await ready(page.getByRole("heading", { level: 1 }));
};

test("a dead letter is found by its error, looked at, and retried; the run says what became of it", async ({
  page,
  api,
  tenant,
  receiver,
}) => {
  test.slow();
  await deadLetters(api, tenant, receiver, 1);
  await open(page, listPath(tenant));
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(/webhook\.deliver.*answered 500.*Open/s);
  await page.getByRole("searchbox", { name: "Search errors" }).fill("no such error");
  await expect(page.locator("[data-empty=no-match]")).toContainText("No dead letter matches");
  await page.getByRole("searchbox", { name: "Search errors" }).fill("ANSWERED 500");
  await expect(rows(page)).toHaveCount(1);
  await rows(page).getByRole("link", { name: "webhook.deliver" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("webhook.deliver");
  await expect(page.getByRole("region", { name: "Attempts" }).locator("[data-row]")).toHaveCount(4);

  receiver.status = 204;
  await page.getByRole("link", { name: "Retry…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("queued again");
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("main")).toContainText("Succeeded", { timeout: 1000 });
    await expect(page.getByRole("region", { name: "Attempts" }).locator("[data-row]")).toHaveCount(5, {
      timeout: 1000,
    });
  }).toPass({ timeout: 20_000 });
});

test("all that match are retried, counted before the button; what fails again comes back open", async ({
  page,
  api,
  tenant,
  receiver,
}) => {
  test.slow();
  await deadLetters(api, tenant, receiver, 2);
  await open(page, "/console/jobs/dead-letters");
  await expect(page.getByRole("link", { name: "Retry matching…" })).toHaveCount(0);
  await open(page, listPath(tenant));
  await page.getByRole("link", { name: "Retry matching…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("list", { name: "What will happen" })).toContainText(/Open dead letters retried\s*2/);
  await dialog.getByRole("button", { name: "Retry all" }).click();
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("2 jobs are queued again");
  await expect.poll(() => openEntries(api, tenant), { timeout: 40_000, intervals: [500] }).toBe(2);
});

test("discarding asks for a reason and needs no script", async ({ open: browse, api, tenant, receiver }) => {
  test.slow();
  await deadLetters(api, tenant, receiver, 1);
  const { items } = await api.get<List>(restPath(tenant));
  const page = await browse({ role: "SuperAdmin", noScript: true });
  await page.goto(`/console/jobs/runs/${items[0]?.jobId}`);
  await page.getByRole("link", { name: "Discard…" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("The receiver is gone");
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await page.goto(`${listPath(tenant)}&status=discarded`);
  await expect(rows(page)).toContainText("Discarded");
});

test("queues lead to their runs; an auditor reads and is offered no act", async ({ open: browse }) => {
  const page = await browse({ role: "Auditor" });
  await open(page, "/console/jobs");
  const tabs = page.getByRole("navigation", { name: "Jobs" });
  await tabs.getByRole("link", { name: "Runs" }).click();
  await expect(page).toHaveURL("/console/jobs/runs");
  await expect(page.getByRole("region", { name: "Runs" })).toBeVisible();
  await tabs.getByRole("link", { name: "Dead letters" }).click();
  await page.goto("/console/jobs/dead-letters?kind=webhook.deliver");
  await expect(page.getByRole("link", { name: "Retry matching…" })).toHaveCount(0);
});
