import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, Reason, text } from "../core/schema.ts";

const STATUSES = ["active", "expired", "revoked"] as const;

export const ApiKeyPath = z.strictObject({ apiKeyId: Id.describe("The key") });

const Scope = z
  .union(
    [z.literal("global"), z.array(Id).min(1, "Names no tenant").max(1000)],
    "Must be global or a list of tenant ids",
  )
  .describe("`global`, or the only tenants that the key may know of");

export const CreateApiKeyInput = z.strictObject({
  name: text(1, 120).describe("What it is for"),
  role: text(1, 64).describe("Role that it acts with; never SuperAdmin"),
  tenantScope: Scope.optional().describe(
    "`global`, or the only tenants that it may know of; without it, as far as the role reaches. A role that is bound to tenants needs a list",
  ),
  expiresAt: z.iso
    .datetime({ offset: true, error: "Must be an ISO 8601 date-time" })
    .transform((at) => new Date(at))
    .optional()
    .describe("When it stops working by itself; never without it"),
});
export type CreateApiKeyInput = z.output<typeof CreateApiKeyInput>;

export const RevokeApiKeyInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});

export const ApiKey = z.object({
  apiKeyId: Id.describe("The key"),
  name: z.string().describe("What it is for"),
  role: z.string().describe("Role that it acts with"),
  tenantScope: Scope,
  status: z.enum(STATUSES).describe("Whether it works now"),
  createdOn: Instant.describe("When it was made"),
  createdById: Id.nullable().describe("Who made it"),
  expiresAt: Instant.nullable().describe("When it stops working by itself"),
  lastUsedAt: Instant.nullable().describe("When it was last used, to the second"),
  revokedOn: Instant.nullable().describe("When it was revoked"),
});
export type ApiKey = z.output<typeof ApiKey>;

export const ApiKeyCreated = ApiKey.extend({
  secret: z.string().describe("The key itself, for `Authorization: Bearer rk_…`; told only now"),
});
export const ApiKeyRevoked = z.object({
  apiKeyId: Id.describe("The key"),
  revokedOn: Instant.describe("When it stopped working"),
});
export const ApiKeyPage = pageOf(ApiKey);
export const ListApiKeysQuery = z.strictObject({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  sort: sortQuery(["name", "createdOn"], "-createdOn"),
  search: text(1, 120).optional().describe("Part of the name, in any case"),
  status: z.enum(STATUSES, "Must be active, expired or revoked").optional().describe("Only keys of this state"),
});
export type ListApiKeysQuery = z.output<typeof ListApiKeysQuery>;
