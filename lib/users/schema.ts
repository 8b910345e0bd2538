import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Email, Id, Instant, text } from "../core/schema.ts";

export const USER_STATUSES = ["active", "locked", "suspended", "invited"] as const;
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

export const UserPath = z.strictObject({ userId: Id });

export const CreateUserInput = z.strictObject({
  email: Email.describe("Unique, compared without regard to case"),
  name: text(1, 120).describe("Display name"),
  role: text(1, 64).describe("Name of an existing role"),
  tenantIds: z.array(Id).max(1000).default([]).describe("Tenants that the user belongs to"),
  password: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("With it the user is active at once; without it an invitation is made"),
});
export type CreateUserInput = z.output<typeof CreateUserInput>;

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
  updatedOn: Instant.describe("Last change of the account"),
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

export const UserCreated = z.object({
  userId: Id.describe("The new user"),
  email: z.string().describe("E-mail address, as it is kept"),
  status: z.enum(USER_STATUSES).describe("active with a password, invited without"),
  inviteToken: z.string().optional().describe("One-time token for /auth/accept-invite; shown once"),
});
