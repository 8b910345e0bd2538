import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Email, Id, Instant, Reason, text } from "../core/schema.ts";

export const USER_STATUSES = ["active", "locked", "suspended", "invited"] as const;
export type UserStatus = (typeof USER_STATUSES)[number];
export const USER_SORTS = ["email", "name", "createdOn", "lastLoginOn"] as const;

export const ListUsersQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(USER_SORTS, "-createdOn"),
  email: text(1, 254).optional().describe("Part of the e-mail address, in any case"),
  role: text(1, 64).optional().describe("Name of the role"),
  tenantId: Id.optional().describe("Members of this tenant"),
  status: z.enum(USER_STATUSES).optional().describe("Standing of the account"),
});
export type ListUsersQuery = z.output<typeof ListUsersQuery>;

export const UserPath = z.strictObject({ userId: Id.describe("The user") });
export const UserSessionPath = UserPath.extend({ sessionId: Id.describe("One of the user's open sessions") });

const Name = text(1, 120);
const RoleName = text(1, 64);
const TenantIds = z.array(Id).max(1000);

export const CreateUserInput = z.strictObject({
  email: Email.describe("Unique, compared without regard to case"),
  name: Name.describe("Display name"),
  role: RoleName.describe("Name of an existing role"),
  tenantIds: TenantIds.default([]).describe("Tenants that the user belongs to"),
  password: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("With it the user is active at once; without it an invitation is made"),
});
export type CreateUserInput = z.output<typeof CreateUserInput>;

export const UpdateUserInput = z.strictObject({
  name: Name.describe("Display name"),
  role: RoleName.describe("Name of an existing role; another one ends the user's sessions"),
  tenantIds: TenantIds.optional().describe("All tenants of the user from now on; left as they are when absent"),
  reason: Reason.optional().describe("Why; kept in the audit log"),
});
export type UpdateUserInput = z.output<typeof UpdateUserInput>;

export const UserLockInput = z.strictObject({
  isLocked: z.boolean().describe("True locks; false lifts a lock as well as a suspension"),
  reason: Reason.describe("Why; kept in the audit log"),
});
export type UserLockInput = z.output<typeof UserLockInput>;

export const UserLogoutInput = z.strictObject({ reason: Reason.describe("Why; kept in the audit log") });
export const UserLinkInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});

const TenantRef = z.object({
  tenantId: Id.describe("The tenant"),
  code: z.string().describe("Its code"),
  name: z.string().describe("Its display name"),
});

/** One user as lists show it (decisions §5). */
export const User = z.object({
  userId: Id.describe("The user"),
  email: z.string().describe("E-mail address"),
  name: z.string().describe("Display name"),
  role: z.string().describe("The user's one role"),
  status: z.enum(USER_STATUSES).describe("Standing of the account"),
  tenants: z.array(TenantRef).describe("Tenants that the user belongs to, as far as the caller may know of them"),
  lastLoginOn: Instant.nullable().describe("Last successful sign-in"),
  createdOn: Instant.describe("When the account was made"),
  mfaEnabled: z.boolean().describe("Whether a second factor is enrolled"),
});
export type User = z.output<typeof User>;
export const UserPage = pageOf(User);

export const UserDetail = User.extend({
  isWithinReach: z
    .boolean()
    .describe("False when its role puts the account beyond the caller: every write of it is 403"),
  updatedOn: Instant.describe("Last change of the account"),
  erasedOn: Instant.nullable().describe(
    "When everything personal of the account was erased; no act on it is possible since. Null of all others",
  ),
  lock: z
    .object({
      reason: z.string().nullable().describe("Why, in the words of who did it"),
      by: Id.nullable().describe("Who did it; null for the system"),
      on: Instant.nullable().describe("Since when"),
    })
    .nullable()
    .describe("Why, by whom and since when the account is locked or suspended; null when it is not"),
  sessions: z
    .array(
      z.object({
        sessionId: Id.describe("The session"),
        kind: z.string().describe("How it was opened: api or console"),
        ipAddress: z.string().nullable().describe("Network that it was opened from, /24 or /48"),
        userAgent: z.string().nullable().describe("Client that opened it"),
        createdOn: Instant.describe("When it was opened"),
        lastSeenOn: Instant.describe("Last refresh or console activity"),
        expiresOn: Instant.describe("When it ends by itself"),
      }),
    )
    .describe("Open sessions, newest first, at most 50"),
  recentActivity: z
    .array(
      z.object({
        auditId: Id.describe("The record"),
        occurredOn: Instant.describe("When"),
        action: z.string().describe("What the user did"),
        outcome: z.string().describe("How it ended"),
      }),
    )
    .describe("The user's latest audit records, at most 20"),
});
export type UserDetail = z.output<typeof UserDetail>;

export const UserCreated = z.object({
  userId: Id.describe("The new user"),
  email: z.string().describe("E-mail address, as it is kept"),
  status: z.enum(USER_STATUSES).describe("active with a password, invited without"),
  inviteToken: z
    .string()
    .optional()
    .describe("One-time token for /auth/accept-invite; shown once, unless it was mailed"),
  isMailed: z.literal(true).optional().describe("The link was mailed instead of shown"),
});

export const UserLoggedOut = z.object({
  revokedSessions: z.int().describe("Open sessions that were ended"),
  tokenVersion: z.int().describe("Access tokens of any lower version are refused from now on"),
});

export const UserSessionEnded = z.object({
  sessionId: Id.describe("The session"),
  revokedSessions: z.int().describe("Always 1"),
});

export const UserInvited = z.object({
  userId: Id.describe("The user"),
  inviteToken: z
    .string()
    .optional()
    .describe("One-time token for /auth/accept-invite; shown once, unless it was mailed"),
  isMailed: z.literal(true).optional().describe("The link was mailed instead of shown"),
});

export const UserFactorRemoved = z.object({
  userId: Id.describe("The user"),
  mfaEnabled: z.literal(false).describe("None is enrolled any more"),
  revokedSessions: z.int().describe("Sessions ended by this call"),
});
export const UserPasswordReset = z.object({
  userId: Id.describe("The user"),
  resetToken: z
    .string()
    .optional()
    .describe("One-time token for /auth/reset-password; shown once, unless it was mailed"),
  isMailed: z.literal(true).optional().describe("The link was mailed instead of shown"),
});
