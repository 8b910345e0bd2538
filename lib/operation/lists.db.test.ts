import { beforeAll, describe, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";

interface Page {
  readonly items: readonly object[];
  readonly page: number;
  readonly pageSize: number;
  readonly totalItems: number;
  readonly totalPages: number;
}

const LISTS = ["/super-admin/tenants", "/super-admin/users", "/super-admin/audit-logs", "/auth/sessions"];
let admin: SignedIn;

beforeAll(async () => {
  admin = await as("SuperAdmin");
  await Promise.all([1, 2, 3].map(() => createTenantRow()));
  await Promise.all([1, 2].map(() => createPerson("Auditor")));
});

const get = (path: string) => admin.client.get<Page>(path);

describe.each(LISTS)("SRS §7.1, §8.2, §11.2, §15, decisions §4 Lists: %s", (list) => {
  test("page 1 of 50 is the default, in the form {items, page, pageSize, totalItems, totalPages}", async () => {
    const { status, response } = await get(list);
    expect(status).toBe(200);
    expect(response).toMatchObject({ page: 1, pageSize: 50, totalItems: response.items.length, totalPages: 1 });
    expect(response.items.length).toBeGreaterThan(0);
  });

  test.each(["1", "100"])("pageSize=%s is taken", async (pageSize) => {
    const { status, response } = await get(`${list}?pageSize=${pageSize}`);
    expect([status, response.pageSize]).toEqual([200, Number(pageSize)]);
    expect(response.items.length).toBeLessThanOrEqual(Number(pageSize));
  });

  test.each(["0", "101", "-1", "1.5", "1e2", "ten", "", "%00", "%2B5", "99999999999999999999"])(
    "pageSize=%s is 400, named",
    async (pageSize) => {
      const { status, errors } = await get(`${list}?pageSize=${pageSize}`);
      expect([status, Object.keys(errors)]).toEqual([400, ["pageSize"]]);
    },
  );

  test.each(["0", "-1", "1.5", "x", "", "20000001", "99999999999999999999"])("page=%s is 400, named", async (page) => {
    const { status, body, errors } = await get(`${list}?page=${page}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, message: "Validation failed" });
    expect(Object.keys(errors)).toEqual(["page"]);
  });

  test.each(["2", "1000", "20000000"])("page %s past the end is 200 with no items", async (page) => {
    const { status, response } = await get(`${list}?page=${page}&pageSize=100`);
    expect([status, response.items, response.page]).toEqual([200, [], Number(page)]);
    expect(response.totalItems).toBeGreaterThan(0);
  });

  test.each(["sort=nothing", "sort=", "sort=-", "sort=name%3Bdrop", "order=asc", "Page=1", "filter%5Ba%5D=1"])(
    "%s is 400, named",
    async (query) => {
      const { status, errors } = await get(`${list}?${query}`);
      expect([status, Object.keys(errors)]).toEqual([400, [decodeURIComponent(query.split("=")[0] ?? "")]]);
    },
  );

  test.each(["page=1&page=2", "pageSize=5&pageSize=5"])("a repeated parameter is 400, named: %s", async (query) => {
    const { status, errors } = await get(`${list}?${query}`);
    expect([status, errors]).toEqual([400, { [query.split("=")[0] ?? ""]: "Given more than once" }]);
  });
});

describe("decisions §9 Sort fields", () => {
  test.each([
    ["/super-admin/tenants", ["name", "code", "createdOn", "updatedOn", "userCount"]],
    ["/super-admin/users", ["email", "name", "createdOn", "lastLoginOn"]],
    ["/super-admin/audit-logs", ["occurredOn"]],
  ])("%s takes exactly %j, each in both directions", async (list, fields) => {
    for (const field of fields) {
      for (const sort of [field, `-${field}`]) {
        expect([sort, (await get(`${list}?sort=${sort}`)).status]).toEqual([sort, 200]);
      }
    }
    const { errors } = await get(`${list}?sort=userId`);
    expect(errors).toEqual({ sort: `Must be one of ${fields.join(", ")}, with - in front for descending` });
  });

  test("paging through in any order shows every row once", async () => {
    for (const sort of ["name", "-createdOn", "email", "-lastLoginOn", "lastLoginOn"]) {
      const { response: whole } = await get(`/super-admin/users?sort=${sort}&pageSize=100`);
      const seen: object[] = [];
      for (let page = 1; page <= whole.totalItems; page += 1) {
        const { response } = await get(`/super-admin/users?sort=${sort}&pageSize=1&page=${page}`);
        seen.push(...response.items);
      }
      expect(seen).toEqual(whole.items);
    }
  });
});
