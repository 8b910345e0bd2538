import { z } from "zod";
import { Reason } from "../core/schema.ts";
import { operation } from "../operation/operation.ts";
import { assertNamesNobody, eraseUser as erase, plainRecords } from "./erase.ts";
import { path } from "./examples.ts";
import { UserPath } from "./schema.ts";

/** Of the command `user:erase` alone: no family of the API has it,. */
export const eraseUser = operation({
  name: "eraseUser",
  summary: "Erase everything personal of a user",
  http: { method: "DELETE", path: "/users/{userId}/personal-data" },
  policy: { access: "roles", roles: ["SuperAdmin"], permission: "USERS_ASSIGN" },
  limit: "admin",
  audit: ["USER_ERASED"],
  entityType: "user",
  input: { path: UserPath, body: z.strictObject({ reason: Reason }) },
  output: z.record(z.string(), z.int()),
  errors: ["NOT_FOUND", "CONFLICT"],
  example: {
    input: { path, body: { reason: "Request of the person" } },
    output: { sessions: 1, auditValues: 12, plainAuditRecords: 0 },
  },
  async run(ctx, { path: { userId }, body: { reason } }) {
    const { before, erased } = await erase(ctx, userId);
    assertNamesNobody(reason, before);
    const counts = { ...erased, plainAuditRecords: await plainRecords(ctx.db, userId) };
    return {
      data: counts,
      cascade: counts,
      audit: { action: "USER_ERASED", entityType: "user", entityId: userId, reason, after: { erased: counts } },
    };
  },
});
