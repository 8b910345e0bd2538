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

interface Created {
  readonly webhookId: string;
  readonly secret: string;
}

const SECRET = /^whsec_[\w+/]{43}=$/;
const tabOf = ({ tenantId }: Tenant) => `/console/tenants/${tenantId}?tab=webhooks`;
const restPath = ({ tenantId }: Tenant) => `/super-admin/tenants/${tenantId}/webhooks`;
const newWebhook = async (api: Api, tenant: Tenant, body: object): Promise<Created> =>
  (await api.expect<Created>(201, "POST", restPath(tenant), { body })).response;
const hrefOf = (tenant: Tenant, { webhookId }: Created) => `/console/tenants/${tenant.tenantId}/webhooks/${webhookId}`;
const openWebhook = async (page: Page, tenant: Tenant, webhook: Created) => {
  await page.goto(hrefOf(tenant, webhook));
  await ready(page.getByRole("heading", { level: 1 }));
};
const deliveries = (page: Page) => page.getByRole("region", { name: "Deliveries" });
/** Reads the page again until its list says so. */
const expectDelivery = async (page: Page, text: RegExp) => {
  await expect(async () => {
    await page.reload();
    await expect(deliveries(page).locator("[data-row]").first()).toContainText(text, { timeout: 1000 });
  }).toPass({ timeout: 20_000 });
};

test("create: the empty tab leads to the form, the secret is shown once, and what it signs can be verified", async ({
  page,
  tenant,
  receiver,
}) => {
  await page.goto(tabOf(tenant));
  await expect(page.locator("[data-empty=nothing-yet]")).toContainText("This tenant has no webhooks");
  await page.getByRole("link", { name: "Create webhook" }).click();
  const address = page.getByLabel("Address");
  await ready(address);
  await address.fill("nonsense");
  for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
  await page.getByRole("button", { name: "Create webhook" }).click();
  const summary = page.getByRole("main").getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveCount(2);
  await expect(address).toHaveValue("nonsense");
  await address.fill(receiver.url);
  await page.getByLabel("Description").fill("Directory sync");
  await page.getByRole("checkbox", { name: /^Tenant changed/ }).check();
  await page.getByRole("button", { name: "Create webhook" }).click();
  await expect(page.getByRole("heading", { name: "The webhook is ready" })).toBeFocused();
  const secret = (await page.locator("code").filter({ hasText: SECRET }).textContent()) ?? "";
  await page.getByRole("link", { name: "Open the webhook" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(receiver.host);
  await expect(page.getByRole("main")).toContainText("tenant.updated");
  await expect(page.locator("[data-empty=nothing-yet]")).toContainText("Nothing has been sent yet");
  expect(await page.content()).not.toContain(secret);

  await page.getByRole("link", { name: "Send test" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send test" }).click();
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("on its way");
  await expectDelivery(page, /webhook\.test.*Delivered.*204/s);
  expect(receiver.types(secret)).toEqual(["webhook.test"]);
  await page.goto(tabOf(tenant));
  const row = page.getByRole("region", { name: "Webhooks" }).getByRole("row").filter({ hasText: receiver.host });
  await expect(row).toContainText(/Directory sync.*Enabled.*Delivered/s);
  await expect(row).toContainText("1 of 10");
});

test("a failed delivery says why, and is sent again under the same event id", async ({
  page,
  api,
  tenant,
  receiver,
}) => {
  receiver.status = 500;
  const webhook = await newWebhook(api, tenant, { url: receiver.url });
  await api.expect(202, "POST", `${restPath(tenant)}/${webhook.webhookId}/test`);
  await page.goto(hrefOf(tenant, webhook));
  await expectDelivery(page, /Failed.*The address answered 500/s);
  await expect(page.getByText("The last delivery failed.")).toBeVisible();
  await ready(deliveries(page));
  await deliveries(page).locator("[data-row-link]").first().click();
  const panel = page.getByRole("complementary", { name: "Peek" });
  await expect(panel).toContainText("The address answered 500");
  await expect(panel.getByRole("region", { name: "Body as sent" })).toContainText(tenant.tenantId);
  receiver.status = 200;
  await panel.getByRole("link", { name: "Send again…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem")).toContainText("Deliveries queued");
  await dialog.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("on its way again");
  await expectDelivery(page, /Delivered.*200/s);
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  await page.getByRole("combobox", { name: "Status" }).selectOption("Failed");
  await expect(deliveries(page).locator("[data-row]")).toHaveCount(1);
  await page.getByRole("combobox", { name: "Status" }).selectOption("Not sent");
  await expect(page.locator("[data-empty=no-match]")).toBeVisible();
});

test("replace the secret: the new one is shown once, and both sign meanwhile", async ({
  page,
  api,
  tenant,
  receiver,
}) => {
  const webhook = await newWebhook(api, tenant, { url: receiver.url });
  await openWebhook(page, tenant, webhook);
  await page.getByRole("button", { name: /^More actions/ }).click();
  await page.getByRole("link", { name: "Replace the signing secret…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("link", { name: "Cancel" })).toBeFocused();
  await dialog.getByLabel("The old secret still signs").selectOption("For an hour");
  await dialog.getByRole("button", { name: "Replace secret" }).click();
  await expect(dialog.getByRole("heading", { name: "It is replaced" })).toBeFocused();
  const fresh = (await dialog.locator("code").textContent()) ?? "";
  expect(fresh).toMatch(SECRET);
  expect(fresh).not.toBe(webhook.secret);
  await dialog.getByRole("link", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main")).toContainText(/Old secretin (59|60) min|Old secretin 1 h/);
  await api.expect(202, "POST", `${restPath(tenant)}/${webhook.webhookId}/test`);
  await expectDelivery(page, /Delivered/);
  expect([receiver.types(webhook.secret), receiver.types(fresh)]).toEqual([["webhook.test"], ["webhook.test"]]);
});

test("edit, with the change of somebody else shown as theirs and mine", async ({ page, api, tenant }) => {
  const webhook = await newWebhook(api, tenant, { url: "http://127.0.0.1:9/a", events: ["user.locked"] });
  await page.goto(`${hrefOf(tenant, webhook)}/edit`);
  const description = page.getByLabel("Description");
  await ready(description);
  await api.expect(200, "PUT", `${restPath(tenant)}/${webhook.webhookId}`, { body: { description: "Theirs" } });
  await description.fill("Mine");
  await page.getByRole("checkbox", { name: /^User created/ }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const panel = page.getByRole("alert").filter({ hasText: "Somebody else has saved this webhook" });
  await expect(panel).toBeVisible();
  await panel.getByRole("radio", { name: "Description: theirs" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(hrefOf(tenant, webhook));
  expect(await api.get(`${restPath(tenant)}/${webhook.webhookId}`)).toMatchObject({
    description: "Theirs",
    events: ["user.created", "user.locked"],
  });
});

test("disable, enable and delete, each asked first", async ({ page, api, tenant, receiver }) => {
  const webhook = await newWebhook(api, tenant, { url: receiver.url });
  await openWebhook(page, tenant, webhook);
  const choose = async (name: string) => {
    const more = page.getByRole("button", { name: /^More actions/ });
    await ready(more);
    await more.click();
    await page.getByRole("link", { name, exact: true }).click();
  };
  await choose("Disable…");
  await page.getByRole("dialog").getByRole("button", { name: "Disable webhook" }).click();
  await expect(page.getByText("Somebody switched it off.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Send test" })).toBeHidden();
  await choose("Enable…");
  await page.getByRole("dialog").getByRole("button", { name: "Enable webhook" }).click();
  await expect(page.getByRole("link", { name: "Send test" })).toBeVisible();
  await choose("Delete…");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Reason/).fill("Receiver retired");
  await dialog.getByRole("button", { name: "Delete webhook" }).click();
  await expect(page).toHaveURL(tabOf(tenant));
  await expect(page.locator("[data-empty=nothing-yet]")).toBeVisible();
  expect(await api.audit({ entityId: webhook.webhookId })).toMatchObject([
    { action: "WEBHOOK_DELETED", reason: "Receiver retired" },
    { action: "WEBHOOK_UPDATED" },
    { action: "WEBHOOK_UPDATED" },
    { action: "WEBHOOK_CREATED" },
  ]);
  expect((await page.goto(hrefOf(tenant, webhook)))?.status()).toBe(404);
});

test("suspending the tenant counts its webhooks, disables them and tells them last; activation restores them", async ({
  page,
  api,
  tenant,
  receiver,
}) => {
  const webhook = await newWebhook(api, tenant, { url: receiver.url });
  await page.goto(`/console/tenants/${tenant.tenantId}?dialog=suspend`);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem").filter({ hasText: "Webhooks disabled" })).toContainText("1");
  await dialog.getByLabel(/^Reason/).fill("Compliance hold");
  await dialog.getByRole("button", { name: "Suspend tenant" }).click();
  await expect(page.getByText("This tenant is suspended.")).toBeVisible();
  await page.goto(hrefOf(tenant, webhook));
  await expect(page.getByText("Tenant suspended", { exact: true })).toBeVisible();
  await expectDelivery(page, /tenant\.suspended.*Delivered/s);
  expect(receiver.types(webhook.secret)).toEqual(["tenant.suspended"]);
  const path = `/super-admin/tenants/${tenant.tenantId}/status`;
  await api.expect(200, "PATCH", path, { body: { isActive: true, reason: "Cleared" } });
  await expectDelivery(page, /tenant\.activated.*Delivered/s);
  await expect(page.getByRole("main").getByText("Enabled", { exact: true })).toBeVisible();
});

test("an auditor reads and changes nothing; support has no part in it", async ({ open, api, tenant }) => {
  const webhook = await newWebhook(api, tenant, { url: "http://127.0.0.1:9/hook" });
  const auditor = await open({ role: "Auditor" });
  await auditor.goto(tabOf(tenant));
  await expect(auditor.getByRole("region", { name: "Webhooks" })).toContainText("127.0.0.1:9");
  await expect(auditor.getByRole("link", { name: "Create webhook" })).toHaveCount(0);
  await auditor.goto(`${hrefOf(tenant, webhook)}?dialog=delete`);
  await expect(auditor.getByRole("heading", { level: 1 })).toHaveText("127.0.0.1:9");
  await expect(auditor.getByRole("dialog")).toHaveCount(0);
  await expect(auditor.getByRole("link", { name: "Edit" })).toHaveCount(0);
  await auditor.goto(`${hrefOf(tenant, webhook)}/edit`);
  await expect(auditor.getByRole("heading", { level: 1 })).toHaveText("Access restricted");
  const support = await open({ role: "Support" });
  await support.goto(`/console/tenants/${tenant.tenantId}`);
  await expect(support.getByRole("link", { name: "Users", exact: true }).first()).toBeVisible();
  await expect(support.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
});

test("without scripts a webhook is created, tested and deleted", async ({ open, api, tenant, receiver }) => {
  const page = await open({ role: "SuperAdmin", noScript: true });
  await page.goto(`/console/tenants/${tenant.tenantId}/webhooks/new`);
  await page.getByLabel("Address").fill(receiver.url);
  await page.getByRole("button", { name: "Create webhook" }).click();
  const secret = (await page.locator("code").filter({ hasText: SECRET }).textContent()) ?? "";
  await page.getByRole("link", { name: "Open the webhook" }).click();
  await page.getByRole("link", { name: "Send test" }).click();
  await page.getByRole("button", { name: "Send test" }).click();
  await expectDelivery(page, /Delivered/);
  expect(receiver.types(secret)).toEqual(["webhook.test"]);
  const { items } = await api.get<{ items: Created[] }>(restPath(tenant));
  await page.goto(`${hrefOf(tenant, items[0] ?? { webhookId: "", secret })}?dialog=delete`);
  await page.getByRole("button", { name: "Delete webhook" }).click();
  await expect(page.locator("[data-empty=nothing-yet]")).toBeVisible();
});
