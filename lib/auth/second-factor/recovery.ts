import { randomBytes } from "node:crypto";
import { hashSecret } from "../tokens.ts";

const COUNT = 10;
const CODE_BYTES = 10;
/** Without I, L, O and U, which are misread. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Ten recovery codes of 80 random bits, `XXXX-XXXX-XXXX-XXXX`, and the hashes that are stored of them. */
export function newRecoveryCodes(): {
  readonly codes: readonly string[];
  readonly hashes: readonly Uint8Array<ArrayBuffer>[];
} {
  const codes = Array.from({ length: COUNT }, newCode);
  return { codes, hashes: codes.map(recoveryHash) };
}

function newCode(): string {
  let bits = BigInt(`0x${randomBytes(CODE_BYTES).toString("hex")}`);
  let code = "";
  for (let place = 0; place < 16; place++) {
    code += (place > 0 && place % 4 === 0 ? "-" : "") + ALPHABET[Number(bits & 31n)];
    bits >>= 5n;
  }
  return code;
}

/** The hash of a recovery code however it was typed: case, spaces and dashes do not matter, O is 0, I and L are 1. */
export const recoveryHash = (typed: string): Uint8Array<ArrayBuffer> =>
  hashSecret(
    typed
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, "")
      .replaceAll("O", "0")
      .replace(/[IL]/g, "1"),
  );
