import { type CryptoKey, importJWK, type JWK } from "jose";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The keys of JWT_SIGNING_KEYS in order: the first signs, all verify, so that a key can be replaced without a sign-out. */
export const signingKeys = (): Promise<readonly [SigningKey, ...SigningKey[]]> => singleton("signingKeys", load);

async function load(): Promise<readonly [SigningKey, ...SigningKey[]]> {
  const jwks = JSON.parse(env().JWT_SIGNING_KEYS) as JWK[];
  const keys = await Promise.all(jwks.map(importPair));
  const [first, ...rest] = keys;
  if (!first) {
    throw new Error("JWT_SIGNING_KEYS holds no key");
  }
  return [first, ...rest];
}

async function importPair(jwk: JWK): Promise<SigningKey> {
  const { kid, kty, crv, x, y } = jwk;
  if (!kid || kty !== "EC" || crv !== "P-256" || !x || !y || !jwk.d) {
    throw new Error("JWT_SIGNING_KEYS: every key must be a private P-256 JWK with a kid");
  }
  const publicJwk: JWK = { kty, crv, x, y, kid, use: "sig", alg: "ES256" };
  return {
    kid,
    privateKey: (await importJWK({ ...publicJwk, d: jwk.d }, "ES256")) as CryptoKey,
    publicKey: (await importJWK(publicJwk, "ES256")) as CryptoKey,
    publicJwk,
  };
}

/** The JWKS document of `/.well-known/jwks.json`: public halves only. */
export const jwks = async (): Promise<{ keys: JWK[] }> => ({
  keys: (await signingKeys()).map(({ publicJwk }) => publicJwk),
});
