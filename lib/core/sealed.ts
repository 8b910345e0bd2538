import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keys of one purpose, from the installation's present secret and those before it: the present one seals, all of them open. */
export interface KeyRing {
  readonly keys: readonly [Buffer, ...Buffer[]];
  seal(text: string): string;
  /** The sealed text; null when no key fits or a byte was changed. */
  open(sealed: string): string | null;
  /** The same text sealed with the present key; null when it is so already, or when no key fits. */
  renew(sealed: string): string | null;
}

/** The key ring of a purpose; `secrets` begin with the present one. */
export function keyRing([present, ...earlier]: readonly [string, ...string[]], purpose: string): KeyRing {
  const first = sealingKey(present, purpose);
  const keys: KeyRing["keys"] = [first, ...earlier.map((secret) => sealingKey(secret, purpose))];
  const open = (sealed: string): string | null => {
    for (const key of keys) {
      const text = unseal(sealed, key);
      if (text !== null) {
        return text;
      }
    }
    return null;
  };
  return {
    keys,
    seal: (text) => seal(text, first),
    open,
    renew(sealed) {
      const text = unseal(sealed, first) === null ? open(sealed) : null;
      return text === null ? null : seal(text, first);
    },
  };
}

/** A key of its own for one purpose, from a secret of the installation. */
export const sealingKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", `rookery.${purpose}`, 32));

/** Encrypts text so that nobody reads or changes it without the key; base64url of iv, tag and ciphertext. */
export function seal(text: string, key: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/** The sealed text; null when the key is another one or a byte was changed. */
export function unseal(sealed: string, key: Buffer): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
