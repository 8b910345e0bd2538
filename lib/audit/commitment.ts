import { createHash } from "node:crypto";
import { canonicalJson } from "../core/canonical-json.ts";

// scripts/audit-verify.mjs knows this too, on its own.

/** Keeps commitments apart from everything else that is hashed. */
const DOMAIN = Buffer.from([3]);

/**
 * What an audit record holds in place of a personal value: SHA-256, in hexadecimal, of a random salt of 32 bytes and the canonical JSON of
 * field and value. It proves the value to whoever has both, and tells nothing once the salt is gone.
 */
export const commitmentTo = (salt: Uint8Array, field: string, value: unknown): string =>
  createHash("sha256")
    .update(DOMAIN)
    .update(salt)
    .update(canonicalJson([field, value]))
    .digest("hex");
