import { z } from "zod";
import { pageOf, pageQuery } from "../core/page.ts";
import { Id, text } from "../core/schema.ts";

const GROUNDS = ["state", "role", "permission", "scope"] as const;

export const ExplainInput = z.strictObject({
  userId: Id.describe("Whose access"),
  operation: text(1, 64).describe("Name of an operation, as GET /access/operations lists them"),
  tenantId: Id.optional().describe("The tenant that it would be about"),
});
export type ExplainInput = z.output<typeof ExplainInput>;

export const UserAccessPath = z.strictObject({ userId: Id });
export const UserAccessQuery = ExplainInput.omit({ userId: true });

const CheckResult = z.object({
  ground: z.enum(GROUNDS).describe("What was looked at"),
  passed: z.boolean().describe("Whether it lets the user through"),
  explanation: z.string().describe("What it says, in a sentence"),
});

/** Why an operation is open to a user, or is not. */
export const Explanation = z.object({
  userId: Id.describe("Whose access"),
  operation: z.string().describe("The operation"),
  tenantId: Id.nullable().describe("The tenant that it would be about"),
  allowed: z
    .boolean()
    .describe("Whether the call would be let in; the operation may still refuse what it is asked to do"),
  decidedBy: z
    .enum(GROUNDS)
    .describe("What decided: the account's standing, its role, its permissions, or its tenants"),
  explanation: z.string().describe("The deciding check, in a sentence"),
  role: z.string().describe("The user's role"),
  permission: z.string().nullable().describe("The permission that the operation asks for; null where it asks for none"),
  status: z.string().describe("Standing of the account"),
  method: z.string().describe("HTTP method of the endpoint that was looked at"),
  path: z.string().describe("Its path"),
  checks: z.array(CheckResult).describe("Everything that was looked at, in the order of a real call"),
});
export type Explanation = z.output<typeof Explanation>;

export const ListOperationsQuery = z.strictObject({
  ...pageQuery,
  search: text(1, 64).optional().describe("Part of the name or the summary, in any case"),
});
export type ListOperationsQuery = z.output<typeof ListOperationsQuery>;

export const OperationItem = z.object({
  operation: z.string().describe("Its name"),
  summary: z.string().describe("What it does"),
  method: z.string().describe("HTTP method"),
  paths: z.array(z.string()).describe("Where it is published"),
  permission: z.string().nullable().describe("The permission that it asks for"),
  roles: z
    .array(z.string())
    .describe("System roles that may call it with that permission; none where no role is asked for"),
  isOpenToCustomRoles: z.boolean().describe("Whether a custom role with that permission may call it"),
});
export type OperationItem = z.output<typeof OperationItem>;
export const OperationPage = pageOf(OperationItem);

export const ListPermissionsQuery = z.strictObject({ ...pageQuery });

export const PermissionItem = z.object({
  name: z.string().describe("The permission"),
  description: z.string().describe("What it allows"),
  area: z.string().describe("What it belongs to"),
  operations: z.array(z.string()).describe("Operations that ask for it and are open to custom roles"),
});
export type PermissionItem = z.output<typeof PermissionItem>;
export const PermissionPage = pageOf(PermissionItem);
