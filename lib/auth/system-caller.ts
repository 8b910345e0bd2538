import { v7 as uuidv7 } from "uuid";
import type { Caller } from "../operation/operation.ts";

/** The platform itself as a caller: command-line tools and jobs. Its audit rows name the role `system` and no person. */
export const systemCaller = (): Caller => ({
  actor: {
    id: null,
    isSystem: true,
    role: "system",
    permissions: new Set(["*"]),
    tenantScope: "global",
    sessionId: null,
  },
  request: { requestId: uuidv7(), ipAddress: null, clientAddress: "system", userAgent: null },
});
