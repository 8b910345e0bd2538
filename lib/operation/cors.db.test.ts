import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resetEnv } from "../env.ts";
import { anonymous, as, type SignedIn } from "../testing/client.ts";

const LISTED = "https://console.example";
const FOREIGN = "https://evil.example";
let admin: SignedIn;

beforeAll(async () => {
  admin = await as("SuperAdmin");
});
afterAll(() => useOrigins(""));

function useOrigins(origins: string): void {
  process.env["CORS_ORIGINS"] = origins;
  resetEnv();
}

const get = (origin: string) => admin.client.get("/super-admin/tenants", { origin });
const preflight = (origin: string) =>
  anonymous().call("OPTIONS", "/super-admin/tenants", {
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
  });
const allowed = (headers: Headers) => headers.get("access-control-allow-origin");

describe("SRS §14 strict CORS for admin origins", () => {
  beforeAll(() => useOrigins(`${LISTED}, https://other.example`));

  test("a listed origin is named back, and may read the headers that the conventions speak of", async () => {
    const { status, headers } = await get(LISTED);
    expect([status, allowed(headers), headers.get("vary")]).toEqual([200, LISTED, "Origin"]);
    const exposed = headers.get("access-control-expose-headers")?.split(", ");
    expect(exposed).toEqual([
      "Content-Disposition",
      "ETag",
      "Retry-After",
      "RateLimit",
      "RateLimit-Policy",
      "X-Request-Id",
      "Idempotency-Replayed",
      "Deprecation",
      "Sunset",
      "Link",
    ]);
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("every listed origin counts, failures included", async () => {
    const { status, headers } = await anonymous().get("/auth/me", { origin: "https://other.example" });
    expect([status, allowed(headers)]).toEqual([401, "https://other.example"]);
  });

  test("a preflight names methods and headers, without authentication", async () => {
    const { status, headers } = await preflight(LISTED);
    expect([status, allowed(headers)]).toEqual([204, LISTED]);
    expect(headers.get("access-control-allow-methods")).toBe("GET, POST, PUT, PATCH, DELETE");
    const names = headers.get("access-control-allow-headers")?.toLowerCase();
    for (const name of ["authorization", "content-type", "idempotency-key", "if-match", "x-request-id"]) {
      expect(names).toContain(name);
    }
  });

  test.each([FOREIGN, "null", `${LISTED}.evil.example`, "http://console.example", `${LISTED}:8443`, "*"])(
    "decisions §9: the foreign origin %s simply gets no Access-Control-Allow-Origin",
    async (origin) => {
      const [answer, before] = [await get(origin), await preflight(origin)];
      expect([answer.status, before.status]).toEqual([200, 204]);
      expect([allowed(answer.headers), allowed(before.headers)]).toEqual([null, null]);
      expect(before.headers.get("access-control-allow-methods")).toBeNull();
      expect(answer.headers.get("vary")).toBe("Origin");
    },
  );

  test("no origin, no header", async () => {
    expect(allowed((await admin.client.get("/super-admin/tenants")).headers)).toBeNull();
  });
});

describe("without CORS_ORIGINS", () => {
  beforeAll(() => useOrigins(""));

  test.each([LISTED, "http://localhost:3000", "*", "null"])("no origin is named back, %s neither", async (origin) => {
    expect(allowed((await get(origin)).headers)).toBeNull();
  });
});
