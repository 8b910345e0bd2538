import { read } from "../db/transaction.ts";
import type { Actor } from "../operation/operation.ts";
import type { UserDetail } from "./schema.ts";
import { isGovernable } from "./target.ts";

/**
 * Whether the console may offer this actor a write of the user, by the rule that would refuse it. No answer of the API holds this for a
 * reader bound to tenants: it depends on tenants outside the scope.
 */
export const isWritable = async (
  actor: Actor,
  { userId, isWithinReach }: Pick<UserDetail, "userId" | "isWithinReach">,
): Promise<boolean> =>
  isWithinReach && (actor.tenantScope === "global" || (await read((db) => isGovernable(db, actor, userId))));
