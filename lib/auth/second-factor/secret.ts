import { Secret, TOTP } from "otpauth";
import { sealing } from "../../sealing.ts";

const ISSUER = "Rookery";
const SECRET_BYTES = 20;
const PERIOD_SEC = 30;
/** Steps by which the clock of a telephone may be off. */
const WINDOW = 1;

/** What every authenticator app understands: SHA-1, six digits, thirty seconds. */
const totpOf = (secret: Secret, label = ""): TOTP => new TOTP({ issuer: ISSUER, label, secret, period: PERIOD_SEC });

/** A new shared secret, as the app takes it by hand and by QR code, and the form in which it is stored. */
export function newTotpSecret(email: string): {
  readonly secret: string;
  readonly otpauthUrl: string;
  readonly sealed: string;
} {
  const secret = new Secret({ size: SECRET_BYTES });
  return {
    secret: secret.base32,
    otpauthUrl: totpOf(secret, email).toString(),
    sealed: sealing("totp").seal(secret.base32),
  };
}

/**
 * The time step that the six digits are the code of, at most one step from now; null when they fit none, or when the secret cannot
 * be read because the installation's own has been replaced and is not given as an earlier one.
 */
export function stepOf(sealed: string, digits: string, now: Date): number | null {
  const secret = sealing("totp").open(sealed);
  if (secret === null) {
    return null;
  }
  const timestamp = now.getTime();
  const delta = totpOf(Secret.fromBase32(secret)).validate({ token: digits, timestamp, window: WINDOW });
  return delta === null ? null : TOTP.counter({ period: PERIOD_SEC, timestamp }) + delta;
}
