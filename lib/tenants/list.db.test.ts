import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { perform } from "../operation/perform.ts";
import { callerOf } from "../testing/caller.ts";
import { asOwner } from "../testing/rows.ts";
import { createTenant, listTenants } from "./operations.ts";
import { tenantInput } from "./testing.ts";

const admin = callerOf("SuperAdmin");
const create = async (change: object = {}) => (await perform(createTenant, admin, { body: tenantInput(change) })).data;

describe("SRS §6.2, decisions §5 tenant: list", () => {
  const mark = randomUUID().slice(0, 8);
  const codes: string[] = [];
  const page = async (query: Record<string, string>, caller = admin) =>
    (await perform(listTenants, caller, { query: { search: mark, ...query } })).data;
  const names = async (query: Record<string, string>, caller = admin) =>
    (await page(query, caller)).items.map(({ name }) => name);

  beforeAll(async () => {
    for (const [index, label] of ["100% mail", "100 mail", "a_b mail", "aXb mail", "back\\slash"].entries()) {
      const tenant = await create({
        name: `${label} ${mark}`,
        ...(index % 2 === 0 && { segment: "smb", plan: "free" }),
        isActive: index !== 3,
      });
      codes.push(tenant.code);
    }
  });

  test("pages in a stable order, newest first; a page past the end is empty", async () => {
    expect(await page({ pageSize: "2" })).toMatchObject({
      page: 1,
      pageSize: 2,
      totalItems: 5,
      totalPages: 3,
      items: [{ code: codes[4] }, { code: codes[3] }],
    });
    expect((await page({ pageSize: "2", page: "3" })).items.map(({ code }) => code)).toEqual([codes[0]]);
    expect(await page({ pageSize: "2", page: "4" })).toMatchObject({ items: [], totalItems: 5, totalPages: 3 });
    expect(await page({ page: "20000000", pageSize: "100" })).toMatchObject({ items: [], totalItems: 5 });
  });

  test("sorts on every documented field, both ways", async () => {
    for (const field of ["name", "code", "createdOn", "updatedOn", "userCount"]) {
      const up = (await page({ sort: field })).items.map(({ code }) => code);
      expect((await page({ sort: `-${field}` })).items.map(({ code }) => code)).toEqual(up.toReversed());
    }
    expect((await page({ sort: "code" })).items.map(({ code }) => code)).toEqual(codes.toSorted());
  });

  test("search finds part of name or code in any case and takes % _ \\ literally", async () => {
    const search = async (text: string) =>
      (await perform(listTenants, admin, { query: { search: text, sort: "code" } })).data.items.map(({ code }) => code);
    expect(await search(codes[0]?.toLowerCase() ?? "")).toEqual([codes[0]]);
    expect(await search(`100% MAIL ${mark}`)).toEqual([codes[0]]);
    expect(await search(`a_b mail ${mark}`)).toEqual([codes[2]]);
    expect(await search(`\\slash ${mark}`)).toEqual([codes[4]]);
    expect(await search(`${mark}${codes[0]}`)).toEqual([]);
    expect(await search("'; DROP TABLE tenants; --")).toEqual([]);
  });

  test("filters on isActive, status, segment and plan", async () => {
    expect(await names({ isActive: "false" })).toEqual([`aXb mail ${mark}`]);
    expect(await names({ status: "suspended" })).toEqual([`aXb mail ${mark}`]);
    expect(await names({ status: "active" })).toHaveLength(4);
    expect(await names({ segment: "smb", plan: "free" })).toHaveLength(3);
    expect(await names({ status: "active", isActive: "false" })).toEqual([]);
    expect(await names({ status: "deleted" })).toEqual([]);
  });

  test("an empty search is none, and the unfiltered total is exact", async () => {
    const { data } = await perform(listTenants, admin, { query: { search: "", pageSize: "1" } });
    expect(data.totalItems).toBe(await read((db) => db.tenant.count({ where: { deletedOn: null } })));
    expect(data.totalCapped).toBeUndefined();
  });

  test("decisions §3: a scoped actor sees and counts the assigned tenants only", async () => {
    const { tenantId } = await create({ name: `mine ${mark}` });
    const caller = callerOf("PoolAdmin", [tenantId]);
    expect(await page({}, caller)).toMatchObject({ totalItems: 1, items: [{ tenantId }] });
    expect((await perform(listTenants, caller, {})).data.totalItems).toBe(1);
    expect((await perform(listTenants, callerOf("PoolAdmin", []), {})).data.totalItems).toBe(0);
  });

  test("decisions §9: an unfiltered list has the exact number of tenants, whatever became of them", async () => {
    const total = async () => (await perform(listTenants, admin, {})).data.totalItems;
    const counted = () => asOwner("SELECT count(*)::integer AS n FROM tenants WHERE deleted_on IS NULL");
    const before = await total();
    expect([{ n: before }]).toEqual(await counted());
    const made = await Promise.all(Array.from({ length: 6 }, (_, n) => create({ name: `counted ${mark} ${n}` })));
    expect(await total()).toBe(before + 6);
    const ids = made.map(({ tenantId }) => tenantId);
    await asOwner("UPDATE tenants SET deleted_on = now(), is_active = false WHERE id = ANY($1::uuid[])", [
      ids.slice(0, 4),
    ]);
    await asOwner("UPDATE tenants SET name = name || '!' WHERE id = ANY($1::uuid[])", [ids]);
    expect(await total()).toBe(before + 2);
    await asOwner("UPDATE tenants SET deleted_on = NULL WHERE id = $1", [ids[0]]);
    await asOwner("DELETE FROM tenants WHERE id = ANY($1::uuid[])", [ids.slice(1)]);
    expect(await total()).toBe(before + 1);
    expect([{ n: before + 1 }]).toEqual(await counted());
  });

  test("decisions §9: past 10 000 matches a filtered list stops counting", async () => {
    await read(
      (db) => db.$executeRaw`
      INSERT INTO tenants (id, code, name, timezone, currency, created_on) SELECT gen_random_uuid(), 'BULK-' || n, 'bulk ' || n, 'UTC', 'EUR', now() - make_interval(days => 1)
      FROM generate_series(1, 10050) n`,
    );
    expect((await perform(listTenants, admin, { query: { search: "bulk", page: "200" } })).data).toMatchObject({
      totalItems: 10_000,
      totalCapped: true,
      totalPages: 200,
      items: expect.objectContaining({ length: 50 }),
    });
    expect((await perform(listTenants, admin, {})).data.totalItems).toBeGreaterThan(10_050);
  });
});
