import type { z } from "zod";
import { read } from "../db/transaction.ts";
import { type Approval, operation, type Policy } from "../operation/operation.ts";
import { CONFIGURATION_KEYS, DEFAULT_CONFIGURATION } from "./definitions.ts";
import { describedDefinitions, valuesJsonSchema } from "./describe.ts";
import { securityGround } from "./ground.ts";
import { changesOf, configurationHistory } from "./history.ts";
import { overridingTenants } from "./overrides.ts";
import { patched } from "./patch.ts";
import { GlobalConfiguration, HistoryPage, HistoryQuery, JsonPatch, putInput, RollbackInput } from "./schema.ts";
import { changesSecurity } from "./security.ts";
import { type ConfigurationChange, changeConfiguration, rollBack } from "./service.ts";
import { parseConfiguration } from "./validate.ts";
import { configurationAt, newestConfiguration, type SavedConfiguration } from "./versions.ts";

const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "Auditor"],
  permission: "CONFIG_VIEW",
  customRoles: true,
};
/** What governs the whole platform is changed by SuperAdmin alone, whatever a custom role carries. */
const WRITERS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "CONFIG_EDIT" };

const shown = ({ version, values }: SavedConfiguration): z.input<typeof GlobalConfiguration> => ({
  version,
  values: { ...values },
  definitions: describedDefinitions(),
});

/** One definition shows what each looks like. */
const example = {
  ...shown({ version: 3, values: DEFAULT_CONFIGURATION }),
  definitions: describedDefinitions().slice(1, 2),
};
const about = { entityType: "configuration", entityId: "global" } as const;

/** The audit snapshots are whole (SRS §9.1): what was in force and what is, not only what differs. */
const changed = <A extends string>(
  action: A,
  { before, after }: ConfigurationChange,
  reason: string | undefined,
  restores?: number,
) => ({
  ...about,
  action,
  reason,
  before: { version: before.version, ...before.values },
  after: { version: after.version, ...(restores !== undefined && { restores }), ...after.values },
});

/** How many keys change, and for how many tenants that makes no difference since they have their own. */
const effects =
  ({ db }: Parameters<typeof changeConfiguration>[0], { before, after }: ConfigurationChange) =>
  async () => {
    const keys = changesOf(before.values, after.values).map(({ key }) => key);
    return { changedKeys: keys.length, tenantsWithOverride: await overridingTenants(db, keys) };
  };

export const getGlobalConfiguration = operation({
  name: "getGlobalConfiguration",
  summary: "The global configuration with the definition of every key",
  http: { method: "GET", path: "/configurations/global" },
  policy: READERS,
  limit: "config",
  audit: null,
  input: {},
  output: GlobalConfiguration,
  errors: [],
  example: { input: {}, output: example },
  async run({ db }) {
    const newest = await newestConfiguration(db);
    return { data: shown(newest), version: newest.version };
  },
});

/** What protects the platform takes two to change (issue 6: four eyes). */
const approval: Approval = {
  groundOf: ({ before, after }) => securityGround({ ...before }, { ...after }),
};
const write = {
  policy: WRITERS,
  limit: "config",
  entityType: "configuration",
  approval,
  output: GlobalConfiguration,
} as const;

export const replaceGlobalConfiguration = operation({
  ...write,
  name: "replaceGlobalConfiguration",
  summary: "Replace the global configuration: the full model, a value for every key",
  http: { method: "PUT", path: "/configurations/global", message: "Configuration updated" },
  stepUp: {
    policy: "securityConfiguration",
    applies: (_caller, { body: { values } }) => changesSecurity(() => parseConfiguration(values)),
  },
  audit: ["CONFIG_UPDATED"],
  input: { body: putInput(valuesJsonSchema(CONFIGURATION_KEYS, true)) },
  errors: ["CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { body: { values: { ...DEFAULT_CONFIGURATION }, reason: "Shorter sessions" } },
    output: example,
  },
  async run(ctx, { body: { values, reason } }) {
    const change = await changeConfiguration(ctx, reason, () => parseConfiguration(values));
    const { after } = change;
    return {
      data: shown(after),
      version: after.version,
      cascade: effects(ctx, change),
      audit: changed("CONFIG_UPDATED", change, reason),
    };
  },
});

export const patchGlobalConfiguration = operation({
  ...write,
  name: "patchGlobalConfiguration",
  summary: "Change parts of the global configuration by JSON Patch (RFC 6902) on its values",
  http: {
    method: "PATCH",
    path: "/configurations/global",
    message: "Configuration updated",
    accepts: "application/json-patch+json",
  },
  stepUp: {
    policy: "securityConfiguration",
    applies: (_caller, { body }) => changesSecurity((values) => parseConfiguration(patched(values, body))),
  },
  audit: ["CONFIG_UPDATED"],
  input: { body: JsonPatch },
  errors: ["CONFLICT", "PRECONDITION_FAILED", "UNSUPPORTED_MEDIA_TYPE"],
  example: {
    input: {
      body: [
        { op: "test", path: "/auth.sessionTimeoutMinutes", value: 720 },
        { op: "replace", path: "/auth.sessionTimeoutMinutes", value: 480 },
      ],
    },
    output: example,
  },
  async run(ctx, { body }) {
    const change = await changeConfiguration(ctx, undefined, (values) => parseConfiguration(patched(values, body)));
    const { after } = change;
    return {
      data: shown(after),
      version: after.version,
      cascade: effects(ctx, change),
      audit: changed("CONFIG_UPDATED", change, undefined),
    };
  },
});

export const rollBackGlobalConfiguration = operation({
  ...write,
  name: "rollBackGlobalConfiguration",
  summary: "Bring an earlier version's values back, as a new version",
  http: { method: "POST", path: "/configurations/global/rollback", message: "Configuration rolled back" },
  stepUp: {
    policy: "securityConfiguration",
    applies: async (_caller, { body: { version } }) => {
      const restored = await read((db) => configurationAt(db, version));
      return restored !== null && changesSecurity(() => restored);
    },
  },
  audit: ["CONFIG_ROLLED_BACK"],
  idempotent: true,
  input: { body: RollbackInput },
  errors: ["CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { body: { version: 2, reason: "Too many sign-outs" } }, output: example },
  async run(ctx, { body: { version, reason } }) {
    const change = await rollBack(ctx, version, reason);
    const { after } = change;
    return {
      data: shown(after),
      version: after.version,
      cascade: effects(ctx, change),
      audit: changed("CONFIG_ROLLED_BACK", change, reason, version),
    };
  },
});

export const getGlobalConfigurationHistory = operation({
  name: "getGlobalConfigurationHistory",
  summary: "Versions of the global configuration with what changed and who changed it, newest first",
  http: { method: "GET", path: "/configurations/global/history" },
  policy: READERS,
  limit: "config",
  audit: null,
  input: { query: HistoryQuery },
  output: HistoryPage,
  errors: [],
  example: {
    input: { query: {} },
    output: {
      items: [
        {
          version: 3,
          changedOn: "2026-11-20T09:30:00.000Z",
          changedBy: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
          reason: "Shorter sessions",
          restores: null,
          auditId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0a001",
          changes: [{ key: "auth.sessionTimeoutMinutes", before: 720, after: 480 }],
        },
      ],
      page: 1,
      pageSize: 50,
      totalItems: 1,
      totalPages: 1,
    },
  },
  async run({ db, actor }, { query }) {
    const page = await configurationHistory(db, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});
