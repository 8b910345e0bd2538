import { z } from "zod";
import { Instant, text } from "../../core/schema.ts";

/** Six digits or a recovery code, `XXXX-XXXX-XXXX-XXXX`. */
export const Code = text(1, 40).describe("Six digits of the authenticator app, or a recovery code");

export const TotpInput = z.strictObject({ totp: Code });

export const TotpStarted = z.object({
  secret: z.string().describe("The shared secret in base 32, to be typed into an app; shown only now"),
  otpauthUrl: z.string().describe("The same as a link, to be shown as a QR code"),
});

export const RecoveryCodes = z.object({
  recoveryCodes: z.array(z.string()).describe("Each signs in once in place of a code; shown only now"),
});

export const TotpStatus = z.object({
  mfaEnabled: z.boolean().describe("Whether a second factor is enrolled"),
  enrolledOn: Instant.nullable().describe("Since when"),
  recoveryCodesLeft: z.int().describe("Recovery codes that have not been used"),
  mfaRequired: z.boolean().describe("Whether the caller's role must use one (`auth.mfaRequiredRoles`)"),
});

export const TotpRemoved = z.object({ mfaEnabled: z.literal(false).describe("None is enrolled any more") });
