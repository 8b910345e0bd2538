import { createHash, randomBytes } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { v7 as uuidv7 } from "uuid";
import { AppError, StaleCredentialsError } from "../core/errors.ts";
import { singleton } from "../core/singleton.ts";
import { appUrl } from "../env.ts";
import type { TenantScope } from "../operation/operation.ts";
import { signingKeys } from "./keys.ts";

const AUDIENCE = "rookery";
const VERIFIED_MAX = 10_000;

export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly tokenVersion: number;
  readonly role: string;
  readonly tenantScope: TenantScope;
  readonly permissions: readonly string[];
}

interface Verified {
  readonly userId: string;
  readonly role: string;
  readonly sessionId: string;
  readonly tokenVersion: number;
  readonly expiresAt: number;
}

/** Signs an ES256 access token with the claims of SRS §4.1 and decisions §2. */
export async function signAccessToken(claims: AccessClaims, ttlMinutes: number, now: Date): Promise<string> {
  const [{ kid, privateKey }] = await signingKeys();
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({
    role: claims.role,
    tenant_scope: claims.tenantScope,
    permissions: claims.permissions,
    sid: claims.sessionId,
    ver: claims.tokenVersion,
  })
    .setProtectedHeader({ alg: "ES256", kid, typ: "JWT" })
    .setSubject(claims.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ttlMinutes * 60)
    .setIssuer(appUrl())
    .setAudience(AUDIENCE)
    .setJti(uuidv7())
    .sign(privateKey);
}

const verifiedTokens = (): Map<string, Verified> => singleton("verifiedTokens", () => new Map());

/**
 * Checks signature, issuer, audience and expiry. A signature is checked once a process: it cannot become invalid, only expire.
 * Whether the session still stands is asked elsewhere, on every call. Throws UNAUTHENTICATED, for an expired token of ours as StaleCredentialsError.
 */
export async function verifyAccessToken(token: string): Promise<Verified> {
  const cache = verifiedTokens();
  const known = cache.get(token);
  const verified = known ?? (await checkSignature(token));
  if (verified.expiresAt <= Date.now()) {
    cache.delete(token);
    throw new StaleCredentialsError(verified.userId, verified.role);
  }
  if (known === undefined) {
    if (cache.size >= VERIFIED_MAX) {
      cache.delete(cache.keys().next().value ?? "");
    }
    cache.set(token, verified);
  }
  return verified;
}

async function checkSignature(token: string): Promise<Verified> {
  const keys = await signingKeys();
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = keys.find((candidate) => candidate.kid === kid);
        if (!key) {
          throw new Error("unknown kid");
        }
        return key.publicKey;
      },
      { algorithms: ["ES256"], issuer: appUrl(), audience: AUDIENCE, requiredClaims: ["sub", "exp", "sid", "ver"] },
    );
    return {
      userId: String(payload.sub),
      role: String(payload["role"]),
      sessionId: String(payload["sid"]),
      tokenVersion: Number(payload["ver"]),
      expiresAt: (payload.exp ?? 0) * 1000,
    };
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) {
      throw new StaleCredentialsError(String(cause.payload.sub), String(cause.payload["role"]));
    }
    throw new AppError("UNAUTHENTICATED", undefined, { cause });
  }
}

/** A secret of 256 random bits, as text and as the SHA-256 that is stored of it. */
export function newSecret(): { readonly secret: string; readonly hash: Uint8Array<ArrayBuffer> } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256 of a secret: what is stored and looked up. */
export const hashSecret = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(secret).digest());
