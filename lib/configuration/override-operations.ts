import { operation, type Policy } from "../operation/operation.ts";
import { DEFAULT_CONFIGURATION, OVERRIDABLE_KEYS } from "./definitions.ts";
import { describedDefinitions, valuesJsonSchema } from "./describe.ts";
import { changesOf, overridesHistory } from "./history.ts";
import { shownOverrides } from "./overrides.ts";
import { HistoryPage, HistoryQuery, OverridesPath, overridesInput, TenantOverrides } from "./schema.ts";
import { changeOverrides, isDeleted } from "./service.ts";
import { parseOverrides } from "./validate.ts";
import { newestConfiguration, newestOverrides } from "./versions.ts";

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin", "Auditor"],
  permission: "CONFIG_VIEW",
  customRoles: true,
  tenantScoped: true,
};
const WRITERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "PoolAdmin"],
  permission: "OVERRIDES_EDIT",
  customRoles: true,
  tenantScoped: true,
};

const path = { tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002" };
const overrides = { "auth.sessionTimeoutMinutes": 60 };
const example = {
  ...shownOverrides(path.tenantId, { version: 2, overrides }, DEFAULT_CONFIGURATION),
  definitions: describedDefinitions().slice(1, 2),
};

export const getTenantOverrides = operation({
  name: "getTenantOverrides",
  summary: "A tenant's overrides, what is in force for it and where each value comes from",
  http: { method: "GET", path: "/configurations/tenants/{tenantId}" },
  policy: READERS,
  limit: "config",
  audit: null,
  input: { path: OverridesPath },
  output: TenantOverrides,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  async run({ db }, { path: { tenantId } }) {
    await isDeleted(db, tenantId);
    const [saved, global] = await Promise.all([newestOverrides(db, tenantId), newestConfiguration(db)]);
    return { data: shownOverrides(tenantId, saved, global.values), version: saved.version };
  },
});

export const replaceTenantOverrides = operation({
  name: "replaceTenantOverrides",
  summary: "Replace all of a tenant's overrides",
  http: { method: "PUT", path: "/configurations/tenants/{tenantId}", message: "Overrides updated" },
  policy: WRITERS,
  limit: "config",
  audit: ["OVERRIDES_UPDATED"],
  entityType: "override",
  input: { path: OverridesPath, body: overridesInput(valuesJsonSchema(OVERRIDABLE_KEYS, false)) },
  output: TenantOverrides,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path, body: { overrides, reason: "The tenant asked for it" } }, output: example },
  async run(ctx, { path: { tenantId }, body }) {
    const { before, after } = await changeOverrides(ctx, tenantId, parseOverrides(body.overrides), body.reason);
    const global = await newestConfiguration(ctx.db);
    return {
      data: shownOverrides(tenantId, after, global.values),
      version: after.version,
      cascade: { changedKeys: changesOf(before.overrides, after.overrides).length },
      audit: {
        action: "OVERRIDES_UPDATED",
        entityType: "override",
        entityId: tenantId,
        tenantId,
        reason: body.reason,
        before: { version: before.version, ...before.overrides },
        after: { version: after.version, ...after.overrides },
      },
    };
  },
});

export const getTenantOverridesHistory = operation({
  name: "getTenantOverridesHistory",
  summary: "Versions of a tenant's overrides with what changed and who changed it, newest first",
  http: { method: "GET", path: "/configurations/tenants/{tenantId}/history" },
  policy: READERS,
  limit: "config",
  audit: null,
  input: { path: OverridesPath, query: HistoryQuery },
  output: HistoryPage,
  errors: ["NOT_FOUND"],
  example: {
    input: { path, query: {} },
    output: {
      items: [
        {
          version: 2,
          changedOn: "2026-11-20T09:30:00.000Z",
          changedBy: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
          reason: "The tenant asked for it",
          restores: null,
          auditId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0a002",
          changes: [{ key: "auth.sessionTimeoutMinutes", before: null, after: 60 }],
        },
      ],
      page: 1,
      pageSize: 50,
      totalItems: 1,
      totalPages: 1,
    },
  },
  async run({ db, actor }, { path: { tenantId }, query }) {
    await isDeleted(db, tenantId);
    const page = await overridesHistory(db, tenantId, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});
