import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

/** Keys of seals: one signs, and those of before are still known. */
export interface SealKeys {
  readonly keyId: string;
  readonly signing: KeyObject;
  /** Key id → public key. */
  readonly verifying: ReadonlyMap<string, KeyObject>;
}

/**
 * Reads `AUDIT_SEAL_KEY`: a private Ed25519 key as JWK, or an array of which the first signs and the others, private or public,
 * only verify. Throws an Error that says what is wrong and repeats nothing of it.
 */
export function parseSealKeys(text: string): SealKeys {
  const jwks = parse(text);
  const [first] = jwks;
  if (typeof first?.d !== "string") {
    throw new Error("must begin with a private key");
  }
  const verifying = new Map(jwks.map((jwk) => [keyIdOf(jwk), publicKeyOf(jwk)] as const));
  return { keyId: keyIdOf(first), signing: privateKeyOf(first), verifying };
}

/** The RFC 7638 thumbprint, under which seals name their key. */
export const keyIdOf = ({ crv, kty, x }: JsonWebKey): string =>
  createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url");

function parse(text: string): JsonWebKey[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("is not JSON");
  }
  const jwks: unknown[] = Array.isArray(value) ? value : [value];
  if (!jwks.every(isEd25519)) {
    throw new Error('must be Ed25519 keys ("kty": "OKP", "crv": "Ed25519")');
  }
  return jwks;
}

const isEd25519 = (value: unknown): value is JsonWebKey =>
  typeof value === "object" &&
  value !== null &&
  "kty" in value &&
  value.kty === "OKP" &&
  "crv" in value &&
  value.crv === "Ed25519" &&
  "x" in value &&
  typeof value.x === "string";

function privateKeyOf(jwk: JsonWebKey): KeyObject {
  const key = tried(() => createPrivateKey({ key: jwk, format: "jwk" }));
  // A JWK holds its public part beside the private one: they must belong together, or nothing signed would verify.
  if (createPublicKey(key).export({ format: "jwk" }).x !== jwk.x) {
    throw new Error("is not a valid key");
  }
  return key;
}

const publicKeyOf = ({ kty, crv, x }: JsonWebKey): KeyObject =>
  tried(() => createPublicKey({ key: { kty, crv, x } as JsonWebKey, format: "jwk" }));

function tried(make: () => KeyObject): KeyObject {
  try {
    return make();
  } catch {
    throw new Error("is not a valid key");
  }
}
