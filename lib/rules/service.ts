import { v7 as uuidv7 } from "uuid";
import { AppError, conflictOn, invalid } from "../core/errors.ts";
import { conflict } from "../db/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { compiled } from "./compiled.ts";
import { findRuleForUpdate, findVersion, type RuleRow } from "./queries.ts";
import type { CreateRuleInput, RuleStatusInput, UpdateRuleInput } from "./schema.ts";

/** A rule before and after a write. */
export interface RuleChange {
  readonly before: RuleRow;
  readonly after: RuleRow;
}

type Content = Pick<RuleRow, "name" | "description" | "condition" | "action" | "mode" | "maxImpact">;

/**
 * Saves a rule that compiles. Throws VALIDATION on a condition that does not and on the scope of no living tenant, CONFLICT on a
 * taken name: the unique index decides (SRS §10.1).
 */
export async function createRule(ctx: Context, input: CreateRuleInput): Promise<RuleRow> {
  const { scope, isEnabled, maxImpact = null } = input;
  compiled(input.condition, input.action);
  const ruleId = uuidv7({ msecs: ctx.now.getTime() });
  const tenantId = await tenantOf(ctx, scope);
  await ctx.db.rule
    .create({
      data: { id: ruleId, name: input.name, scope, tenantId, isEnabled, createdOn: ctx.now, updatedOn: ctx.now },
      select: { id: true },
    })
    .catch(nameTaken(input.name));
  await insertVersion(ctx, ruleId, 1, { ...input, maxImpact });
  return read(ctx, ruleId);
}

/** Saves a new version (decisions §5). Throws NOT_FOUND, CONFLICT when archived or the name is taken, PRECONDITION_FAILED, VALIDATION. */
export async function updateRule(ctx: Context, ruleId: string, input: UpdateRuleInput): Promise<RuleChange> {
  const before = await lockRule(ctx, ruleId);
  if (input.scope !== undefined && input.scope !== before.scope) {
    throw invalid("scope", "The scope is immutable");
  }
  if (input.isEnabled !== undefined && input.isEnabled !== before.isEnabled) {
    throw invalid("isEnabled", "PATCH the status to enable or disable the rule");
  }
  const { name, condition, action } = input;
  const { description = before.description, mode = before.mode, maxImpact = before.maxImpact } = input;
  return saveVersion(ctx, before, { name, description, condition, action, mode, maxImpact });
}

/** Saves an earlier version's content as the newest one; history is never rewritten. Throws as `updateRule` does. */
export async function restoreVersion(ctx: Context, ruleId: string, version: number): Promise<RuleChange> {
  const before = await lockRule(ctx, ruleId);
  const earlier = await findVersion(ctx.db, ruleId, version);
  if (!earlier) {
    throw new AppError("NOT_FOUND");
  }
  if (version === before.version) {
    throw conflictOn("version", "This version is in force already");
  }
  return saveVersion(ctx, before, earlier, version);
}

async function saveVersion(
  ctx: Context,
  before: RuleRow,
  content: Content,
  restoredFrom?: number,
): Promise<RuleChange> {
  compiled(content.condition, content.action);
  const version = before.version + 1;
  await insertVersion(ctx, before.ruleId, version, content, restoredFrom);
  await write(ctx, before.ruleId, Prisma.sql`name = ${content.name}, version = ${version}`).catch(
    nameTaken(content.name),
  );
  return { before, after: await read(ctx, before.ruleId) };
}

/** Enables or disables the rule (SRS §10.3). Throws NOT_FOUND, CONFLICT when archived, PRECONDITION_FAILED. */
export async function setStatus(ctx: Context, ruleId: string, { isEnabled }: RuleStatusInput): Promise<RuleChange> {
  const before = await lockRule(ctx, ruleId);
  if (isEnabled) {
    compiled(before.condition, before.action);
  }
  await write(ctx, ruleId, Prisma.sql`is_enabled = ${isEnabled}`);
  return { before, after: await read(ctx, ruleId) };
}

/** Retires the rule: it keeps its versions and runs, and gives its name free. Throws NOT_FOUND, CONFLICT when archived already. */
export async function archiveRule(ctx: Context, ruleId: string): Promise<RuleChange> {
  const before = await lockRule(ctx, ruleId);
  await write(ctx, ruleId, Prisma.sql`is_enabled = false, archived_on = ${ctx.now}`);
  return { before, after: await read(ctx, ruleId) };
}

async function lockRule({ db, ifMatch }: Context, ruleId: string): Promise<RuleRow> {
  const rule = await findRuleForUpdate(db, ruleId);
  if (!rule) {
    throw new AppError("NOT_FOUND");
  }
  if (rule.archivedOn !== null) {
    throw conflictOn("archivedOn", "The rule is archived");
  }
  if (ifMatch !== null && !ifMatch.includes(rule.revision)) {
    throw new AppError("PRECONDITION_FAILED");
  }
  return rule;
}

/** The tenant that a scope names, kept from deletion until the commit. Throws VALIDATION when there is none to be governed. */
export async function tenantOf({ db }: Pick<Context, "db">, scope: string): Promise<string | null> {
  if (scope === "global") {
    return null;
  }
  const tenantId = scope.slice("tenant:".length);
  const [tenant] = await db.$queryRaw<object[]>`
    SELECT id FROM tenants WHERE id = ${tenantId}::uuid AND deleted_on IS NULL`;
  if (!tenant) {
    throw invalid("scope", "There is no such tenant");
  }
  return tenantId;
}

async function insertVersion(
  { db, actor, now }: Context,
  ruleId: string,
  version: number,
  { name, description, condition, action, mode, maxImpact }: Content,
  restoredFrom?: number,
): Promise<void> {
  const { entity } = compiled(condition, action);
  await db.ruleVersion.create({
    data: {
      ...{ ruleId, version, name, description, condition, action, entity, mode, maxImpact },
      ...{ restoredFrom: restoredFrom ?? null, createdById: actor.id, createdOn: now },
    },
    select: { version: true },
  });
}

const nameTaken = (name: string) => conflict("name", `A rule named ${name} exists in this scope`);

async function write({ db, now }: Context, ruleId: string, set: Prisma.Sql): Promise<void> {
  await db.$executeRaw`UPDATE rules SET ${set}, revision = revision + 1, updated_on = ${now} WHERE id = ${ruleId}::uuid`;
}

async function read({ db }: Context, ruleId: string): Promise<RuleRow> {
  const rule = await findRuleForUpdate(db, ruleId);
  if (!rule) {
    throw new Error("a rule was written and not found");
  }
  return rule;
}
