import type { z } from "zod";
import { AppError } from "../core/errors.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { findApiKey, listApiKeys as list } from "./queries.ts";
import {
  ApiKey,
  ApiKeyCreated,
  ApiKeyPage,
  ApiKeyPath,
  ApiKeyRevoked,
  CreateApiKeyInput,
  ListApiKeysQuery,
  RevokeApiKeyInput,
} from "./schema.ts";
import { createApiKey as create, revokeApiKey as revoke, versionOf } from "./service.ts";

/** Whoever makes keys could reach whatever a role reaches: for SuperAdmin alone, whatever a custom role carries. */
const KEEPERS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "API_KEYS_EDIT" };

const example: z.input<typeof ApiKey> = {
  apiKeyId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0e1",
  name: "Board room display",
  role: "ROLE_EXECUTIVE_CEO",
  tenantScope: "global",
  status: "active",
  createdOn: "2026-11-20T09:30:00.000Z",
  createdById: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  expiresAt: "2099-12-31T00:00:00.000Z",
  lastUsedAt: null,
  revokedOn: null,
};
const path = { apiKeyId: example.apiKeyId };

/** What an audit row says of a key. */
const snapshotOf = ({ name, role, tenantScope, expiresAt, revokedOn }: z.input<typeof ApiKey>) => ({
  name,
  role,
  tenantScope,
  expiresAt,
  revokedOn,
});

export const listApiKeys = operation({
  name: "listApiKeys",
  summary: "API keys without their secrets, revoked ones included",
  http: { method: "GET", path: "/api-keys" },
  policy: KEEPERS,
  limit: "admin",
  audit: null,
  input: { query: ListApiKeysQuery },
  output: ApiKeyPage,
  errors: [],
  example: {
    input: { query: { status: "active" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, now }, { query }) {
    const page = await list(db, query, now);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getApiKey = operation({
  name: "getApiKey",
  summary: "One API key without its secret",
  http: { method: "GET", path: "/api-keys/{apiKeyId}" },
  policy: KEEPERS,
  limit: "admin",
  audit: null,
  input: { path: ApiKeyPath },
  output: ApiKey,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  async run({ db, now }, { path: { apiKeyId } }) {
    const key = await findApiKey(db, apiKeyId, now);
    if (!key) {
      throw new AppError("NOT_FOUND");
    }
    return { data: key, version: versionOf(key) };
  },
});

export const createApiKey = operation({
  name: "createApiKey",
  summary: "Make an API key for an external dashboard; its secret is told once",
  http: { method: "POST", path: "/api-keys", status: 201, message: "API key created" },
  policy: KEEPERS,
  limit: "admin",
  stepUp: { policy: "roleElevation" },
  audit: ["API_KEY_CREATED"],
  entityType: "apiKey",
  idempotent: true,
  input: { body: CreateApiKeyInput },
  output: ApiKeyCreated,
  errors: [],
  example: {
    input: { body: { name: example.name, role: example.role, expiresAt: "2099-12-31T00:00:00.000Z" } },
    output: { ...example, secret: "rk_b6Yq1oWf0dVb7m3sZkq3Jr5uXc9tLhE2aNpGv8RxMwA" },
  },
  async run(ctx, { body }) {
    const { key, secret } = await create(ctx, body);
    return {
      data: { ...key, secret },
      version: versionOf(key),
      audit: { action: "API_KEY_CREATED", entityType: "apiKey", entityId: key.apiKeyId, after: snapshotOf(key) },
    };
  },
});

export const revokeApiKey = operation({
  name: "revokeApiKey",
  summary: "Revoke an API key; it stops working at once and stays on the list",
  http: { method: "DELETE", path: "/api-keys/{apiKeyId}", message: "API key revoked" },
  policy: KEEPERS,
  limit: "admin",
  audit: ["API_KEY_REVOKED"],
  entityType: "apiKey",
  input: { path: ApiKeyPath, body: RevokeApiKeyInput },
  output: ApiKeyRevoked,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { reason: "The display was taken down" } },
    output: { ...path, revokedOn: "2026-11-20T10:00:00.000Z" },
  },
  async run(ctx, { path: { apiKeyId }, body }) {
    const { before, after } = await revoke(ctx, apiKeyId);
    return {
      data: { apiKeyId, revokedOn: after.revokedOn ?? ctx.now },
      version: versionOf(after),
      audit: {
        action: "API_KEY_REVOKED",
        entityType: "apiKey",
        entityId: apiKeyId,
        reason: body.reason,
        before: snapshotOf(before),
        after: snapshotOf(after),
      },
    };
  },
});
