import { once } from "node:events";
import { Agent, createServer, get, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { resetEnv } from "../env.ts";
import { decodable, tidyIncomingRequests } from "./incoming.ts";

const CLAIMS = {
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-forwarded-port": "444",
  forwarded: "for=203.0.113.9",
};

let server: Server;
let origin: string;

beforeAll(async () => {
  const needed = { DATABASE_URL: "postgresql://unused", NEXTAUTH_SECRET: "x".repeat(32), JWT_SIGNING_KEYS: "[]" };
  Object.assign(process.env, needed);
  tidyIncomingRequests();
  tidyIncomingRequests();
  server = createServer(({ headers, method, url }, response) =>
    response.end(JSON.stringify({ ...headers, ":method": method, ":url": url })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  trustProxy("");
  server.closeAllConnections();
  server.close();
});

function trustProxy(value: string): void {
  process.env["TRUST_PROXY"] = value;
  resetEnv();
}

/** The headers that a handler of this process sees of a request that makes the claims. */
async function seen(): Promise<IncomingHttpHeaders> {
  const response = await fetch(origin, { headers: { ...CLAIMS, "x-other": "kept" } });
  return (await response.json()) as IncomingHttpHeaders;
}

describe("SRS §14: HTTPS", () => {
  afterEach(() => {
    process.env["APP_URL"] = "";
    resetEnv();
  });

  test.each([
    ["https://console.example.com", "max-age=63072000; includeSubDomains"],
    ["http://localhost:3000", null],
  ])("at home on %s every answer says %j, once", async (home, said) => {
    process.env["APP_URL"] = home;
    resetEnv();
    expect((await fetch(origin)).headers.get("strict-transport-security")).toBe(said);
  });
});

describe("decisions §9: X-Forwarded-For is believed only with TRUST_PROXY (default off)", () => {
  test.each(["", "false"])("with TRUST_PROXY=%j every such claim is dropped, and nothing else", async (value) => {
    trustProxy(value);
    const headers = await seen();
    expect(Object.keys(CLAIMS).filter((name) => name in headers)).toEqual([]);
    expect(headers["x-other"]).toBe("kept");
  });

  test("with TRUST_PROXY=true they come through", async () => {
    trustProxy("true");
    expect(await seen()).toMatchObject(CLAIMS);
  });
});

describe("decisions §4: a method that the framework does not route reaches the API to be refused there", () => {
  const asked = async (method: string, path: string, headers = {}): Promise<Record<string, unknown>> => {
    const sent = request(origin + path, { method, headers }).end();
    const [response] = await once(sent, "response");
    return JSON.parse(Buffer.concat(await response.toArray()).toString());
  };

  test.each(["TRACE", "PROPFIND", "MKCOL"])("%s", async (method) => {
    expect(await asked(method, "/api/v1/auth/me")).toMatchObject({ "x-unrouted-method": method, ":method": "GET" });
  });

  test.each(["TRACE", "PROPFIND"])(
    "SRS §14: %s of anything else finds nothing and gives nothing back",
    async (method) => {
      expect(await asked(method, "/console")).toMatchObject({ ":method": "GET", ":url": "/api/unknown" });
    },
  );

  test("no client claims one", async () => {
    const seenHeaders = await asked("DELETE", "/api/v1/auth/me", { "x-unrouted-method": "GET" });
    expect([seenHeaders[":method"], seenHeaders["x-unrouted-method"]]).toEqual(["DELETE", undefined]);
  });
});

test("a connection that is busy when the server is told to end lets it end, however much its client asks", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const asked = async (): Promise<string | undefined> => {
    const [response] = await once(get(leaving, { agent }), "response");
    response.resume();
    await once(response, "end");
    return response.headers.connection;
  };
  const ending = createServer((_, response) => {
    ending.close();
    response.end();
  }).listen(0, "127.0.0.1");
  const ended = once(ending, "close");
  await once(ending, "listening");
  const leaving = `http://127.0.0.1:${(ending.address() as AddressInfo).port}`;
  // Both go over one connection: a new one would be refused.
  expect([await asked(), await asked()]).toEqual(["keep-alive", "close"]);
  await ended;
  await expect(asked()).rejects.toThrow("ECONNREFUSED");
});

test.each([
  ["/api/v1/super-admin/tenants?search=%", "/api/v1/super-admin/tenants?search=%"],
  ["/a%20b", "/a%20b"],
  ["/%E0%A4%A", "/%25E0%25A4%25A"],
  ["/100%?x=%zz", "/100%25?x=%zz"],
])("decisions §4: a broken percent-encoding in the path is taken literally: %s", (url, expected) => {
  expect(decodable(url)).toBe(expected);
});
