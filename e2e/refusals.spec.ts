import { ERROR_GUIDE } from "../lib/operation/error-guide.ts";
import { expect, test } from "./fixtures.ts";
import { type Answer, Api, tenantInput, uniqueCode } from "./pages/api.ts";
import { json, send } from "./pages/wire.ts";

test.use({ role: null });

test.describe("refusals leave in the envelope of their family", () => {
  const generic = (status: number) => ({ statusCode: status, message: expect.any(String), response: null });
  const expectGeneric = (answer: Answer, status: number) => {
    expect([answer.status, answer.body]).toEqual([status, generic(status)]);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("x-request-id")).toMatch(/^[\w.-]{1,64}$/);
  };

  test("unknown routes, known and unknown callers", async ({ api, origin }) => {
    const anonymous = new Api(origin, "");
    for (const path of ["/nothing", "/super-admin/nothing", "/auth/nothing", "/super-admin/tenants/x/y/z"]) {
      for (const method of ["GET", "POST", "DELETE"]) expectGeneric(await api.call(method, path), 404);
      expectGeneric(await anonymous.call("GET", path), 404);
    }
    const outside = await send(`${origin}/api/nothing`, "PUT");
    expect([outside.status, json(outside)]).toEqual([404, generic(404)]);
    for (const path of ["/api/v1/%E0%A4%A", "/api/v1/super-admin/100%"]) {
      expect((await send(`${origin}${path}`, "GET")).status, path).toBe(404);
    }
    for (const path of ["/api/health/live", "/api/health/ready", "/api/metrics", "/.well-known/jwks.json"]) {
      const refused = await send(`${origin}${path}`, "POST");
      expect([refused.status, json(refused)], path).toEqual([405, generic(405)]);
    }
    const system = await api.call("GET", "/system/nothing");
    expect(system.status).toBe(404);
    expect(system.body).toMatchObject({ success: false, error: { code: "RESOURCE_NOT_FOUND" } });
  });

  test("wrong methods name the right ones, after authentication where that is needed", async ({ api, origin }) => {
    const anonymous = new Api(origin, "");
    for (const [path, method, allow] of [
      ["/super-admin/tenants", "DELETE", "GET, POST"],
      ["/super-admin/tenants", "PATCH", "GET, POST"],
      ["/auth/login", "GET", "POST"],
      ["/auth/login", "PUT", "POST"],
    ] as const) {
      const answer = await api.call(method, path);
      expectGeneric(answer, 405);
      expect(answer.headers.get("allow")).toBe(allow);
    }
    expectGeneric(await anonymous.call("DELETE", "/super-admin/tenants"), 401);
    expectGeneric(await anonymous.call("DELETE", "/auth/login"), 405);
    for (const method of ["TRACE", "PROPFIND"]) {
      const unrouted = await send(`${origin}/api/v1/auth/login`, method);
      expect([unrouted.status, json(unrouted)], method).toEqual([405, generic(405)]);
    }
    const system = await api.call("POST", "/system/overview", { body: {} });
    expect([system.status, system.headers.get("allow")]).toEqual([405, "GET"]);
    expect(system.body).toMatchObject({ success: false, error: { code: "METHOD_NOT_ALLOWED" } });
  });

  test("HEAD answers as GET without the body, OPTIONS without one too", async ({ api, origin }) => {
    const url = `${origin}/api/v1/super-admin/tenants?pageSize=1`;
    const authorization = `Bearer ${api.token}`;
    const [get, head] = [await send(url, "GET", { authorization }), await send(url, "HEAD", { authorization })];
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(get.headers["content-length"]).toBe(String(get.body.length));
    for (const name of ["content-type", "cache-control", "ratelimit-policy", "x-content-type-options"]) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
    const refused = await send(url, "HEAD");
    expect([refused.status, refused.body.length]).toEqual([401, 0]);
    const options = await send(url, "OPTIONS", { origin: "https://evil.example" });
    expect([options.status, options.body.length]).toEqual([204, 0]);
    expect(options.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("a body over 1 MiB, declared or not, is 413; another type 415; broken JSON 400", async ({ api, origin }) => {
    const url = `${origin}/api/v1/super-admin/tenants`;
    const headers = { authorization: `Bearer ${api.token}`, "content-type": "application/json" };
    const large = JSON.stringify({ name: "x".repeat(1024 * 1024) });
    const declared = await send(url, "POST", { ...headers, "content-length": String(large.length) }, [large]);
    expect([declared.status, json(declared)]).toEqual([413, generic(413)]);
    const chunked = await send(url, "POST", { ...headers, "transfer-encoding": "chunked" }, [large]);
    expect([chunked.status, json(chunked)]).toEqual([413, generic(413)]);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const answer = await send(url, "POST", { ...headers, "content-type": type }, [JSON.stringify(tenantInput())]);
      expect([answer.status, json(answer)]).toEqual([415, generic(415)]);
    }
    const broken = await send(url, "POST", headers, ['{"name":']);
    expect([broken.status, json(broken).response]).toEqual([400, { errors: { body: "Malformed JSON" } }]);
  });

  test("unknown keys and parameters are named", async ({ api }) => {
    const body = { ...tenantInput(), colour: "red", constructor: 1 };
    const refused = await api.call("POST", "/super-admin/tenants", { body });
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.response["errors"] as object).sort()).toEqual(["colour", "constructor"]);
    const query = await api.call("GET", "/super-admin/tenants?colour=red");
    expect([query.status, Object.keys(query.response["errors"] as object)]).toEqual([400, ["colour"]]);
  });

  test("the caller's request id is taken over when it is well-formed", async ({ api }) => {
    const id = uniqueCode("request");
    const good = await api.call("GET", "/super-admin/nothing", { headers: { "x-request-id": id } });
    expect(good.headers.get("x-request-id")).toBe(id);
    const bad = await api.call("GET", "/super-admin/nothing", { headers: { "x-request-id": "not well formed" } });
    expect(bad.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("decisions §7: documentation_url leads to the page of its code, and the index to every page", async ({
    origin,
    open,
  }) => {
    const { status, body } = await new Api(origin, "").call("GET", "/system/overview");
    expect(status).toBe(401);
    const { error } = body as unknown as { error: { code: string; documentation_url: string } };
    const page = await open();
    expect((await page.goto(error.documentation_url))?.status()).toBe(200);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(error.code);
    await expect(page.getByRole("region", { name: "Example" })).toContainText(`"code": "${error.code}"`);
    await page.getByRole("link", { name: "All codes" }).click();
    const links = page.getByRole("main").getByRole("link");
    await expect(links).toHaveCount(Object.keys(ERROR_GUIDE).length);
    for (const code of Object.keys(ERROR_GUIDE)) {
      expect((await page.request.get(`/docs/errors/${code}`)).status(), code).toBe(200);
    }
    expect((await page.request.get("/docs/errors/NO_SUCH_CODE")).status()).toBe(404);
  });
});
