import { NextRequest } from "next/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GET as securityTxt } from "../../app/.well-known/security.txt/route.ts";
import { proxy } from "../../proxy.ts";
import { sessionCookieName, sessionCookieOptions } from "../auth/next-auth.ts";
import { resetEnv } from "../env.ts";
import { assertTransport, commonHeaders } from "./headers.ts";

const HOME = "https://console.example.com";

function given(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    vi.stubEnv(name, value);
  }
  resetEnv();
}

beforeEach(() =>
  given({
    DATABASE_URL: "postgresql://nowhere",
    NEXTAUTH_SECRET: "a secret of the installation, long enough",
    JWT_SIGNING_KEYS: "[]",
    APP_URL: HOME,
    TRUST_PROXY: "true",
    CORS_ORIGINS: "",
  }),
);
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

const page = (headers: Readonly<Record<string, string>> = {}) =>
  proxy(new NextRequest("http://127.0.0.1:3000/console/tenants?page=2", { headers }));
const overHttp = { "x-forwarded-proto": "http" };

describe("SRS §14: HTTPS is required", () => {
  test("a page asked for over http is sent to https at the application's own address, whatever host is claimed", () => {
    for (const claimed of [{}, { host: "evil.example" }, { "x-forwarded-host": "evil.example" }]) {
      const { status, headers } = page({ ...overHttp, ...claimed });
      expect([status, headers.get("location")]).toEqual([308, `${HOME}/console/tenants?page=2`]);
    }
  });

  test("decisions §9: without TRUST_PROXY nobody's word on the scheme is taken", () => {
    given({ TRUST_PROXY: "false" });
    expect(page(overHttp).status).toBe(200);
  });

  test("an answer over https says so for two years, also when the proxy in front does not say the scheme", () => {
    const expected = "max-age=63072000; includeSubDomains";
    expect(page({ "x-forwarded-proto": "https" }).headers.get("strict-transport-security")).toBe(expected);
    given({ TRUST_PROXY: "false" });
    expect(page().headers.get("strict-transport-security")).toBe(expected);
    given({ APP_URL: "http://localhost:3000" });
    expect(page().headers.get("strict-transport-security")).toBeNull();
  });

  test("a call of the API over http is refused, not redirected: its token has been seen", () => {
    const call = (headers: Readonly<Record<string, string>>) => () =>
      assertTransport(new Request("http://127.0.0.1:3000/api/v1/auth/me", { headers }));
    expect(call(overHttp)).toThrow("HTTPS is required");
    expect(call({ "x-forwarded-proto": "https" })).not.toThrow();
    given({ APP_URL: "http://localhost:3000" });
    expect(call(overHttp)).not.toThrow();
    given({ APP_URL: HOME, TRUST_PROXY: "false" });
    expect(call(overHttp)).not.toThrow();
  });

  test("the session cookie is bound to this very host, to https, and out of reach of scripts", () => {
    expect(sessionCookieName()).toBe("__Host-next-auth.session-token");
    expect(sessionCookieOptions()).toEqual({ httpOnly: true, sameSite: "lax", path: "/", secure: true });
    given({ APP_URL: "http://localhost:3000" });
    expect(sessionCookieName()).toBe("next-auth.session-token");
    expect(sessionCookieOptions().secure).toBe(false);
  });
});

describe("SRS §14: what a browser may do with an answer", () => {
  test("a document runs and loads what is its own alone, and stands in no frame", () => {
    const { headers } = page({ "x-forwarded-proto": "https" });
    const policy = headers
      .get("content-security-policy")
      ?.replace(/'nonce-[^']+'/g, "'nonce'")
      .split("; ");
    expect(policy).toEqual([
      "default-src 'self'",
      "script-src 'self' 'nonce' 'strict-dynamic'",
      "style-src 'self' 'nonce'",
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "object-src 'none'",
      "frame-src 'none'",
      "worker-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "upgrade-insecure-requests",
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  test("an answer of the API is data: no document, no cache, no referrer", () => {
    const request = new Request(`${HOME}/api/v1/auth/me`);
    const scope = { requestId: "r", ipAddress: null, clientAddress: "unknown", userAgent: null };
    expect(commonHeaders(request, scope)).toMatchObject({
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
      "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    });
  });
});

describe("RFC 9116: security.txt", () => {
  const fields = async () =>
    Object.fromEntries(
      (await securityTxt().text())
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/: (.*)/, 2)),
    );

  test("names the contact, is canonical, and good for less than a year", async () => {
    given({ SECURITY_CONTACT: "security@example.com" });
    const { Contact, Canonical, Expires } = await fields();
    expect([Contact, Canonical]).toEqual(["mailto:security@example.com", `${HOME}/.well-known/security.txt`]);
    const days = (Date.parse(Expires ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(100);
    expect(days).toBeLessThan(366);
    expect(securityTxt().headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test("without a contact it is the console itself", async () => {
    expect((await fields())["Contact"]).toBe(HOME);
  });

  test("a contact that nobody can reach stops the start", () => {
    given({ SECURITY_CONTACT: "somebody" });
    expect(securityTxt).toThrow(/SECURITY_CONTACT must be an e-mail address/);
  });
});
