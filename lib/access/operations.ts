import { type PageRequest, toPage } from "../core/page.ts";
import type { Api } from "../operation/api.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { listedOperations, listedPermissions } from "./catalogue.ts";
import { explain } from "./explain.ts";
import {
  ExplainInput,
  type Explanation,
  Explanation as ExplanationSchema,
  ListOperationsQuery,
  ListPermissionsQuery,
  OperationPage,
  PermissionPage,
  UserAccessPath,
  UserAccessQuery,
} from "./schema.ts";

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor", "Support"],
  permission: "USERS_VIEW",
  customRoles: true,
};
const ROLE_READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor"],
  permission: "ROLES_VIEW",
  customRoles: true,
};

const userId = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";
const example: Explanation = {
  userId,
  operation: "createTenant",
  tenantId: null,
  allowed: false,
  decidedBy: "role",
  explanation: "The role Support may not call it: it is for SuperAdmin",
  role: "Support",
  permission: "TENANTS_CREATE",
  status: "active",
  method: "POST",
  path: "/api/v1/admin/tenants",
  checks: [
    { ground: "state", passed: true, explanation: "The account is active" },
    { ground: "role", passed: true, explanation: "/api/v1/admin serves the role Support" },
    { ground: "role", passed: false, explanation: "The role Support may not call it: it is for SuperAdmin" },
    { ground: "permission", passed: false, explanation: "The role Support lacks the permission TENANTS_CREATE" },
  ],
};

/** One page of a list that stands in the code. */
function cut<T>(all: readonly T[], query: PageRequest) {
  const { page, pageSize } = query;
  const items = all.slice((page - 1) * pageSize, page * pageSize);
  return { ...toPage(items, query, { totalItems: all.length }), items };
}

/** Every family of endpoints; asked at each call, since the operations below belong to them too. */
type Families = () => readonly Api[];

/** Why somebody may do something, or may not. */
export const explainOver = (families: Families) =>
  operation({
    name: "explainAccess",
    summary: "Whether a user may call an operation, and which role, permission, scope or state decides",
    http: { method: "POST", path: "/access/explain" },
    policy: { access: "roles", roles: ["SuperAdmin"], permission: "USERS_VIEW" },
    limit: "admin",
    audit: null,
    asks: true,
    idempotent: true,
    input: { body: ExplainInput },
    output: ExplanationSchema,
    errors: ["NOT_FOUND"],
    example: {
      input: { body: { userId, operation: "createTenant" } },
      output: example,
    },
    run: async ({ db, actor }, { body }) => ({ data: await explain(db, families(), body, actor) }),
  });

/** The same question as a read, for everybody who may see the user. */
export const userAccessOver = (families: Families) =>
  operation({
    name: "getUserAccess",
    summary: "Whether a user may call an operation, and which role, permission, scope or state decides",
    http: { method: "GET", path: "/users/{userId}/access" },
    policy: READERS,
    limit: "admin",
    audit: null,
    input: { path: UserAccessPath, query: UserAccessQuery },
    output: ExplanationSchema,
    errors: ["NOT_FOUND"],
    example: { input: { path: { userId }, query: { operation: "createTenant" } }, output: example },
    run: async ({ db, actor }, { path, query }) => ({
      data: await explain(db, families(), { ...path, ...query }, actor),
    }),
  });

/** What there is to do. */
export const operationsOver = (families: Families) =>
  operation({
    name: "listOperations",
    summary: "Every operation with the roles and the permission that it asks for",
    http: { method: "GET", path: "/access/operations" },
    policy: READERS,
    limit: "admin",
    audit: null,
    input: { query: ListOperationsQuery },
    output: OperationPage,
    errors: [],
    example: {
      input: { query: { search: "lock" } },
      output: {
        items: [
          {
            operation: "createTenant",
            summary: "Create a tenant, downstream included",
            method: "POST",
            paths: ["/api/v1/super-admin/tenants", "/api/v1/admin/tenants"],
            permission: "TENANTS_CREATE",
            roles: ["SuperAdmin"],
            isOpenToCustomRoles: false,
          },
        ],
        page: 1,
        pageSize: 50,
        totalItems: 1,
        totalPages: 1,
      },
    },
    async run(_ctx, { query }) {
      const search = query.search?.toLowerCase() ?? "";
      const matching = listedOperations(families()).filter(({ operation: name, summary }) =>
        `${name}\n${summary}`.toLowerCase().includes(search),
      );
      return { data: cut(matching, query) };
    },
  });

/** What there is to allow. */
export const permissionsOver = (families: Families) =>
  operation({
    name: "listPermissions",
    summary: "The permission catalogue",
    http: { method: "GET", path: "/permissions" },
    policy: ROLE_READERS,
    limit: "admin",
    audit: null,
    input: { query: ListPermissionsQuery },
    output: PermissionPage,
    errors: [],
    example: {
      input: { query: {} },
      output: {
        items: [{ name: "USERS_VIEW", description: "See users", area: "Users", operations: ["listUsers", "getUser"] }],
        page: 1,
        pageSize: 50,
        totalItems: 1,
        totalPages: 1,
      },
    },
    run: async (_ctx, { query }) => ({ data: cut(listedPermissions(families()), query) }),
  });
