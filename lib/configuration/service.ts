import { AppError, conflictOn, invalid } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import type { Context } from "../operation/operation.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { forgetConfiguration } from "./current.ts";
import type { Configuration, Overrides } from "./definitions.ts";
import { forgetOverrides } from "./effective.ts";
import {
  configurationAt,
  newestConfiguration,
  newestOverrides,
  type SavedConfiguration,
  type SavedOverrides,
  saveConfiguration,
  saveOverrides,
} from "./versions.ts";

/** What was in force and what is from now on. */
export interface ConfigurationChange {
  readonly before: SavedConfiguration;
  readonly after: SavedConfiguration;
}

/** Saves what `next` makes of the values in force. Throws PRECONDITION_FAILED, and what `next` throws. */
export async function changeConfiguration(
  ctx: Context,
  reason: string | undefined,
  next: (values: Configuration) => Configuration,
): Promise<ConfigurationChange> {
  const before = await lockNewest(ctx);
  return save(ctx, before, next(before.values), { reason });
}

/** Brings the values of an earlier version back as a new one: history is never rewound. Throws VALIDATION, CONFLICT, PRECONDITION_FAILED. */
export async function rollBack(
  ctx: Context,
  version: number,
  reason: string | undefined,
): Promise<ConfigurationChange> {
  const before = await lockNewest(ctx);
  if (version === before.version) {
    throw conflictOn("version", `Version ${version} is in force already`);
  }
  const values = await configurationAt(ctx.db, version);
  if (values === null) {
    throw invalid("version", `There is no version ${version}`);
  }
  return save(ctx, before, values, { reason, restores: version });
}

async function save(
  { db, actor, afterCommit }: Context,
  before: SavedConfiguration,
  values: Configuration,
  { reason, restores }: { readonly reason?: string | undefined; readonly restores?: number },
): Promise<ConfigurationChange> {
  if (values["approvals.required"] && !before.values["approvals.required"]) {
    await assertTwoPeople(db);
  }
  const version = await saveConfiguration(db, values, { createdById: actor.id, reason, restores });
  afterCommit(forgetConfiguration);
  return { before, after: { version, values } };
}

/** Throws CONFLICT where nobody could approve anything: with one super admin, not even turning it off again. */
async function assertTwoPeople(tx: Db): Promise<void> {
  const found = await tx.user.findMany({
    where: { status: "active", roleId: SYSTEM_ROLES.SuperAdmin.id },
    take: 2,
    select: { id: true },
  });
  if (found.length < 2) {
    throw conflictOn("approvals.required", "Needs two active super admins: with one, nobody could approve anything");
  }
}

async function lockNewest(ctx: Context): Promise<SavedConfiguration> {
  await takeTurns(ctx.db, "configuration");
  const newest = await newestConfiguration(ctx.db);
  assertFresh(ctx, newest.version);
  return newest;
}

/** Writers come one after the other, so that each sees what it replaces; the key decides all the same. */
async function takeTurns(tx: Db, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`rookery.${name}`}, 0))`;
}

function assertFresh({ ifMatch }: Context, version: number): void {
  if (ifMatch !== null && !ifMatch.includes(version)) {
    throw new AppError("PRECONDITION_FAILED");
  }
}

/** A tenant's overrides before and after. */
export interface OverridesChange {
  readonly before: SavedOverrides;
  readonly after: SavedOverrides;
}

/** Replaces all of the tenant's overrides. Throws NOT_FOUND, CONFLICT for a deleted tenant, PRECONDITION_FAILED. */
export async function changeOverrides(
  ctx: Context,
  tenantId: string,
  overrides: Overrides,
  reason: string | undefined,
): Promise<OverridesChange> {
  const { db, actor, afterCommit } = ctx;
  await takeTurns(db, `overrides.${tenantId}`);
  if (await isDeleted(db, tenantId)) {
    throw conflictOn("tenantId", "The tenant is deleted");
  }
  const before = await newestOverrides(db, tenantId);
  assertFresh(ctx, before.version);
  const version = await saveOverrides(db, tenantId, overrides, { createdById: actor.id, reason });
  afterCommit(() => forgetOverrides(tenantId));
  return { before, after: { version, overrides } };
}

/** Throws NOT_FOUND for a tenant that never was one. */
export async function isDeleted(db: Db, tenantId: string): Promise<boolean> {
  const tenant = await db.tenant.findUnique({ where: { id: tenantId }, select: { deletedOn: true } });
  if (!tenant) {
    throw new AppError("NOT_FOUND");
  }
  return tenant.deletedOn !== null;
}
