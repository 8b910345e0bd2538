import { test } from "vitest";
import { log } from "./observability/log.ts";
import { SYSTEM_ROLE_NAMES } from "./policy/roles.ts";
import { as } from "./testing/client.ts";
log.level = "info";
test("x", async () => {
  const r = await Promise.allSettled(SYSTEM_ROLE_NAMES.map(async (role) => [role, await as(role)] as const));
  console.log(r.filter((x) => x.status === "rejected").length);
});
