import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, queryBool, Reason, text } from "../core/schema.ts";
import { PERMISSIONS } from "../policy/permissions.ts";

const ROLE_SORTS = ["name", "createdOn"] as const;
export type RoleSort = (typeof ROLE_SORTS)[number];

/** Names by which the audit log calls callers without a role. */
const RESERVED: ReadonlySet<string> = new Set(["system", "anonymous"]);

const RoleName = text(1, 64)
  .refine((name) => !/[\t\n]/.test(name), "Must be one line")
  .refine((name) => !RESERVED.has(name.toLowerCase()), "This name is reserved")
  .describe("Unique, compared without regard to case");
const Description = text(0, 300).describe("What the role is for");
const IsGlobal = z
  .boolean()
  .describe("True: sees every tenant, or those assigned where there are any. False: sees the assigned tenants only");

/** A list of catalogue names; a wrong one is reported on the list itself (SRS §8.1, §8.3). */
const PermissionList = z
  .array(z.string())
  .max(200, "At most 200 permissions")
  .superRefine((names, context) => {
    if (names.includes("*")) {
      context.addIssue({ code: "custom", message: "The wildcard belongs to SuperAdmin only" });
    }
    const unknown = names.filter((name) => name !== "*" && !Object.hasOwn(PERMISSIONS, name));
    if (unknown.length > 0) {
      context.addIssue({ code: "custom", message: `Unknown: ${unknown.join(", ").slice(0, 200)}` });
    }
  })
  .describe("Names of the permission catalogue; what is not named is denied");

export const CreateRoleInput = z.strictObject({
  name: RoleName,
  description: Description.default(""),
  permissions: PermissionList,
  isGlobal: IsGlobal.default(true),
});
export type CreateRoleInput = z.output<typeof CreateRoleInput>;

export const UpdateRoleInput = z.strictObject({
  name: RoleName.optional(),
  description: Description.optional(),
  permissions: PermissionList,
  isGlobal: IsGlobal.optional(),
  reason: Reason.optional().describe("Why; kept in the audit log"),
});
export type UpdateRoleInput = z.output<typeof UpdateRoleInput>;

export const DeleteRoleInput = z.strictObject({
  reason: Reason.optional().describe("Why; kept in the audit log"),
});

export const ListRolesQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(ROLE_SORTS, "name"),
  search: text(1, 64).optional().describe("Part of the name, in any case"),
  isSystem: queryBool.optional().describe("Only the seeded roles, or only those made through the API"),
});
export type ListRolesQuery = z.output<typeof ListRolesQuery>;

export const RoleHistoryQuery = z.strictObject({ ...pageQuery });
export type RoleHistoryQuery = z.output<typeof RoleHistoryQuery>;

export const RolePath = z.strictObject({ roleId: Id });

/** A role as every answer shows it (decisions §5). */
export const Role = z.object({
  roleId: Id.describe("The role"),
  name: z.string().describe("Unique, compared without regard to case"),
  description: z.string().describe("What the role is for"),
  permissions: z.array(z.string()).describe("What it allows; `*` is everything and belongs to SuperAdmin only"),
  isSystem: z.boolean().describe("Seeded and not editable"),
  isGlobal: z.boolean().describe("False: its users see the assigned tenants only"),
  version: z.int().describe("Grows with every change; also the ETag"),
  userCount: z.int().describe("Users who have it, as far as the caller may know of them"),
  createdOn: Instant.describe("When it was made"),
  updatedOn: Instant.describe("Last change"),
});
export type Role = z.output<typeof Role>;
export const RolePage = pageOf(Role);

export const RoleCreated = z.object({
  roleId: Id.describe("The new role"),
  name: z.string().describe("Its name"),
});

export const RoleDeleted = z.object({ roleId: Id.describe("The role that is gone") });

/** One version of a role, out of the audit log (SRS §8.3). */
export const RoleVersion = z.object({
  version: z.int().describe("The version that this change made; of a deletion the last one"),
  action: z.string().describe("ROLE_CREATED, ROLE_UPDATED or ROLE_DELETED"),
  changedOn: Instant.describe("When"),
  changedBy: Id.nullable().describe("Who did it; null for the system and outside the caller's scope"),
  changedByRole: z.string().nullable().describe("The role that they had then"),
  reason: z.string().nullable().describe("Why, in the words of who did it"),
  auditId: Id.describe("The audit record that says so"),
  permissionsAdded: z.array(z.string()).describe("Permissions that this change gave"),
  permissionsRemoved: z.array(z.string()).describe("Permissions that this change took"),
  changes: z
    .array(
      z.object({
        field: z.string().describe("name, description or isGlobal"),
        before: z.unknown().describe("Null when the role was created"),
        after: z.unknown().describe("Null when the role was deleted"),
      }),
    )
    .describe("The other fields that differ"),
});
export type RoleVersion = z.output<typeof RoleVersion>;
export const RoleHistoryPage = pageOf(RoleVersion);
