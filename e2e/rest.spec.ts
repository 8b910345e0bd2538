import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { inProject } from "../scripts/project.ts";
import { accountOf, expect, test } from "./fixtures.ts";
import { Api, type AuditRecord, type Page, type Tenant, tenantInput } from "./pages/api.ts";
import { Installation } from "./pages/installation.ts";
import { send } from "./pages/wire.ts";

test.use({ role: null });

/** What a shell would hand to curl: address, method, headers and body. */
function parseCurl(command: string, variables: Readonly<Record<string, string>>) {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) =>
      single ?? (double ?? bare ?? "").replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? ""),
  );
  const headers: Record<string, string> = {};
  let url = "";
  let body: string | undefined;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-H") {
      const [name = "", ...value] = (words.shift() ?? "").split(": ");
      headers[name] = value.join(": ");
    } else if (word === "-d") body = words.shift() ?? "";
    else if (!word.startsWith("-")) url = word;
  }
  return { url, method: body === undefined ? "GET" : "POST", headers, body };
}

test("the commands of the README work as they stand", async ({ origin }) => {
  const readme = readFileSync(inProject("README.md"), "utf8");
  const block = /```sh\n(token=\$\(curl[\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const commands = block
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.includes("curl "));
  expect(commands).toHaveLength(3);
  const run = async (command: string, token: string) => {
    const [, after = ""] = command.split(/curl /);
    const { url, body, ...options } = parseCurl(after.split(" | ", 1)[0] ?? "", { token });
    const address = `http://${url.replace("localhost:3000", new URL(origin).host)}`;
    const answer = await fetch(address, { ...options, ...(body !== undefined && { body }) });
    return { status: answer.status, ...(await answer.json()) };
  };
  const [login = "", list = "", create = ""] = commands;
  expect(login).toContain("response.accessToken");
  const signedIn = await run(login, "");
  expect(signedIn.status).toBe(200);
  const token = signedIn.response.accessToken;
  const listed = await run(list, token);
  expect(listed).toMatchObject({ status: 200, response: { page: 1, pageSize: 5 } });
  expect(listed.response.items.length).toBeGreaterThan(0);
  for (const { name, code } of listed.response.items) expect(`${name} ${code}`).toMatch(/log/i);
  const created = await run(create, token);
  expect(created).toMatchObject({ status: 201, response: { code: "ACME_1", name: "Acme Logistics" } });
  const again = await run(create, token);
  expect(again.response.tenantId).toBe(created.response.tenantId);
});

test("a tenant's life over REST: created, read with its ETag, changed, suspended, activated, deleted", async ({
  api,
}) => {
  const input = tenantInput();
  const path = (await api.expect<Tenant>(201, "POST", "/super-admin/tenants", { body: input })).response.tenantId;
  const tenant = `/super-admin/tenants/${path}`;
  const read = await api.expect<Tenant>(200, "GET", tenant);
  const etag = read.headers.get("etag") ?? "";
  expect(read.response).toMatchObject({ ...input, status: "active", userCount: 0 });
  const body = { name: "Changed", timezone: "UTC", currency: "EUR" };
  const changed = await api.expect<Tenant>(200, "PUT", tenant, { body, headers: { "if-match": etag } });
  expect(changed.response).toMatchObject(body);
  expect((await api.call("PUT", tenant, { body, headers: { "if-match": etag } })).status).toBe(412);
  const rehearsed = await api.expect(200, "DELETE", `${tenant}?confirm=true&dryRun=true`);
  expect(rehearsed.response).toHaveProperty("cascade");
  await api.expect(200, "PATCH", `${tenant}/status`, { body: { isActive: false, reason: "Compliance hold" } });
  await api.expect(200, "PATCH", `${tenant}/status`, { body: { isActive: true, reason: "Cleared" } });
  expect((await api.call("DELETE", tenant)).response).toMatchObject({ errors: { confirm: expect.any(String) } });
  await api.expect(200, "DELETE", `${tenant}?confirm=true`, { body: { reason: "Contract ended" } });
  expect(await api.get<Tenant>(tenant)).toMatchObject({ status: "deleted" });
  expect((await api.call("PUT", tenant, { body })).status).toBe(409);
  expect((await api.audit({ entityId: path })).map(({ action }) => action)).toEqual([
    "TENANT_DELETED",
    "TENANT_ACTIVATED",
    "TENANT_SUSPENDED",
    "TENANT_UPDATED",
    "TENANT_CREATED",
  ]);
});

test("the same bytes arrive with and without gzip", async ({ api, origin }) => {
  const url = `${origin}/api/v1/super-admin/tenants?pageSize=100&sort=code&status=deleted`;
  const bodies = await Promise.all(
    ["gzip, deflate, br", "identity"].map(async (encoding) => {
      const answer = await send(url, "GET", { authorization: `Bearer ${api.token}`, "accept-encoding": encoding });
      expect(answer.status).toBe(200);
      const isPacked = answer.headers["content-encoding"] === "gzip";
      if (!isPacked) expect(answer.headers["content-encoding"]).toBeUndefined();
      return JSON.parse((isPacked ? gunzipSync(answer.body) : answer.body).toString());
    }),
  );
  expect(bodies[0]).toEqual(bodies[1]);
});

test("the published keys verify an access token, and hold nothing private", async ({ api, origin }) => {
  const answer = await fetch(`${origin}/.well-known/jwks.json`);
  expect(answer.status).toBe(200);
  const keys: JSONWebKeySet = await answer.json();
  for (const key of keys.keys) {
    expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
  }
  const { payload, protectedHeader } = await jwtVerify(api.token, createLocalJWKSet(keys), { algorithms: ["ES256"] });
  expect(keys.keys.map(({ kid }) => kid)).toContain(protectedHeader.kid);
  expect(payload).toMatchObject({ role: "SuperAdmin", tenant_scope: "global", permissions: ["*"], iss: origin });
  for (const claim of ["sub", "iat", "exp", "aud", "jti", "sid", "ver"]) expect(payload).toHaveProperty(claim);
  const [head, body, signature = ""] = api.token.split(".");
  const forged = new Api(origin, `${head}.${body}.${signature[0] === "A" ? "B" : "A"}${signature.slice(1)}`);
  expect((await forged.call("GET", "/auth/me")).status).toBe(401);
});

test("OpenAPI is for whoever is signed in", async ({ api, origin }) => {
  expect((await new Api(origin, "").call("GET", "/openapi.json")).status).toBe(401);
  const { status, body } = await api.call("GET", "/openapi.json");
  expect(status).toBe(200);
  expect(body).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) });
});

test("probes need no authentication and tell nothing; metrics are for this machine", async ({ origin }) => {
  const probe = async (path: string, headers = {}) => {
    const answer = await send(origin + path, "GET", headers);
    return { status: answer.status, text: answer.body.toString() };
  };
  expect((await probe("/api/health/live")).status).toBe(200);
  expect(await probe("/api/health/ready")).toEqual({ status: 200, text: '{"status":"ready","down":[]}' });
  const metrics = await probe("/api/metrics");
  expect(metrics.status).toBe(200);
  expect(metrics.text).toMatch(/^rookery_request_seconds_count\{operation="\w+",family="[\w-]+",status="2xx"\} \d+$/m);
  expect(metrics.text).toMatch(/^rookery_up\{part="database"\} 1$/m);
  expect((await probe("/api/metrics", { "x-forwarded-for": "203.0.113.9" })).status).toBe(200);
});

test.describe("the client's address", () => {
  let own: Installation;
  test.beforeAll(async () => {
    test.setTimeout(90_000);
    own = await Installation.start({ "auth.loginAttemptsPerAddress": 5 });
  });
  test.afterAll(() => own.stop());

  const guess = (origin: string, n: number, headers: Readonly<Record<string, string>>) =>
    new Api(origin, "").call("POST", "/auth/login", {
      body: { email: `guess-${n}@rookery.example`, password: "not the password" },
      headers,
    });

  test("is not what X-Forwarded-For claims, unless a proxy is trusted", async () => {
    const admin = await own.signIn();
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const claimed = {
        "x-forwarded-for": `203.0.113.${n}`,
        forwarded: `for=203.0.113.${n}`,
        "x-real-ip": `203.0.113.${n}`,
      };
      const { status, headers, response } = await guess(own.origin, n, claimed);
      statuses.push(status);
      if (status !== 429) continue;
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(response).toEqual({ retryAfterSeconds: Number(headers.get("retry-after")) });
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const { items } = await admin.get<Page<AuditRecord & { ipAddress: string }>>(
      "/super-admin/audit-logs?action=AUTH_LOGIN_FAILED",
    );
    expect(new Set(items.map(({ ipAddress }) => ipAddress))).toEqual(new Set(["127.0.0.0/24"]));

    const behindProxy = await own.addSibling({ TRUST_PROXY: "true" });
    // The last hop is the one that the proxy has seen; what stands before it is the client's claim.
    const seen = (address: string) => ({ "x-forwarded-for": `127.0.0.1, ${address}` });
    const fresh: number[] = [];
    for (let n = 10; n < 16; n += 1) fresh.push((await guess(behindProxy, n, seen("198.51.100.7"))).status);
    expect(fresh).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await guess(behindProxy, 20, seen("198.51.100.8"))).status).toBe(401);
    expect((await guess(behindProxy, 21, { "x-forwarded-for": "198.51.100.9, 127.0.0.1" })).status).toBe(429);
    expect(await metricsStatus(own.origin, "203.0.113.9")).toBe(200);
    expect(await metricsStatus(behindProxy, "203.0.113.9")).toBe(401);
  });
});

const metricsStatus = async (origin: string, address: string): Promise<number> =>
  (await send(`${origin}/api/metrics`, "GET", { "x-forwarded-for": address })).status;

test("failed sign-ins of one account are throttled, right password included", async ({ api, origin }) => {
  const user = await api.newUser("Auditor");
  const anonymous = new Api(origin, "");
  const attempt = (password: string) =>
    anonymous.call("POST", "/auth/login", { body: { email: user.email, password } }).then(({ status }) => status);
  const wrong = await Promise.all(Array.from({ length: 12 }, () => attempt("not the password")));
  expect(wrong.filter((status) => status === 401)).toHaveLength(10);
  expect(wrong.filter((status) => status === 429)).toHaveLength(2);
  expect(await attempt(user.password)).toBe(429);
  expect(await Api.login(origin, accountOf("Auditor"))).toBeTruthy();
});
