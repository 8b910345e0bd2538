import { hashNewPassword } from "../auth/passwords.ts";
import { AppError } from "../core/errors.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { findUser, listUsers as list } from "./queries.ts";
import { CreateUserInput, ListUsersQuery, type User, UserCreated, UserDetail, UserPage, UserPath } from "./schema.ts";
import { createUser as create } from "./service.ts";

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor", "Support"],
  permission: "USERS_VIEW",
};

const example: User = {
  userId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  email: "ann.lee@example.com",
  name: "Ann Lee",
  role: "PoolAdmin",
  status: "active",
  tenants: [{ tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002", code: "TNT001", name: "Tenant Name" }],
  lastLoginOn: "2026-11-20T09:30:00.000Z",
  createdOn: "2026-01-05T08:00:00.000Z",
  mfaEnabled: false,
};

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
    input: { path: { userId: example.userId } },
    output: { ...example, updatedOn: example.createdOn, lock: null, sessions: [], recentActivity: [] },
  },
  async run({ db, actor }, { path }) {
    const found = await findUser(db, path.userId, actor.tenantScope);
    if (!found) {
      throw new AppError("NOT_FOUND");
    }
    return { data: found.user, version: found.version };
  },
});

export const createUser = operation({
  name: "createUser",
  summary: "Invite a user, or make an active one with a password",
  http: { method: "POST", path: "/users", status: 201, message: "User created" },
  policy: { access: "roles", roles: ["SuperAdmin", "PoolAdmin"], permission: "USERS_CREATE" },
  limit: "admin",
  audit: ["USER_CREATED"],
  entityType: "user",
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
      inviteToken: "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c",
    },
  },
  prepare: async (_caller, { body }) => ({
    passwordHash: body.password === undefined ? null : await hashNewPassword("password", body.password),
  }),
  async run(ctx, { body }, prepared) {
    const created = await create(ctx, body, prepared?.passwordHash ?? null);
    const { email, role, tenantIds } = body;
    return {
      data: created,
      audit: {
        action: "USER_CREATED",
        entityType: "user",
        entityId: created.userId,
        // A user of several tenants belongs to none of their trails alone.
        tenantId: tenantIds.length === 1 ? (tenantIds[0] ?? null) : null,
        after: { email, role, tenantIds, status: created.status },
      },
    };
  },
});
