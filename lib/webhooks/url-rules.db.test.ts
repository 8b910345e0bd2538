import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { read, transaction } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { publishEvent } from "./publish.ts";
import { resolver } from "./resolver.ts";
import { addWebhook, deliveriesOf, Receiver, runJobs } from "./testing.ts";

// decisions §5, SRS §14: where webhooks may lead. Name resolution is answered here; everything behind it is real.

const PUBLIC = [{ address: "93.184.216.34", family: 4 }];
const LOOPBACK = [{ address: "127.0.0.1", family: 4 }];
const resolve = vi.spyOn(resolver, "resolve");
let admin: SignedIn;
let tenantId: string;
const allowPrivate = (value: "true" | "false") => {
  Object.assign(process.env, { WEBHOOK_ALLOW_PRIVATE: value, JOB_RETRY_BASE_MS: "10" });
  resetEnv();
};
const create = (url: unknown) => admin.client.post(`/super-admin/tenants/${tenantId}/webhooks`, { url });

beforeAll(async () => {
  admin = await as("SuperAdmin");
  tenantId = await createTenantRow();
});
beforeEach(() => {
  allowPrivate("false");
  resolve.mockReset().mockResolvedValue(PUBLIC);
});
afterEach(async () => {
  await read((db) => db.webhook.deleteMany());
});

describe("saving a target", () => {
  test.each([
    "http://hooks.example.com/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://api.localhost/",
    "https://printer.local/",
    "https://vault.internal/",
    "https://intranet/",
    "https://hooks.example.com:22/",
    "https://hooks.example.com:80/",
    "https://hooks.example.com:6000/",
    "https://user:secret@hooks.example.com/",
    "https://hooks.example.com/#part",
    "ftp://hooks.example.com/",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "hooks.example.com",
    "https://",
    "",
    7,
    null,
  ])("refuses %j with 400 on url", async (url) => {
    const { status, errors } = await create(url);
    expect([status, Object.keys(errors)]).toEqual([400, ["url"]]);
    expect(await read((db) => db.webhook.count())).toBe(0);
  });

  test.each([
    "https://hooks.example.com",
    "https://hooks.example.com:8443/in?x=1",
    "https://93.184.216.34/",
    "https://пример.example/",
  ])("takes %s", async (url) => {
    expect((await create(url)).status).toBe(201);
  });

  test("refuses a name that resolves to a private address, even beside public ones", async () => {
    resolve.mockResolvedValue([...PUBLIC, { address: "10.0.0.7", family: 4 }]);
    const { status, errors } = await create("https://hooks.example.com/");
    expect([status, errors]).toEqual([400, { url: expect.stringContaining("private") }]);
  });

  test("takes a name that cannot be resolved now: every delivery asks again", async () => {
    resolve.mockRejectedValue(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
    expect((await create("https://hooks.example.com/")).status).toBe(201);
  });

  test("a change is judged as a creation is, and a dry run as the write", async () => {
    const { response } = await create("https://hooks.example.com/");
    const path = `/super-admin/tenants/${tenantId}/webhooks/${response["webhookId"]}`;
    for (const query of ["", "?dryRun=true"]) {
      const { status, errors } = await admin.client.put(`${path}${query}`, { url: "https://10.0.0.1/" });
      expect([status, Object.keys(errors)]).toEqual([400, ["url"]]);
    }
  });

  test("WEBHOOK_ALLOW_PRIVATE=true takes http, any port and any address", async () => {
    allowPrivate("true");
    expect((await create("http://127.0.0.1:81/hook")).status).toBe(201);
    expect((await create("http://receiver:8080/")).status).toBe(201);
  });
});

describe("delivering to it: no rebinding window", () => {
  const sent = async (url: string) => {
    const { webhookId } = await addWebhook(tenantId, url);
    const event = { type: "user.updated", tenantIds: [tenantId], occurredOn: new Date(), data: {} } as const;
    await transaction((tx) => publishEvent(tx, event));
    await runJobs();
    return (await deliveriesOf(webhookId))[0];
  };

  test("a name that was public when it was saved and leads inside now is refused before any connection", async () => {
    const receiver = await new Receiver().start();
    resolve.mockResolvedValue(LOOPBACK);
    const delivery = await sent(`http://hooks.example.com:${receiver.port}/`);
    expect(delivery).toMatchObject({ statusCode: null, error: "The address is private or reserved" });
    expect(receiver.received).toEqual([]);
    receiver.stop();
  });

  test("a literal address is refused although no name is looked up for it", async () => {
    const receiver = await new Receiver().start();
    expect(await sent(receiver.url)).toMatchObject({ error: "The address is private or reserved" });
    expect(await sent(`http://[::ffff:127.0.0.1]:${receiver.port}/`)).toMatchObject({
      error: "The address is private or reserved",
    });
    expect([receiver.received, resolve.mock.calls]).toEqual([[], []]);
    receiver.stop();
  });

  test("the connection goes to the answer that was checked: one lookup an attempt, whatever the next would say", async () => {
    allowPrivate("true");
    const checked = await new Receiver().start();
    const other = await new Receiver().start("127.0.0.2").catch(() => undefined);
    resolve.mockResolvedValueOnce(LOOPBACK).mockResolvedValue([{ address: "127.0.0.2", family: 4 }]);
    const delivery = await sent(`http://hooks.example.com:${checked.port}/`);
    expect(delivery).toMatchObject({ status: "succeeded", attempts: 1 });
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(checked.received[0]?.headers.host).toBe(`hooks.example.com:${checked.port}`);
    checked.stop();
    other?.stop();
  });

  test("a name that cannot be resolved is told so", async () => {
    resolve.mockRejectedValue(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
    expect(await sent("https://hooks.example.com/")).toMatchObject({ error: "The host name cannot be resolved" });
  });
});
