import { hashNewPassword } from "../auth/passwords.ts";
import { userConfiguration } from "../configuration/effective.ts";
import { conflictOn } from "../core/errors.ts";
import { type Approval, operation, type Policy } from "../operation/operation.ts";
import { changeOf, trailOf } from "./audit.ts";
import { shown } from "./detail.ts";
import { isElevation } from "./elevation.ts";
import { EXAMPLE_TOKEN, example, exampleDetail, path } from "./examples.ts";
import { inviteUser } from "./links.ts";
import { listUsers as list } from "./queries.ts";
import {
  CreateUserInput,
  ListUsersQuery,
  UpdateUserInput,
  UserCreated,
  UserDetail,
  UserPage,
  UserPath,
} from "./schema.ts";
import { createUser as create, updateUser as update } from "./service.ts";

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor", "Support"],
  permission: "USERS_VIEW",
  customRoles: true,
};

/** Whoever makes super admins could make the second person that they need (issue 6: four eyes). */
const groundOf: Approval["groundOf"] = ({ before, after }) =>
  roleOf(after) === "SuperAdmin" && roleOf(before) !== "SuperAdmin" ? "superAdminGrant" : null;
const roleOf = (user: object | null): string | undefined => (user as { readonly role?: string } | null)?.role;

export const listUsers = operation({
  name: "listUsers",
  summary: "Search users of all tenants in scope",
  http: { method: "GET", path: "/users" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListUsersQuery },
  output: UserPage,
  errors: [],
  example: {
    input: { query: { email: "lee" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getUser = operation({
  name: "getUser",
  summary: "One user with open sessions and latest activity",
  http: { method: "GET", path: "/users/{userId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: UserPath },
  output: UserDetail,
  errors: ["NOT_FOUND"],
  example: {
    input: { path },
    output: exampleDetail,
  },
  run: (ctx, { path: { userId } }) => shown(ctx, userId),
});

export const createUser = operation({
  name: "createUser",
  summary: "Invite a user, or make an active one with a password",
  http: { method: "POST", path: "/users", status: 201, message: "User created" },
  policy: { access: "roles", roles: ["SuperAdmin", "PoolAdmin"], permission: "USERS_CREATE", customRoles: true },
  limit: "admin",
  stepUp: { policy: "roleElevation", applies: (_caller, { body }) => isElevation(body.role) },
  feature: ({ body }) => (body.password === undefined ? "features.invitations" : null),
  audit: ["USER_CREATED"],
  entityType: "user",
  approval: {
    groundOf,
    unstorable: ({ body }) =>
      body.password === undefined
        ? null
        : conflictOn(
            "password",
            "A password is not kept until a second person decides: invite a super admin without one",
          ),
  },
  idempotent: true,
  input: { body: CreateUserInput },
  output: UserCreated,
  errors: ["CONFLICT"],
  example: {
    input: { body: { email: "ann.lee@example.com", name: "Ann Lee", role: "Auditor" } },
    output: {
      userId: example.userId,
      email: example.email,
      status: "invited",
      inviteToken: EXAMPLE_TOKEN,
    },
  },
  prepare: async (_caller, { body }) => ({ passwordHash: await firstPassword(body) }),
  async run(ctx, { body }, prepared) {
    const created = await create(ctx, body, prepared?.passwordHash ?? null);
    const { email, role, tenantIds } = body;
    const link = created.status === "invited" ? await inviteUser(ctx, created.userId) : {};
    return {
      data: { ...created, ...link },
      audit: {
        action: "USER_CREATED",
        entityType: "user",
        entityId: created.userId,
        tenantId: trailOf(tenantIds),
        after: { email, role, tenantIds, status: created.status },
      },
    };
  },
});

/** The hash of a given password that satisfies the policy of the account to be; null without one. */
async function firstPassword({ password, role, tenantIds: tenants }: CreateUserInput): Promise<string | null> {
  if (password === undefined) {
    return null;
  }
  const { "auth.passwordPolicy": policy } = await userConfiguration({ role, tenants });
  return hashNewPassword("password", password, policy);
}

export const updateUser = operation({
  name: "updateUser",
  summary: "Change a user's name, role and tenants",
  http: { method: "PUT", path: "/users/{userId}", message: "User updated" },
  policy: { access: "roles", roles: ["SuperAdmin", "PoolAdmin"], permission: "USERS_ASSIGN", customRoles: true },
  limit: "admin",
  stepUp: { policy: "roleElevation", applies: (_caller, { path, body }) => isElevation(body.role, path.userId) },
  audit: ["USER_UPDATED"],
  entityType: "user",
  approval: { groundOf },
  input: { path: UserPath, body: UpdateUserInput },
  output: UserDetail,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { name: "Ann Lee", role: "Auditor", tenantIds: [] } },
    output: { ...exampleDetail, role: "Auditor", tenants: [] },
  },
  async run(ctx, { path: { userId }, body }) {
    const change = await update(ctx, userId, body);
    // Names of persons never stand in an audit row: that it changed must do.
    const isRenamed = change.before.name !== change.after.name;
    return {
      ...(await shown(ctx, userId)),
      cascade: { ...change.ended },
      audit: changeOf("USER_UPDATED", change, body.reason, isRenamed ? { nameChanged: true } : {}),
    };
  },
});
