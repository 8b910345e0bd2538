import { z } from "zod";
import { pageOf, pageQuery } from "../core/page.ts";
import { Email, Id, Instant } from "../core/schema.ts";

/** As it is typed. */
export const Password = z.string("Required").min(1, "Required").max(200, "At most 200 characters");
const Opaque = z.string("Required").min(1, "Required").max(200, "At most 200 characters");

export const LoginInput = z.strictObject({
  email: Email.describe("E-mail address of the account"),
  password: Password.describe("The account's password"),
  totp: z.string().max(40).optional().describe("For accounts with a second factor: its six digits, or a recovery code"),
});

export const RefreshInput = z.strictObject({ refreshToken: Opaque.describe("The unspent refresh token") });
export const LogoutInput = z.strictObject({
  refreshToken: Opaque.optional().describe("A refresh token of the caller to end as well"),
});
export const PasswordInput = z.strictObject({
  currentPassword: Password.describe("The password in force"),
  newPassword: Password.describe("Must satisfy the password policy"),
});
export const AcceptInviteInput = z.strictObject({
  inviteToken: Opaque.describe("The one-time token of the invitation"),
  password: Password.describe("Must satisfy the password policy"),
});
export const ResetPasswordInput = z.strictObject({
  resetToken: Opaque.describe("The one-time token of the reset"),
  password: Password.describe("Must satisfy the password policy"),
});

/** The signed-in user as every auth answer shows it (decisions §2). */
export const AuthUser = z.object({
  userId: Id.describe("The user"),
  email: z.string().describe("E-mail address"),
  name: z.string().describe("Display name"),
  role: z.string().describe("The user's one role"),
  permissions: z.array(z.string()).describe("Permissions of the role; `*` is every one"),
  tenantScope: z
    .union([z.literal("global"), z.array(Id)])
    .describe("`global`, or the tenants that the user may know of"),
});
export type AuthUser = z.output<typeof AuthUser>;

export const TokenPair = z.object({
  accessToken: z.string().describe("JWT, ES256; public keys at /.well-known/jwks.json"),
  refreshToken: z.string().describe("Opaque, good for one refresh"),
  tokenType: z.literal("Bearer").describe("Scheme of the Authorization header"),
  expiresIn: z.int().describe("Seconds until the access token expires"),
  user: AuthUser.describe("Who has signed in"),
  mfaEnrollmentRequired: z
    .literal(true)
    .optional()
    .describe(
      "The role must use a second factor: until one is set up, the token opens only /auth/totp* and /auth/logout",
    ),
});

export const SessionItem = z.object({
  sessionId: Id.describe("The session"),
  kind: z.enum(["api", "console"]).describe("How it was opened"),
  ipAddress: z.string().nullable().describe("Network that it was opened from, /24 or /48"),
  userAgent: z.string().nullable().describe("Client that opened it"),
  createdOn: Instant.describe("When it was opened"),
  lastSeenOn: Instant.describe("Last refresh or console activity"),
  expiresOn: Instant.describe("When it ends by itself"),
  isCurrent: z.boolean().describe("True for the session of this call"),
});
export const SessionPage = pageOf(SessionItem);
export const ListSessionsQuery = z.strictObject({ page: pageQuery.page, pageSize: pageQuery.pageSize });
export const SessionPath = z.strictObject({ sessionId: Id.describe("The session") });
export const LoggedOut = z.object({ revokedSessions: z.int().describe("Sessions ended by this call") });
