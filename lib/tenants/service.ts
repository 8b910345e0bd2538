import { v7 as uuidv7 } from "uuid";
import { AppError, conflictOn, invalid } from "../core/errors.ts";
import { conflict } from "../db/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import { rescheduleTenantJobs } from "../jobs/index.ts";
import type { Context } from "../operation/operation.ts";
import { publishEvent } from "../webhooks/index.ts";
import type { TenantChange } from "./audit.ts";
import { type Effects, haltTenant, returnTenant } from "./cascade.ts";
import { type Provisioned, redeemIntent } from "./provisioning.ts";
import { COLUMNS, findTenantForUpdate, type TenantRow } from "./queries.ts";
import type { CreateTenantInput, TenantStatusInput, UpdateTenantInput } from "./schema.ts";

/** Inserts the tenant. Throws CONFLICT on a taken code: the unique index decides, not a read before it (SRS §6.1). */
export async function createTenant(
  { db, now }: Context,
  input: CreateTenantInput,
  provisioned: Provisioned | undefined,
): Promise<TenantRow> {
  const tenantId = provisioned?.tenantId ?? uuidv7({ msecs: now.getTime() });
  const { code, name, timezone, currency, isActive, segment = null, plan = null } = input;
  const at = now.toISOString();
  const [row] = await db.$queryRaw<TenantRow[]>`
    INSERT INTO tenants AS t (id, code, name, timezone, currency, segment, plan, is_active, created_on, updated_on)
    VALUES (${tenantId}::uuid, ${code}, ${name}, ${timezone}, ${currency}, ${segment}, ${plan}, ${isActive},
      ${at}::timestamptz, ${at}::timestamptz)
    RETURNING ${COLUMNS}`.catch(conflict("code", `Tenant code ${code} is taken`));
  if (provisioned) {
    await redeemIntent(db, provisioned);
  }
  return only(row);
}

/** Changes what PUT may change (SRS §6.4). Throws NOT_FOUND, CONFLICT when deleted, PRECONDITION_FAILED, VALIDATION on another code. */
export async function updateTenant(
  ctx: Context,
  tenantId: string,
  input: UpdateTenantInput,
): Promise<TenantChange & { readonly rescheduledJobs: number }> {
  const before = await lockTenant(ctx, tenantId);
  if (input.code !== undefined && input.code !== before.code) {
    throw invalid("code", "The code is immutable");
  }
  const { name, timezone, currency, segment = before.segment, plan = before.plan } = input;
  const after = await write(
    ctx,
    tenantId,
    Prisma.sql`name = ${name}, timezone = ${timezone}, currency = ${currency}, segment = ${segment}, plan = ${plan}`,
  );
  await announce(ctx, "tenant.updated", after);
  const isMoved = timezone !== before.timezone;
  const rescheduledJobs = isMoved ? await rescheduleTenantJobs(ctx.db, tenantId, timezone, ctx.now) : 0;
  return { before, after, rescheduledJobs };
}

/**
 * Suspends or activates with all consequences in one commit (SRS §6.5); repeating a state refreshes its reason. Throws NOT_FOUND,
 * CONFLICT when deleted, PRECONDITION_FAILED.
 */
export async function setTenantStatus(
  ctx: Context,
  tenantId: string,
  { isActive, reason }: TenantStatusInput,
): Promise<TenantChange & { readonly effects: Effects }> {
  const before = await lockTenant(ctx, tenantId);
  const statusReason = isActive ? null : reason;
  const after = await write(ctx, tenantId, Prisma.sql`is_active = ${isActive}, status_reason = ${statusReason}`);
  if (isActive) {
    const effects = await returnTenant(ctx, tenantId);
    if (!before.isActive) {
      await announce(ctx, "tenant.activated", after);
    }
    return { before, after, effects };
  }
  // Said before the webhooks are disabled: it is the last that they hear.
  await announce(ctx, "tenant.suspended", after);
  return { before, after, effects: await haltTenant(ctx, tenantId) };
}

/** Retires the tenant for good: its row and code stay (SRS §6.6). Throws NOT_FOUND, CONFLICT when deleted already, PRECONDITION_FAILED. */
export async function deleteTenant(
  ctx: Context,
  tenantId: string,
  reason: string | undefined,
): Promise<TenantChange & { readonly effects: Effects }> {
  const before = await lockTenant(ctx, tenantId);
  const statusReason = reason ?? before.statusReason;
  const after = await write(
    ctx,
    tenantId,
    Prisma.sql`is_active = false, status_reason = ${statusReason}, deleted_on = ${ctx.now.toISOString()}::timestamptz`,
  );
  await announce(ctx, "tenant.deleted", after);
  return { before, after, effects: await haltTenant(ctx, tenantId) };
}

/** Tells the tenant's own webhooks. Why it was suspended, and how it is segmented, is not for them. */
async function announce(
  { db, now: occurredOn }: Context,
  type: "tenant.updated" | "tenant.suspended" | "tenant.activated" | "tenant.deleted",
  { tenantId, code, name, timezone, currency, plan, status }: TenantRow,
): Promise<void> {
  const data = { code, name, timezone, currency, plan, status };
  await publishEvent(db, { type, tenantIds: [tenantId], occurredOn, data });
}

async function lockTenant({ db, ifMatch }: Context, tenantId: string): Promise<TenantRow> {
  const tenant = await findTenantForUpdate(db, tenantId);
  if (!tenant) {
    throw new AppError("NOT_FOUND");
  }
  if (tenant.status === "deleted") {
    throw conflictOn("status", "The tenant is deleted");
  }
  if (ifMatch !== null && !ifMatch.includes(tenant.version)) {
    throw new AppError("PRECONDITION_FAILED");
  }
  return tenant;
}

async function write({ db, now }: Context, tenantId: string, set: Prisma.Sql): Promise<TenantRow> {
  const [row] = await db.$queryRaw<TenantRow[]>`
    UPDATE tenants t SET ${set}, version = t.version + 1, updated_on = ${now.toISOString()}::timestamptz
    WHERE t.id = ${tenantId}::uuid RETURNING ${COLUMNS}`;
  return only(row);
}

function only(row: TenantRow | undefined): TenantRow {
  if (!row) {
    throw new Error("a tenant was written and not returned");
  }
  return row;
}
