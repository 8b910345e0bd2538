import { AppError } from "../core/errors.ts";
import { type Approval, operation, type Policy } from "../operation/operation.ts";
import { isWildcardLike } from "../policy/high-power.ts";
import { roleHistory, snapshotOf } from "./history.ts";
import { countAffected, findRole, gainsRights, listRoles as list } from "./queries.ts";
import {
  CreateRoleInput,
  DeleteRoleInput,
  ListRolesQuery,
  type Role,
  RoleCreated,
  RoleDeleted,
  RoleHistoryPage,
  RoleHistoryQuery,
  RolePage,
  RolePath,
  Role as RoleSchema,
  UpdateRoleInput,
} from "./schema.ts";
import * as service from "./service.ts";

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor"],
  permission: "ROLES_VIEW",
  customRoles: true,
};
/** Whoever shapes roles could give themselves everything: for SuperAdmin alone, whatever a custom role carries. */
const WRITERS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "ROLES_EDIT" };

const example: Role = {
  roleId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c020",
  name: "CustomRole",
  description: "Takes orders",
  permissions: ["ORDERS_EDIT", "ORDERS_VIEW"],
  isSystem: false,
  isGlobal: true,
  version: 2,
  userCount: 14,
  createdOn: "2026-01-05T08:00:00.000Z",
  updatedOn: "2026-11-20T09:30:00.000Z",
};
/** A role that reaches far takes two to make (issue 6: four eyes). */
const approval: Approval = {
  groundOf: ({ before, after }) => (isWildcardLike(permissionsOf(before), permissionsOf(after)) ? "roleChange" : null),
};
const permissionsOf = (role: object | null): readonly string[] =>
  (role as Partial<Pick<Role, "permissions">> | null)?.permissions ?? [];

const path = { roleId: example.roleId };
const about = (roleId: string) => ({ entityType: "role" as const, entityId: roleId });

export const listRoles = operation({
  name: "listRoles",
  summary: "Roles, system and custom",
  http: { method: "GET", path: "/roles" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListRolesQuery },
  output: RolePage,
  errors: [],
  example: {
    input: { query: { search: "custom" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getRole = operation({
  name: "getRole",
  summary: "One role with its permissions",
  http: { method: "GET", path: "/roles/{roleId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: RolePath },
  output: RoleSchema,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  async run({ db, actor }, { path: { roleId } }) {
    const role = await findRole(db, roleId, actor.tenantScope);
    if (!role) {
      throw new AppError("NOT_FOUND");
    }
    return { data: role, version: role.version };
  },
});

export const getRoleHistory = operation({
  name: "getRoleHistory",
  summary: "The versions of a role with what changed and who changed it, newest first",
  http: { method: "GET", path: "/roles/{roleId}/history" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: RolePath, query: RoleHistoryQuery },
  output: RoleHistoryPage,
  errors: ["NOT_FOUND"],
  example: {
    input: { path, query: {} },
    output: {
      items: [
        {
          version: 2,
          action: "ROLE_UPDATED",
          changedOn: example.updatedOn,
          changedBy: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
          changedByRole: "SuperAdmin",
          reason: null,
          auditId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c021",
          permissionsAdded: ["ORDERS_EDIT"],
          permissionsRemoved: [],
          changes: [{ field: "description", before: "", after: "Takes orders" }],
        },
      ],
      page: 1,
      pageSize: 50,
      totalItems: 1,
      totalPages: 1,
    },
  },
  async run({ db, actor }, { path: { roleId }, query }) {
    const page = await roleHistory(db, roleId, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const createRole = operation({
  name: "createRole",
  summary: "Create a custom role",
  http: { method: "POST", path: "/roles", status: 201, message: "Role created" },
  policy: WRITERS,
  limit: "admin",
  stepUp: { policy: "roleElevation", applies: (_caller, { body }) => body.permissions.length > 0 },
  audit: ["ROLE_CREATED"],
  entityType: "role",
  approval,
  idempotent: true,
  input: { body: CreateRoleInput },
  output: RoleCreated,
  errors: ["CONFLICT"],
  example: {
    input: { body: { name: "CustomRole", permissions: ["ORDERS_VIEW", "ORDERS_EDIT"] } },
    output: { roleId: example.roleId, name: example.name },
  },
  async run(ctx, { body }) {
    const role = await service.createRole(ctx, body);
    const { roleId, name, version } = role;
    return {
      data: { roleId, name },
      version,
      audit: { ...about(roleId), action: "ROLE_CREATED", after: snapshotOf(role) },
    };
  },
});

export const updateRole = operation({
  name: "updateRole",
  summary: "Change a custom role's permissions, name or description; it holds for outstanding tokens at once",
  http: { method: "PUT", path: "/roles/{roleId}", message: "Role updated" },
  policy: WRITERS,
  limit: "admin",
  stepUp: { policy: "roleElevation", applies: (_caller, { path, body }) => gainsRights(path.roleId, body) },
  audit: ["ROLE_UPDATED"],
  entityType: "role",
  approval,
  input: { path: RolePath, body: UpdateRoleInput },
  output: RoleSchema,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path, body: { permissions: ["ORDERS_VIEW", "ORDERS_EDIT"] } }, output: example },
  async run(ctx, { path: { roleId }, body }) {
    const { before, after } = await service.updateRole(ctx, roleId, body);
    const role = await findRole(ctx.db, roleId, ctx.actor.tenantScope);
    return {
      data: { ...after, userCount: role?.userCount ?? 0 },
      version: after.version,
      cascade: async () => ({
        ...(await countAffected(ctx.db, roleId)),
        permissionsAdded: service.without(after.permissions, before.permissions).length,
        permissionsRemoved: service.without(before.permissions, after.permissions).length,
      }),
      audit: {
        ...about(roleId),
        action: "ROLE_UPDATED",
        reason: body.reason,
        before: snapshotOf(before),
        after: snapshotOf(after),
      },
    };
  },
});

export const deleteRole = operation({
  name: "deleteRole",
  summary: "Delete a custom role that nobody has",
  http: { method: "DELETE", path: "/roles/{roleId}", message: "Role deleted" },
  policy: WRITERS,
  limit: "admin",
  audit: ["ROLE_DELETED"],
  entityType: "role",
  input: { path: RolePath, body: DeleteRoleInput },
  output: RoleDeleted,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path, body: { reason: "Nobody uses it" } }, output: path },
  async run(ctx, { path: { roleId }, body }) {
    const role = await service.deleteRole(ctx, roleId);
    return {
      data: { roleId },
      cascade: { users: 0 },
      audit: { ...about(roleId), action: "ROLE_DELETED", reason: body.reason, before: snapshotOf(role) },
    };
  },
});
