import { AppError } from "../core/errors.ts";
import { operation, type Policy } from "../operation/operation.ts";
import type { Permission } from "../policy/permissions.ts";
import { tenantChanged, tenantCreated } from "./audit.ts";
import { example, path } from "./examples.ts";
import { abandonProvisioning, provision } from "./provisioning.ts";
import { findTenant, listTenants as list, toTenant } from "./queries.ts";
import {
  CreateTenantInput,
  DeleteTenantInput,
  DeleteTenantQuery,
  ListTenantsQuery,
  Tenant,
  TenantDeleted,
  TenantPage,
  TenantPath,
  TenantStatusInput,
  TenantUpdated,
  UpdateTenantInput,
} from "./schema.ts";
import * as service from "./service.ts";

const READERS = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor", "Support"],
  permission: "TENANTS_VIEW",
  customRoles: true,
} as const satisfies Policy;
const superAdminWith = (permission: Permission): Policy => ({ access: "roles", roles: ["SuperAdmin"], permission });

export const listTenants = operation({
  name: "listTenants",
  summary: "Tenants in scope, page by page",
  http: { method: "GET", path: "/tenants" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListTenantsQuery },
  output: TenantPage,
  errors: [],
  example: {
    input: { query: { search: "tnt", isActive: "true" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getTenant = operation({
  name: "getTenant",
  summary: "One tenant, deleted ones included",
  http: { method: "GET", path: "/tenants/{tenantId}" },
  policy: { ...READERS, tenantScoped: true },
  limit: "admin",
  audit: null,
  input: { path: TenantPath },
  output: Tenant,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  async run({ db }, { path: { tenantId } }) {
    const tenant = await findTenant(db, tenantId);
    if (!tenant) {
      throw new AppError("NOT_FOUND");
    }
    return { data: toTenant(tenant), version: tenant.version };
  },
});

export const createTenant = operation({
  name: "createTenant",
  summary: "Create a tenant, downstream included",
  http: { method: "POST", path: "/tenants", status: 201, message: "Tenant created" },
  policy: superAdminWith("TENANTS_CREATE"),
  limit: "admin",
  audit: ["TENANT_CREATED"],
  entityType: "tenant",
  idempotent: true,
  failedAction: "TENANT_CREATE_FAILED",
  input: { body: CreateTenantInput },
  output: Tenant,
  errors: ["CONFLICT", "DOWNSTREAM"],
  example: {
    input: {
      body: {
        name: "Tenant Name",
        code: "TNT001",
        timezone: "UTC",
        currency: "USD",
        isActive: true,
        segment: "smb",
        plan: "starter",
      },
    },
    output: example,
  },
  prepare: (_caller, { body }) => provision(body),
  abandon: async (_caller, _input, provisioned, failure) => {
    if (provisioned) {
      await abandonProvisioning(provisioned, failure);
    }
  },
  async run(ctx, { body }, provisioned) {
    const row = await service.createTenant(ctx, body, provisioned);
    return { data: toTenant(row), version: row.version, audit: tenantCreated(row) };
  },
});

export const updateTenant = operation({
  name: "updateTenant",
  summary: "Change a tenant's name, time zone, currency, segment or plan",
  http: { method: "PUT", path: "/tenants/{tenantId}", message: "Tenant updated" },
  policy: superAdminWith("TENANTS_UPDATE"),
  limit: "admin",
  audit: ["TENANT_UPDATED"],
  entityType: "tenant",
  input: { path: TenantPath, body: UpdateTenantInput },
  output: TenantUpdated,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { name: "Tenant Name", timezone: "Europe/Paris", currency: "EUR" } },
    output: { ...example, timezone: "Europe/Paris", currency: "EUR", rescheduledJobs: 2 },
  },
  async run(ctx, { path: { tenantId }, body }) {
    const change = await service.updateTenant(ctx, tenantId, body);
    const { after, rescheduledJobs } = change;
    return {
      data: { ...toTenant(after), rescheduledJobs },
      version: after.version,
      cascade: { rescheduledJobs },
      audit: tenantChanged("TENANT_UPDATED", change),
    };
  },
});

export const setTenantStatus = operation({
  name: "setTenantStatus",
  summary: "Suspend or activate a tenant",
  http: { method: "PATCH", path: "/tenants/{tenantId}/status", message: "Tenant status changed" },
  policy: superAdminWith("TENANTS_SUSPEND"),
  limit: "admin",
  audit: ["TENANT_SUSPENDED", "TENANT_ACTIVATED"],
  entityType: "tenant",
  input: { path: TenantPath, body: TenantStatusInput },
  output: Tenant,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { isActive: false, reason: "Compliance hold" } },
    output: { ...example, isActive: false, status: "suspended", statusReason: "Compliance hold" },
  },
  async run(ctx, { path: { tenantId }, body }) {
    const change = await service.setTenantStatus(ctx, tenantId, body);
    const { after, effects } = change;
    return {
      data: toTenant(after),
      version: after.version,
      cascade: effects,
      audit: tenantChanged(body.isActive ? "TENANT_ACTIVATED" : "TENANT_SUSPENDED", change, body.reason),
    };
  },
});

export const deleteTenant = operation({
  name: "deleteTenant",
  summary: "Delete a tenant for good, keeping its data for audit",
  http: { method: "DELETE", path: "/tenants/{tenantId}", message: "Tenant deleted" },
  policy: superAdminWith("TENANTS_DELETE"),
  limit: "admin",
  audit: ["TENANT_DELETED"],
  entityType: "tenant",
  approval: { groundOf: () => "deleteTenant" },
  input: { path: TenantPath, query: DeleteTenantQuery, body: DeleteTenantInput },
  output: TenantDeleted,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, query: { confirm: "true" }, body: { reason: "Contract ended" } },
    output: {
      tenantId: example.tenantId,
      code: example.code,
      status: "deleted",
      deletedOn: "2026-11-20T09:30:00.000Z",
    },
  },
  async run(ctx, { path: { tenantId }, body }) {
    const change = await service.deleteTenant(ctx, tenantId, body.reason);
    const { after, effects } = change;
    return {
      data: { tenantId, code: after.code, status: "deleted" as const, deletedOn: after.deletedOn ?? ctx.now },
      version: after.version,
      cascade: effects,
      audit: tenantChanged("TENANT_DELETED", change, body.reason),
    };
  },
});
