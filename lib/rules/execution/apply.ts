import { recordAudit } from "../../audit/record.ts";
import { clock } from "../../core/clock.ts";
import { AppError } from "../../core/errors.ts";
import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { read } from "../../db/transaction.ts";
import { log } from "../../observability/log.ts";
import { SYSTEM_ROLES } from "../../policy/roles.ts";
import { holds } from "../condition/evaluate.ts";
import { factsOf } from "../planning/plan.ts";
import { ACTS } from "./acts.ts";
import { pinned } from "./begin.ts";
import { type ExecutionRow, ruleCaller } from "./record.ts";

/** An effect that is still to be had. */
export interface PendingEffect {
  readonly entityId: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly entityVersion: number | null;
}

/** The effect is settled already, or its run is over: nothing has happened. */
class SettledEffectError extends AppError {
  constructor() {
    super("CONFLICT", "This effect is settled already");
  }
}

/**
 * Does to one entity what the rule says, and in the same commit writes down that it was done. A refusal is the effect's outcome.
 * Returns false when it failed for a reason that may pass: the effect stays for the next try.
 */
export async function applyEffect(run: ExecutionRow, effect: PendingEffect): Promise<boolean> {
  const { entityId } = effect;
  const why = await whyNot(run, effect);
  if (why !== null) {
    await read((db) => settle(db, run, entityId, "skipped", why));
    return true;
  }
  const caller = ruleCaller(run);
  const alongside = async (tx: Db): Promise<void> => {
    if ((await settle(tx, run, entityId, "applied", null)) !== 1) {
      throw new SettledEffectError();
    }
    const { entity, ruleId, ruleVersion, executionId, action } = run;
    const after = { ruleId, ruleVersion, executionId, action, metrics: effect.metrics };
    const tenantId = entity === "tenant" ? entityId : run.tenantId;
    const draft = { action: "RULE_ACTION_APPLIED" as const, entityType: entity, entityId, tenantId, after };
    await recordAudit(tx, caller, draft, clock.now());
  };
  try {
    const { action, entity, ruleId, ruleName } = run;
    await ACTS[action]({ caller, entity, entityId, ruleId, ruleName, reason: reasonOf(run, effect), alongside });
    return true;
  } catch (thrown) {
    return concluded(run, entityId, thrown);
  }
}

async function concluded(run: ExecutionRow, entityId: string, thrown: unknown): Promise<boolean> {
  if (thrown instanceof SettledEffectError) {
    return true;
  }
  if (thrown instanceof AppError && thrown.status < 500) {
    await read((db) => settle(db, run, entityId, "failed", thrown.message));
    return true;
  }
  log.warn({ err: thrown, requestId: run.executionId, entityId }, "effect of a rule failed");
  await read((db) => db.$executeRaw`UPDATE rule_effects SET attempts = attempts + 1 WHERE ${keyOf(run, entityId)}`);
  return false;
}

interface Standing {
  readonly version: number;
  readonly isSuperAdmin: boolean;
}

/** Why the effect must not be had after all, asked right before it: the entity may have changed since it was planned. */
async function whyNot(run: ExecutionRow, { entityId, entityVersion }: PendingEffect): Promise<string | null> {
  const standing = await read((db) => standingOf(db, run, entityId));
  if (!standing) {
    return "It is gone";
  }
  if (standing.isSuperAdmin) {
    return "A SuperAdmin is never a target";
  }
  if (standing.version === entityVersion) {
    return null;
  }
  if (run.approvedById !== null) {
    return "It has changed since the approval was asked for";
  }
  const now = clock.now();
  const rule = pinned(run, now);
  const rows = await read((db) => factsOf(db, rule, now, [entityId]));
  return rows.some(({ facts }) => holds(rule.condition.tree, facts)) ? null : "The condition is no longer true";
}

async function standingOf(db: Db, { entity }: ExecutionRow, entityId: string): Promise<Standing | null> {
  const [row] =
    entity === "user"
      ? await db.$queryRaw<Standing[]>`
          SELECT version, role_id = ${SYSTEM_ROLES.SuperAdmin.id}::uuid AS "isSuperAdmin" FROM users WHERE id = ${entityId}::uuid`
      : await db.$queryRaw<Standing[]>`
          SELECT version, false AS "isSuperAdmin" FROM tenants WHERE id = ${entityId}::uuid AND deleted_on IS NULL`;
  return row ?? null;
}

const keyOf = ({ executionId }: ExecutionRow, entityId: string): Prisma.Sql =>
  Prisma.sql`execution_id = ${executionId}::uuid AND entity_id = ${entityId}::uuid AND status = 'pending'`;

/** Settles an effect that is pending; applies none of a run that is no longer under way. Returns 1 when it did. */
function settle(
  db: Db,
  run: ExecutionRow,
  entityId: string,
  status: "applied" | "skipped" | "failed",
  error: string | null,
): Promise<number> {
  return db.$executeRaw`
    UPDATE rule_effects SET status = ${status}, error = ${error?.slice(0, 500) ?? null}, attempts = attempts + 1,
      applied_on = ${status === "applied" ? clock.now() : null}
    WHERE ${keyOf(run, entityId)}
      AND EXISTS (SELECT 1 FROM rule_executions x WHERE x.id = ${run.executionId}::uuid AND x.status = 'running')`;
}

/** What the operation's own audit record says of why. */
function reasonOf({ ruleName, ruleVersion }: ExecutionRow, { metrics }: PendingEffect): string {
  const values = Object.entries(metrics).map(([name, value]) => `${name} = ${String(value)}`);
  return `Rule ${ruleName} v${ruleVersion}: ${values.join(", ") || "always"}`.slice(0, 500);
}
