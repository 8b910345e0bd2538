import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SignedIn, signIn } from "../testing/client.ts";
import { createPerson } from "../testing/people.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";

// Three instances of one deployment, before, during and after a key is replaced.
let before: Instance;
let during: Instance;
let after: Instance;
let signedInBefore: SignedIn;
let signedInDuring: SignedIn;

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid };
}

beforeAll(async () => {
  const [old, fresh] = await Promise.all([newKey("old"), newKey("new")]);
  const start = (...keys: JWK[]) => startInstance({ JWT_SIGNING_KEYS: JSON.stringify(keys) });
  [before, during, after] = await Promise.all([start(old), start(fresh, old), start(fresh)]);
  const person = await createPerson("Auditor");
  signedInBefore = await signIn(person, before.transport);
  signedInDuring = await signIn(person, during.transport);
});
afterAll(() => Promise.all([before.stop(), during.stop(), after.stop()]));

const status = async ({ client }: SignedIn, instance: Instance) =>
  (await client.at(instance.transport).get("/auth/me")).status;
const kidOf = ({ pair }: SignedIn) => decodeProtectedHeader(pair.accessToken).kid;

async function keysOf(instance: Instance): Promise<JWK[]> {
  const response = await instance.fetch("/.well-known/jwks.json");
  return ((await response.json()) as { keys: JWK[] }).keys;
}

describe("decisions §9 Secrets: the first key signs, all verify", () => {
  test("the new key signs as soon as it stands first", () => {
    expect([kidOf(signedInBefore), kidOf(signedInDuring)]).toEqual(["old", "new"]);
  });

  test("a token under the old key is good for as long as that key is listed", async () => {
    expect(await status(signedInBefore, during)).toBe(200);
    expect(await status(signedInBefore, after)).toBe(401);
  });

  test("a token under the new key is good wherever that key is listed", async () => {
    expect(await status(signedInDuring, after)).toBe(200);
    expect(await status(signedInDuring, before)).toBe(401);
  });

  test("decisions §2: /.well-known/jwks.json lists the public halves of all, and both tokens verify against it", async () => {
    const keys = await keysOf(during);
    expect(keys.map(({ kid, d }) => [kid, d])).toEqual([
      ["new", undefined],
      ["old", undefined],
    ]);
    for (const { pair, userId } of [signedInBefore, signedInDuring]) {
      const { payload } = await jwtVerify(pair.accessToken, createLocalJWKSet({ keys }), { audience: "rookery" });
      expect(payload.sub).toBe(userId);
    }
  });

  test("a refresh under the old key's session hands out a token under the new one", async () => {
    const { response } = await signedInBefore.client
      .at(during.transport)
      .post<{ accessToken: string }>("/auth/refresh", { refreshToken: signedInBefore.pair.refreshToken });
    expect(decodeProtectedHeader(response.accessToken).kid).toBe("new");
  });
});
