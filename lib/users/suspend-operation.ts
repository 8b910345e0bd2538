import { operation } from "../operation/operation.ts";
import { auditsOf, changeOf } from "./audit.ts";
import { shown } from "./detail.ts";
import { exampleDetail, path } from "./examples.ts";
import { UserDetail, UserLogoutInput, UserPath } from "./schema.ts";
import { suspend, suspendAll } from "./standing.ts";

const reason = "Repeated failed sign-ins";

export const suspendUser = operation({
  name: "suspendUser",
  summary: "Suspend a user until somebody unlocks them: what a rule does, by hand",
  http: { method: "POST", path: "/users/{userId}/suspend", message: "User suspended" },
  policy: { access: "roles", roles: ["SuperAdmin"], permission: "USERS_LOCK" },
  limit: "admin",
  audit: ["USER_SUSPENDED"],
  entityType: "user",
  idempotent: true,
  input: { path: UserPath, body: UserLogoutInput },
  output: UserDetail,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { reason } },
    output: {
      ...exampleDetail,
      status: "suspended",
      lock: { reason, by: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c009", on: "2026-11-20T09:30:00.000Z" },
    },
  },
  async runMany(ctx, inputs) {
    const doings = inputs.map(({ path: { userId }, body }) => ({ userId, reason: body.reason }));
    return auditsOf("USER_SUSPENDED", doings, await suspendAll(ctx, doings));
  },
  async run(ctx, { path: { userId }, body }) {
    const change = await suspend(ctx, userId, body.reason);
    return {
      data: async () => (await shown(ctx, userId)).data,
      version: change.after.version,
      cascade: { ...change.ended },
      audit: changeOf("USER_SUSPENDED", change, body.reason),
    };
  },
});
