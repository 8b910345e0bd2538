import { clock } from "../../core/clock.ts";
import type { Db } from "../../db/client.ts";
import { read } from "../../db/transaction.ts";
import { SYSTEM_ROLES } from "../../policy/roles.ts";
import { holds } from "../condition/evaluate.ts";
import { factsOf } from "../planning/plan.ts";
import { pinned } from "./begin.ts";
import type { PendingEffect } from "./effects.ts";
import type { ExecutionRow } from "./record.ts";

interface Standing {
  readonly id: string;
  readonly version: number;
  readonly isSuperAdmin: boolean;
}

/** Why effects must not be had after all, by entity, asked right before them: an entity may have changed since it was planned. */
export async function whyNot(run: ExecutionRow, effects: readonly PendingEffect[]): Promise<Map<string, string>> {
  const ids = effects.map(({ entityId }) => entityId);
  const standings = new Map((await read((db) => standingsOf(db, run, ids))).map((one) => [one.id, one]));
  const reasons = new Map<string, string>();
  const changed: string[] = [];
  for (const { entityId, entityVersion } of effects) {
    const standing = standings.get(entityId);
    if (!standing) {
      reasons.set(entityId, "It is gone");
    } else if (standing.isSuperAdmin) {
      reasons.set(entityId, "A SuperAdmin is never a target");
    } else if (standing.version !== entityVersion && run.approvedById !== null) {
      reasons.set(entityId, "It has changed since the approval was asked for");
    } else if (standing.version !== entityVersion) {
      changed.push(entityId);
    }
  }
  for (const entityId of await noLongerHit(run, changed)) {
    reasons.set(entityId, "The condition is no longer true");
  }
  return reasons;
}

/** Those of the entities of whom the condition is no longer true. */
async function noLongerHit(run: ExecutionRow, entityIds: readonly string[]): Promise<string[]> {
  if (entityIds.length === 0) {
    return [];
  }
  const now = clock.now();
  const rule = pinned(run, now);
  const rows = await read((db) => factsOf(db, rule, now, entityIds));
  const hit = new Set(rows.filter(({ facts }) => holds(rule.condition.tree, facts)).map(({ entityId }) => entityId));
  return entityIds.filter((entityId) => !hit.has(entityId));
}

const standingsOf = (db: Db, { entity }: ExecutionRow, entityIds: readonly string[]): Promise<Standing[]> =>
  entity === "user"
    ? db.$queryRaw<Standing[]>`
        SELECT id, version, role_id = ${SYSTEM_ROLES.SuperAdmin.id}::uuid AS "isSuperAdmin" FROM users
        WHERE id = ANY(${[...entityIds]}::uuid[])`
    : db.$queryRaw<Standing[]>`
        SELECT id, version, false AS "isSuperAdmin" FROM tenants
        WHERE id = ANY(${[...entityIds]}::uuid[]) AND deleted_on IS NULL`;
