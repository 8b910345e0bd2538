import { createPrivateKey, type JsonWebKey } from "node:crypto";

const MIN_LENGTH = 32;
// Any random text of that length has more; a repeated word has not.
const MIN_DISTINCT_CHARACTERS = 8;

/** What is wrong with the secrets, one sentence each naming the variable; never the value. */
export function secretProblems(sessionSecret: string | undefined, signingKeys: string | undefined): string[] {
  return [sessionSecretProblem(sessionSecret), signingKeysProblem(signingKeys)].filter((problem) => problem !== null);
}

function sessionSecretProblem(secret: string | undefined): string | null {
  if (!secret) return 'NEXTAUTH_SECRET is not set. "openssl rand -base64 48" makes a good one.';
  if (secret.length < MIN_LENGTH)
    return `NEXTAUTH_SECRET is too short: ${secret.length} characters, ${MIN_LENGTH} are needed.`;
  if (new Set(secret).size < MIN_DISTINCT_CHARACTERS)
    return "NEXTAUTH_SECRET is too simple: it repeats a few characters.";
  return null;
}

/** What is wrong with a value of JWT_SIGNING_KEYS, or null. */
export function signingKeysProblem(text: string | undefined): string | null {
  const name = "JWT_SIGNING_KEYS";
  if (!text) return `${name} is not set. "npm run keys:rotate -- --print" makes a good one.`;
  let keys: unknown;
  try {
    keys = JSON.parse(text);
  } catch {
    return `${name} is not JSON; it must be a JSON array of private ES256 keys (JWK).`;
  }
  if (!Array.isArray(keys) || keys.length === 0)
    return `${name} must be a JSON array of at least one private ES256 key (JWK).`;
  for (const [index, key] of keys.entries()) {
    const problem = signingKeyProblem(key);
    if (problem) return `${name}: key ${index + 1} ${problem}.`;
  }
  const ids = new Set(keys.map((key: JsonWebKey) => key["kid"]));
  return ids.size === keys.length ? null : `${name}: two keys have the same "kid".`;
}

function signingKeyProblem(key: unknown): string | null {
  if (typeof key !== "object" || key === null) return "is not an object";
  const jwk = key as JsonWebKey;
  if (jwk.kty !== "EC" || jwk.crv !== "P-256") return 'is not a P-256 key ("kty": "EC", "crv": "P-256")';
  if (typeof jwk["kid"] !== "string" || jwk["kid"] === "") return 'has no "kid"';
  if (jwk["alg"] !== undefined && jwk["alg"] !== "ES256") return 'has an "alg" other than ES256';
  if (typeof jwk.d !== "string") return 'is a public key: the private part "d" is missing';
  try {
    createPrivateKey({ key: jwk, format: "jwk" });
    return null;
  } catch {
    return "is not a valid private key";
  }
}
