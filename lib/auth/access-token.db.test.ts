import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { jwks, signingKeys } from "./keys.ts";
import { signAccessToken } from "./tokens.ts";

const ISSUER = "http://localhost:3000";
let admin: SignedIn;
let claims: Parameters<typeof signAccessToken>[0];

beforeAll(async () => {
  admin = await as("SuperAdmin");
  const { sub = "", sid, ver } = decodeJwt(admin.pair.accessToken);
  claims = {
    userId: sub,
    sessionId: String(sid),
    tokenVersion: Number(ver),
    role: "SuperAdmin",
    tenantScope: "global",
    permissions: ["*"],
  };
});

const me = (token: string, headers: Record<string, string> = {}) => anonymous().with(token).get("/auth/me", headers);

describe("SRS §4.1, decisions §2: the access token", () => {
  test("is signed ES256 with a kid of ours", async () => {
    const [{ kid }] = await signingKeys();
    expect(decodeProtectedHeader(admin.pair.accessToken)).toEqual({ alg: "ES256", kid, typ: "JWT" });
  });

  test("carries every claim that SRS §4.1 and decisions §2 name, and nothing personal", () => {
    const { iat = 0, ...payload } = decodeJwt(admin.pair.accessToken);
    expect(payload).toEqual({
      sub: admin.userId,
      role: "SuperAdmin",
      tenant_scope: "global",
      permissions: ["*"],
      exp: iat + 3600,
      iss: ISSUER,
      aud: "rookery",
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ver: 1,
    });
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(60);
  });

  test("has the assigned tenants for tenant_scope of a tenant-bound user", async () => {
    const tenantIds = [await createTenantRow()];
    const { pair } = await as("PoolAdmin", { tenantIds });
    expect(decodeJwt(pair.accessToken)["tenant_scope"]).toEqual(tenantIds);
  });

  test("is never the same twice", async () => {
    const again = await anonymous().post<{ accessToken: string }>("/auth/refresh", {
      refreshToken: (await as("Auditor")).pair.refreshToken,
    });
    expect(decodeJwt(again.response.accessToken).jti).not.toBe(decodeJwt(admin.pair.accessToken).jti);
  });

  test("verifies against /.well-known/jwks.json, which holds public halves only", async () => {
    const document = await jwks();
    const options = { issuer: ISSUER, audience: "rookery", algorithms: ["ES256"] };
    const { payload } = await jwtVerify(admin.pair.accessToken, createLocalJWKSet(document), options);
    expect(payload.sub).toBe(admin.userId);
    for (const key of document.keys) {
      expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
      expect(key).toMatchObject({ alg: "ES256", use: "sig", kty: "EC", crv: "P-256" });
    }
  });

  test("lives as long as auth.accessTokenTtlMinutes says, from the next sign-in on", async () => {
    await configure({ "auth.accessTokenTtlMinutes": 7 });
    const { pair } = await as("Auditor");
    const { iat = 0, exp = 0 } = decodeJwt(pair.accessToken);
    expect([pair.expiresIn, exp - iat]).toEqual([420, 420]);
    await configure({});
  });
});

describe("SRS §5.3: 401 without a good token", () => {
  test.each([
    ["no header", {}],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["no token", { authorization: "Bearer " }],
    ["two tokens", { authorization: "Bearer a b" }],
    ["no JWT", { authorization: "Bearer abc" }],
    ["empty parts", { authorization: "Bearer .." }],
    ["an unknown API key", { authorization: "Bearer rk_0123456789" }],
  ])("%s", async (_case, headers) => {
    const answer = await anonymous().get("/auth/me", headers);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ statusCode: 401, message: "Unauthorized", response: null });
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("the scheme is read in any case", async () => {
    const { status } = await anonymous().get("/auth/me", { authorization: `bearer ${admin.pair.accessToken}` });
    expect(status).toBe(200);
  });

  test("a token in the query or in a cookie counts for nothing", async () => {
    const { accessToken } = admin.pair;
    const answers = [
      await anonymous().get(`/auth/me?access_token=${accessToken}`),
      await anonymous().get("/auth/me", { cookie: `token=${accessToken}` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test("tampering with any part of it", async () => {
    const [header = "", payload = "", signature = ""] = admin.pair.accessToken.split(".");
    const part = (text: string, change: object) =>
      Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(text, "base64url").toString()), ...change })).toString(
        "base64url",
      );
    const flipped = `${signature.slice(0, 10)}${signature[10] === "A" ? "B" : "A"}${signature.slice(11)}`;
    const tokens = [
      `${header}.${part(payload, { sub: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001" })}.${signature}`,
      `${header}.${part(payload, { exp: 9_999_999_999 })}.${signature}`,
      `${part(header, { kid: "unknown" })}.${payload}.${signature}`,
      `${part(header, { alg: "none" })}.${payload}.`,
      `${part(header, { alg: "HS256" })}.${payload}.${signature}`,
      `${header}.${payload}.${flipped}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
    ];
    const statuses = await Promise.all(tokens.map(async (token) => (await me(token)).status));
    expect(statuses).toEqual(tokens.map(() => 401));
  });

  test("the public key used as an HMAC secret", async () => {
    const [{ kid, publicJwk }] = await signingKeys();
    const secret = new TextEncoder().encode(JSON.stringify(publicJwk));
    const token = await new SignJWT(decodeJwt(admin.pair.accessToken))
      .setProtectedHeader({ alg: "HS256", kid })
      .sign(secret);
    expect((await me(token)).status).toBe(401);
  });

  test("a key that the token brings along", async () => {
    const [{ kid }] = await signingKeys();
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const token = await new SignJWT(decodeJwt(admin.pair.accessToken))
      .setProtectedHeader({ alg: "ES256", kid, jwk: await exportJWK(publicKey) })
      .sign(privateKey);
    expect((await me(token)).status).toBe(401);
  });

  test.each([
    ["another issuer", { iss: "https://elsewhere.example" }],
    ["another audience", { aud: "somebody" }],
    ["no subject", { sub: undefined }],
    ["no session", { sid: undefined }],
    ["no version", { ver: undefined }],
    ["no expiry", { exp: undefined }],
    ["a session that never was", { sid: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001" }],
    ["another token version", { ver: 2 }],
  ])("our own signature over %s", async (_case, change) => {
    const [{ kid, privateKey }] = await signingKeys();
    const payload = JSON.parse(JSON.stringify({ ...decodeJwt(admin.pair.accessToken), ...change }));
    const token = await new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
    expect((await me(token)).status).toBe(401);
  });
});

describe("expiry", () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  test("a token is good until it expires and 401 afterwards", async () => {
    expect((await me(await signAccessToken(claims, 60, ago(59)))).status).toBe(200);
    expect((await me(await signAccessToken(claims, 60, ago(61)))).status).toBe(401);
  });

  test("a token that was good when it was first seen is 401 once it has expired", async () => {
    const token = await signAccessToken(claims, 1, new Date(Date.now() - 58_000));
    expect((await me(token)).status).toBe(200);
    const { exp = 0 } = decodeJwt(token);
    await expect.poll(async () => (await me(token)).status, { timeout: 5000 }).toBe(401);
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
  });

  test("decisions §5 audit: a 401 of a known subject leaves one ACCESS_DENIED row", async () => {
    const { status, headers } = await me(await signAccessToken(claims, 60, ago(61)));
    expect(status).toBe(401);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "ACCESS_DENIED", outcome: "denied", actorId: admin.userId, entityType: "user", entityId: admin.userId },
    ]);
  });

  test("a 401 of an unknown subject leaves none", async () => {
    const [header, payload] = admin.pair.accessToken.split(".");
    const { headers } = await me(`${header}.${payload}.AAAA`);
    expect(await auditOf(headers.get("x-request-id"))).toEqual([]);
  });
});
