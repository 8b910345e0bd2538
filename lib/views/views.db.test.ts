import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { randomWord } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";
import type { SavedView } from "./schema.ts";

let ann: SignedIn;
let bob: SignedIn;
beforeAll(async () => {
  [ann, bob] = [await as("Auditor"), await as("Auditor")];
});

type Views = { readonly items: readonly SavedView[]; readonly totalItems: number };
const query = { status: "suspended", sort: "-updatedOn" };
const save = (who: SignedIn, change: object = {}) =>
  who.client.post<SavedView>("/auth/views", { list: "tenants", name: randomWord("View "), query, ...change });
const listOf = async (who: SignedIn, list = "tenants") =>
  (await who.client.get<Views>(`/auth/views?list=${list}&pageSize=100`)).response.items;
const namesOf = async (who: SignedIn, list?: string) => (await listOf(who, list)).map(({ name }) => name);
const put = (who: SignedIn, { viewId, name }: SavedView, change: object = {}, headers = {}) =>
  who.client.put<SavedView>(
    `/auth/views/${viewId}`,
    { name, query, hiddenColumns: [], isShared: false, isDefault: false, ...change },
    headers,
  );

describe("anchors §4 List page: saved views, mine, shared and default", () => {
  test("a view is its owner's alone until it is shared, and then everybody's of the same role", async () => {
    const { response: view, status } = await save(ann, {
      hiddenColumns: ["currency"],
      columnOrder: ["plan", "segment"],
    });
    expect([status, view]).toMatchObject([
      201,
      {
        list: "tenants",
        query,
        hiddenColumns: ["currency"],
        columnOrder: ["plan", "segment"],
        isOwn: true,
        isShared: false,
        isDefault: false,
      },
    ]);
    expect(await namesOf(ann)).toContain(view.name);
    expect(await namesOf(bob)).not.toContain(view.name);

    expect((await put(ann, view, { isShared: true })).status).toBe(200);
    expect((await listOf(bob)).find(({ viewId }) => viewId === view.viewId)).toMatchObject({ isOwn: false });
    expect(await namesOf(await as("Support"))).not.toContain(view.name);
    expect((await bob.client.get(`/auth/views/${view.viewId}`)).response).toMatchObject({ name: view.name });
    expect((await put(bob, view)).status).toBe(404);
    expect((await bob.client.del(`/auth/views/${view.viewId}`)).status).toBe(404);
  });

  test("who is bound to tenants neither shares nor sees what others share", async () => {
    const scoped = await as("Auditor", { tenantIds: [await createTenantRow()] });
    const { response: shared } = await save(ann, { isShared: true });
    expect(await namesOf(scoped)).not.toContain(shared.name);
    expect((await scoped.client.get(`/auth/views/${shared.viewId}`)).status).toBe(404);
    const refused = await save(scoped, { isShared: true });
    expect([refused.status, Object.keys(refused.errors)]).toEqual([400, ["isShared"]]);
    expect((await save(scoped)).status).toBe(201);
  });

  test("a list has one default for each of its readers, which may be somebody else's view", async () => {
    const list = "default-test";
    const first = (await save(ann, { list, isDefault: true, isShared: true })).response;
    const second = (await save(ann, { list, isDefault: true })).response;
    expect((await listOf(ann, list)).filter(({ isDefault }) => isDefault).map(({ viewId }) => viewId)).toEqual([
      second.viewId,
    ]);
    const path = `/auth/views/defaults/${list}`;
    expect((await bob.client.put(path, { viewId: first.viewId })).status).toBe(200);
    expect((await listOf(bob, list)).map(({ isDefault }) => isDefault)).toEqual([true]);
    expect((await bob.client.put(path, { viewId: second.viewId })).status).toBe(404);
    expect((await bob.client.put("/auth/views/defaults/users", { viewId: first.viewId })).status).toBe(404);

    await ann.client.del(`/auth/views/${first.viewId}`);
    expect(await listOf(bob, list)).toEqual([]);
    expect((await ann.client.put(path, { viewId: null })).response).toEqual({ list, viewId: null });
    expect((await listOf(ann, list)).map(({ isDefault }) => isDefault)).toEqual([false]);
  });
});

describe("decisions §4 for views", () => {
  test("a taken name is 409 on it, in the same list and for the same owner only", async () => {
    const { name } = (await save(ann)).response;
    const again = await save(ann, { name });
    expect([again.status, Object.keys(again.errors)]).toEqual([409, ["name"]]);
    expect((await save(ann, { name, list: "users" })).status).toBe(201);
    expect((await save(bob, { name })).status).toBe(201);
    const other = (await save(ann)).response;
    expect((await put(ann, { ...other, name })).status).toBe(409);
  });

  test("the fifty-first view of a list is 409", async () => {
    const owner = await as("Auditor");
    const many = Array.from({ length: 50 }, (_, index) => ({
      id: randomUUID(),
      ownerId: owner.userId,
      list: "tenants",
      name: `View ${index}`,
      query: {},
    }));
    await prisma().savedView.createMany({ data: many });
    expect((await save(owner)).status).toBe(409);
  });

  test.each([
    [{ name: "" }, "name"],
    [{ name: "x".repeat(61) }, "name"],
    [{ list: "Tenants!" }, "list"],
    [{ query: { "a b": "c" } }, "query.a b"],
    [{ query: { status: 7 } }, "query.status"],
    [{ hiddenColumns: ["a b"] }, "hiddenColumns.0"],
    [{ columnOrder: ["a b"] }, "columnOrder.0"],
    [{ color: "red" }, "color"],
  ])("%j is 400 on it", async (change, field) => {
    const { status, errors } = await save(ann, change);
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("a stale If-Match is 412, an unknown view 404, a dry run changes nothing, a key replays", async () => {
    const { response: view, headers } = await save(ann);
    expect(headers.get("etag")).toBe('"1"');
    expect((await put(ann, view, {}, { "if-match": '"7"' })).status).toBe(412);
    expect((await put(ann, { ...view, viewId: randomUUID() })).status).toBe(404);
    const rehearsed = await ann.client.del<{ audit: unknown }>(`/auth/views/${view.viewId}?dryRun=true`);
    expect(rehearsed.response).toMatchObject({ dryRun: true, audit: [{ action: "SAVED_VIEW_DELETED" }] });
    expect(await namesOf(ann)).toContain(view.name);
    const body = { list: "tenants", name: randomWord("View "), query };
    const key = { "idempotency-key": randomUUID() };
    const [one, two] = [
      await ann.client.post("/auth/views", body, key),
      await ann.client.post("/auth/views", body, key),
    ];
    expect([two.status, two.response]).toEqual([201, one.response]);
  });

  test("each write leaves its audit row, without the filters' values", async () => {
    const saved = await save(ann, { query: { email: "ann.lee@example.com" } });
    const rows = await auditOf(saved.headers.get("x-request-id"));
    expect(rows).toMatchObject([
      {
        action: "SAVED_VIEW_CREATED",
        entityType: "savedView",
        entityId: saved.response.viewId,
        after: { list: "tenants", parameters: ["email"] },
      },
    ]);
    expect(JSON.stringify(rows[0]?.after)).not.toContain("example.com");
  });
});
