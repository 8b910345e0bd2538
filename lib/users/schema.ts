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

const TenantRef = z.object({ tenantId: Id, code: z.string(), name: z.string() });

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
    .object({ reason: z.string().nullable(), by: Id.nullable(), on: Instant.nullable() })
    .nullable()
    .describe("Why, by whom and since when the account is locked or suspended; null when it is not"),
  sessions: z
    .array(
      z.object({
        sessionId: Id,
        kind: z.string(),
        ipAddress: z.string().nullable(),
        userAgent: z.string().nullable(),
        createdOn: Instant,
        lastSeenOn: Instant,
        expiresOn: Instant,
      }),
    )
    .describe("Open sessions, newest first, at most 50"),
  recentActivity: z
    .array(z.object({ auditId: Id, occurredOn: Instant, action: z.string(), outcome: z.string() }))
    .describe("The user's latest audit records, at most 20"),
});

export const UserCreated = z.object({
  userId: Id,
  email: z.string(),
  status: z.enum(USER_STATUSES),
  inviteToken: z.string().optional().describe("One-time token for /auth/accept-invite; shown once"),
});
