import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const path = (id: string) => `/super-admin/tenants/${id}`;
const change = (name = "Other Name") => ({ name, timezone: "UTC", currency: "USD" });
const etagOf = async (id: string) => (await admin.client.get(path(id))).headers.get("etag") ?? "";

describe("decisions §4 Concurrency: details carry an ETag", () => {
  test.each(["tenants", "users"])("of %s", async (kind) => {
    const id = kind === "tenants" ? await createTenantRow() : admin.userId;
    const { headers } = await admin.client.get(`/super-admin/${kind}/${id}`);
    expect(headers.get("etag")).toMatch(/^"\d+"$/);
  });

  test("it stays while nothing changes and is another one after each write", async () => {
    const id = await createTenantRow();
    const first = await etagOf(id);
    expect(await etagOf(id)).toBe(first);
    const { headers } = await admin.client.put(path(id), change());
    expect(headers.get("etag")).not.toBe(first);
    expect(await etagOf(id)).toBe(headers.get("etag"));
  });

  test("lists carry none", async () => {
    expect((await admin.client.get("/super-admin/tenants")).headers.get("etag")).toBeNull();
  });
});

describe("decisions §4 Concurrency: a PUT or PATCH with a stale If-Match is 412", () => {
  test("and changes nothing, and leaves no audit row", async () => {
    const id = await createTenantRow();
    const stale = await etagOf(id);
    await admin.client.put(path(id), change("First"));
    for (const answer of [
      await admin.client.put(path(id), change("Second"), { "if-match": stale }),
      await admin.client.patch(`${path(id)}/status`, { isActive: false, reason: "Hold" }, { "if-match": stale }),
      await admin.client.del(`${path(id)}?confirm=true`, undefined, { "if-match": stale }),
    ]) {
      expect(answer.body).toEqual({
        statusCode: 412,
        message: "The resource has changed since it was read",
        response: null,
      });
      expect(await auditOf(answer.headers.get("x-request-id"))).toEqual([]);
    }
    const row = await prisma().tenant.findUniqueOrThrow({ where: { id } });
    expect([row.name, row.isActive, row.deletedOn]).toEqual(["First", true, null]);
  });

  test.each([
    ["the current one", (etag: string) => etag, 200],
    ["a list that holds it", (etag: string) => `"999", ${etag}`, 200],
    ["any (*)", () => "*", 200],
    ["a list that does not hold it", () => '"998", "999"', 412],
    ["a weak one", (etag: string) => `W/${etag}`, 412],
    ["one without quotes", () => "1", 412],
    ["one that was never ours", () => '"abc"', 412],
  ])("If-Match with %s", async (_case, header, status) => {
    const id = await createTenantRow();
    const answer = await admin.client.put(path(id), change(), { "if-match": header(await etagOf(id)) });
    expect(answer.status).toBe(status);
  });

  test("without If-Match it goes through", async () => {
    const id = await createTenantRow();
    await admin.client.put(path(id), change("First"));
    expect((await admin.client.put(path(id), change("Second"))).status).toBe(200);
  });

  test("of eight writers with the same ETag at once exactly one wins", async () => {
    const id = await createTenantRow();
    const headers = { "if-match": await etagOf(id) };
    const names = Array.from({ length: 8 }, (_, n) => `Writer ${n}`);
    const answers = await Promise.all(names.map((name) => admin.client.put(path(id), change(name), headers)));
    const winners = names.filter((_name, n) => answers[n]?.status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7);
    expect((await prisma().tenant.findUniqueOrThrow({ where: { id } })).name).toBe(winners[0]);
  });

  test("a resource that is gone is told before its version: 404 for none, 409 for a deleted one", async () => {
    const deleted = await createTenantRow({ deletedOn: new Date(), isActive: false });
    const headers = { "if-match": '"999"' };
    const none = await admin.client.put(path("01930d5e-7a10-7c3e-9b1f-3f2a64d0c001"), change(), headers);
    expect([none.status, (await admin.client.put(path(deleted), change(), headers)).status]).toEqual([404, 409]);
  });
});
