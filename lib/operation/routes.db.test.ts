import { beforeAll, describe, expect, test } from "vitest";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { inProcess } from "../testing/handlers.ts";

const NOT_FOUND = { statusCode: 404, message: "Not found", response: null };
const UNAUTHORIZED = { statusCode: 401, message: "Unauthorized", response: null };
const NOT_ALLOWED = { statusCode: 405, message: "Method not allowed", response: null };
const ID = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

describe("decisions §4: a wrong method is 405 with Allow", () => {
  test.each([
    ["PUT", "/super-admin/tenants", "GET, POST"],
    ["DELETE", "/super-admin/users", "GET, POST"],
    ["POST", `/super-admin/tenants/${ID}`, "GET, PUT, DELETE"],
    ["GET", `/super-admin/tenants/${ID}/status`, "PATCH"],
    ["POST", "/super-admin/audit-logs", "GET"],
    ["POST", "/auth/me", "GET"],
    ["GET", "/auth/password", "POST"],
    ["GET", `/auth/sessions/${ID}`, "DELETE"],
  ])("%s %s allows %s", async (method, path, allow) => {
    const answer = await admin.client.call(method, path, method === "GET" ? {} : { body: {} });
    expect(answer.body).toEqual(NOT_ALLOWED);
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(allow.split(", ").sort());
  });

  test("in the envelope of the executive family", async () => {
    const { status, body, headers } = await admin.client.post("/system/overview", {});
    expect([status, headers.get("allow")]).toEqual([405, "GET"]);
    expect(body).toMatchObject({ success: false, error: { code: "METHOD_NOT_ALLOWED" } });
  });
});

describe("decisions §9: 405 first on routes that need no authentication, 401 first elsewhere", () => {
  test.each(["/auth/login", "/auth/refresh", "/auth/accept-invite", "/auth/reset-password"])(
    "GET %s is 405 without a token and with a bad one",
    async (path) => {
      expect((await anonymous().get(path)).body).toEqual(NOT_ALLOWED);
      expect((await anonymous().with("a.b.c").get(path)).body).toEqual(NOT_ALLOWED);
    },
  );

  test.each(["/super-admin/tenants", "/admin/users", "/auth/me", "/auth/password"])(
    "PATCH %s is 401 without a token",
    async (path) => {
      const answer = await anonymous().patch(path, {});
      expect(answer.body).toEqual(UNAUTHORIZED);
      expect(answer.headers.get("allow")).toBeNull();
    },
  );

  test("401 comes before anything is said of the input", async () => {
    expect((await anonymous().get("/super-admin/tenants?pageSize=0")).body).toEqual(UNAUTHORIZED);
    expect((await anonymous().call("POST", "/super-admin/tenants", { raw: "{" })).body).toEqual(UNAUTHORIZED);
    expect((await anonymous().get("/super-admin/users/7")).body).toEqual(UNAUTHORIZED);
  });

  test("403 too", async () => {
    const { client } = await as("Auditor");
    expect((await client.get("/super-admin/tenants?pageSize=0")).status).toBe(403);
    expect((await client.call("POST", "/admin/tenants", { raw: "{" })).status).toBe(403);
    expect((await client.get("/super-admin/users/7")).status).toBe(403);
    expect((await client.put("/super-admin/tenants", {})).status).toBe(403);
    expect((await client.get("/super-admin/nothing")).status).toBe(403);
  });
});

describe("decisions §4: an unknown route under /api is 404 in the envelope", () => {
  test.each([
    "/super-admin/nothing",
    "/super-admin",
    "/super-admin/tenants/a/b/c",
    "/admin/nothing",
    "/auth/nothing",
    "/nothing",
    "/auth/console-login",
    "/../v2/tenants",
  ])("%s", async (path) => {
    expect((await admin.client.get(path)).body).toEqual(NOT_FOUND);
    expect((await anonymous().get(path)).body).toEqual(NOT_FOUND);
    expect((await anonymous().post(path, {})).body).toEqual(NOT_FOUND);
  });

  test("in the executive family in its own envelope", async () => {
    for (const client of [admin.client, anonymous()]) {
      const { status, body } = await client.get("/system/nothing");
      expect(status).toBe(404);
      expect(body).toMatchObject({ success: false, error: { code: "RESOURCE_NOT_FOUND" } });
    }
  });

  test("whoever shows a bad token is told so first", async () => {
    expect((await anonymous().with("a.b.c").get("/super-admin/nothing")).body).toEqual(UNAUTHORIZED);
  });
});

describe("decisions §4: a malformed id in a path is 404", () => {
  test.each([
    "7",
    "not-a-uuid",
    "01930d5e7a107c3e9b1f3f2a64d0c001",
    "01930d5e-7a10-7c3e-9b1f-3f2a64d0c00g",
    `${ID}%00`,
    "%00",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%27%20OR%201=1",
    "__proto__",
    "a".repeat(5000),
  ])("%s", async (id) => {
    for (const path of [`/super-admin/tenants/${id}`, `/super-admin/users/${id}`, `/super-admin/audit-logs/${id}`]) {
      expect((await admin.client.get(path)).body).toEqual(NOT_FOUND);
    }
  });

  test.each(["%", "%zz", "%E0%A4%A", "%ff"])("a broken percent-encoding %s names nothing", async (id) => {
    expect((await admin.client.get(`/super-admin/users/${id}`)).body).toEqual(NOT_FOUND);
  });

  test("a well-formed id that names nothing is 404 too, and an id is read in any case", async () => {
    expect((await admin.client.get(`/super-admin/users/${ID}`)).body).toEqual(NOT_FOUND);
    const { status } = await admin.client.get(`/super-admin/users/${admin.userId.toUpperCase()}`);
    expect(status).toBe(200);
  });

  test("trailing and doubled slashes lead to the same", async () => {
    for (const path of ["/super-admin/users/", "/super-admin//users", `/super-admin/users/${admin.userId}/`]) {
      expect([path, (await admin.client.get(path)).status]).toEqual([path, 200]);
    }
  });
});

describe("decisions §4: every response carries X-Request-Id", () => {
  const every = (headers: Record<string, string>) => [
    admin.client.get("/super-admin/tenants", headers),
    admin.client.get("/super-admin/tenants?pageSize=0", headers),
    admin.client.get("/super-admin/nothing", headers),
    admin.client.put("/super-admin/tenants", {}, headers),
    anonymous().get("/auth/me", headers),
    anonymous().get("/system/overview", headers),
    anonymous().call("OPTIONS", "/auth/me", { headers }),
  ];

  test("taken over from the request when it is well-formed", async () => {
    const answers = await Promise.all(every({ "x-request-id": "Client.id-1_2" }));
    expect(answers.map(({ headers }) => headers.get("x-request-id"))).toEqual(answers.map(() => "Client.id-1_2"));
  });

  test("minted otherwise, another one each time", async () => {
    for (const given of ["", "two words", "x".repeat(65)]) {
      const answers = await Promise.all(every({ "x-request-id": given }));
      const ids = answers.map(({ headers }) => headers.get("x-request-id") ?? "");
      expect(ids.filter((id) => !/^[0-9a-f-]{36}$/.test(id))).toEqual([]);
      expect(new Set(ids).size).toBe(answers.length);
    }
  });

  test("nothing is cached or sniffed on the way", async () => {
    const { headers } = await admin.client.get("/super-admin/tenants");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-type")).toMatch(/^application\/json/);
  });

  test("HEAD answers as GET does", async () => {
    const response = await inProcess(admin.client.request("HEAD", "/super-admin/tenants"));
    expect(response.status).toBe(200);
  });
});
