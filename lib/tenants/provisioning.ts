import { setTimeout as pause } from "node:timers/promises";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import { systemCaller } from "../auth/system-caller.ts";
import { clock } from "../core/clock.ts";
import { AppError, conflictOn } from "../core/errors.ts";
import { Id } from "../core/schema.ts";
import type { Db } from "../db/client.ts";
import { presence } from "../db/signals.ts";
import { transaction } from "../db/transaction.ts";
import { env } from "../env.ts";
import { BATCH, enqueue, job, type MaintenanceTask } from "../jobs/index.ts";
import { log } from "../observability/log.ts";
import { failedEntity } from "../operation/denied.ts";
import { deprovisionDownstream, provisionDownstream } from "./downstream.ts";
import type { CreateTenantInput } from "./schema.ts";

/** Longer than a creation can take, and less than a claim of an Idempotency-Key holds: an intent older than this was left behind. */
const ORPHANED_AFTER_SEC = 55;
/** A creation of the same code is waited for so long: until it has failed or succeeded nobody knows whether the code is taken. */
const RIVAL_MS = 2000;
const RIVAL_PAUSE_MS = 100;
/** A creation that could not be given up at once is tried again for so long; then the sweep takes over. */
const ABANDON_MS = 30_000;
const ABANDON_PAUSE_MS = 250;

/** What the downstream has made and no tenant row stands for yet. */
export interface Provisioned {
  readonly tenantId: string;
}

/** Takes back what the downstream made for a creation that failed (SRS §6.1 "compensating cleanup"). */
export const compensateProvisioning = job({
  kind: "provisioning.compensate",
  payload: z.strictObject({ tenantId: Id }),
  halts: "never",
  run: ({ tenantId }, { signal }) => deprovisionDownstream(tenantId, signal),
});

/**
 * Makes the tenant downstream before its row exists (decisions §5); undefined without PROVISIONING_URL. An intent kept beside the
 * call lets a crash between the two be found. Throws CONFLICT on a taken code, without any call, and DOWNSTREAM.
 */
export async function provision(input: CreateTenantInput): Promise<Provisioned | undefined> {
  if (env().PROVISIONING_URL === undefined) {
    return undefined;
  }
  const tenantId = uuidv7();
  await declareIntent(tenantId, input.code);
  try {
    await provisionDownstream(tenantId, input);
  } catch (cause) {
    const failure = failedEntity(new AppError("DOWNSTREAM", undefined, { cause }), tenantId);
    await abandonProvisioning({ tenantId }, failure);
    throw failure;
  }
  return { tenantId };
}

/** Ties the tenant to its provisioning in the tenant's own commit. Throws DOWNSTREAM when the intent was given up meanwhile. */
export async function redeemIntent(tx: Db, { tenantId }: Provisioned): Promise<void> {
  if (!(await removeIntent(tx, tenantId))) {
    throw new AppError("DOWNSTREAM", undefined, { cause: new Error("the creation took so long that it was given up") });
  }
}

/**
 * Gives a provisioning up: the intent goes and the compensation is queued in one commit. Does nothing when the tenant was
 * committed after all. Never throws: what cannot be written now is tried again, and at last found by the sweep.
 */
export async function abandonProvisioning({ tenantId }: Provisioned, failure: unknown): Promise<void> {
  failedEntity(failure, tenantId);
  try {
    await abandon(tenantId);
  } catch (err) {
    log.error({ err, tenantId }, "provisioning could not be given up now; it is tried again");
    void keepAbandoning(tenantId);
  }
}

const abandon = (tenantId: string): Promise<void> =>
  transaction(async (tx) => {
    if (await removeIntent(tx, tenantId)) {
      await enqueue(tx, compensateProvisioning, { tenantId });
    }
  });

async function keepAbandoning(tenantId: string): Promise<void> {
  for (const end = performance.now() + ABANDON_MS; performance.now() < end; ) {
    await pause(ABANDON_PAUSE_MS, undefined, { ref: false });
    const isDone = await abandon(tenantId).then(
      () => true,
      () => false,
    );
    if (isDone) {
      return;
    }
  }
}

/** Gives up the provisionings of processes that died on the way, on the record. */
export const sweepProvisioning: MaintenanceTask = {
  name: "provisioning-intents",
  async batch(tx) {
    const orphans = await tx.$queryRaw<{ tenant_id: string; code: string; has_tenant: boolean }[]>`
      DELETE FROM provisioning_intents WHERE tenant_id = ANY(ARRAY(
        SELECT tenant_id FROM provisioning_intents WHERE created_on < now() - make_interval(secs => ${ORPHANED_AFTER_SEC})
        LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))
      RETURNING tenant_id, code, EXISTS (SELECT 1 FROM tenants t WHERE t.id = tenant_id) AS has_tenant`;
    for (const { tenant_id: tenantId, code } of orphans.filter(({ has_tenant }) => !has_tenant)) {
      await giveUpOrphan(tx, tenantId, code);
    }
    return orphans.length;
  },
};

/** Of a process that died on the way nobody else tells what became of its creation. */
async function giveUpOrphan(tx: Db, tenantId: string, code: string): Promise<void> {
  await enqueue(tx, compensateProvisioning, { tenantId });
  const audit = {
    action: "TENANT_CREATE_FAILED",
    entityType: "tenant",
    entityId: tenantId,
    outcome: "failure",
  } as const;
  await recordAudit(tx, systemCaller(), { ...audit, after: { code } }, clock.now());
}

/** Declares the intent, unless a tenant has the code or a creation of it goes on. Throws CONFLICT. */
async function declareIntent(tenantId: string, code: string): Promise<void> {
  for (const end = performance.now() + RIVAL_MS; ; ) {
    const found = await transaction((tx) => tryToDeclare(tx, tenantId, code));
    if (found === "declared") {
      return;
    }
    if (found === "taken" || performance.now() > end) {
      throw conflictOn("code", `Tenant code ${code} is taken`);
    }
    await pause(RIVAL_PAUSE_MS);
  }
}

/**
 * The tenants are asked after the intent stands: by then a creation that was quicker has committed or has no intent. An intent that was
 * left behind makes way at once, so that whoever repeats the request need not wait for the sweep. Whoever lives after all finds its
 * intent gone and cannot commit.
 */
async function tryToDeclare(tx: Db, tenantId: string, code: string): Promise<"declared" | "taken" | "rival"> {
  const isTaken = async () => (await tx.tenant.count({ where: { code } })) > 0;
  if (await isTaken()) {
    return "taken";
  }
  const dead = await tx.$queryRaw<{ tenant_id: string }[]>`
    DELETE FROM provisioning_intents WHERE code = ${code}
      AND (created_on < now() - make_interval(secs => ${ORPHANED_AFTER_SEC}) OR pg_try_advisory_xact_lock_shared(holder))
    RETURNING tenant_id`;
  for (const orphan of dead) {
    await giveUpOrphan(tx, orphan.tenant_id, code);
  }
  const declared = await tx.$executeRaw`
    INSERT INTO provisioning_intents (tenant_id, code, holder) VALUES (${tenantId}::uuid, ${code}, ${presence()}::bigint)
    ON CONFLICT (code) DO NOTHING`;
  if (declared === 0) {
    return "rival";
  }
  if (await isTaken()) {
    throw conflictOn("code", `Tenant code ${code} is taken`);
  }
  return "declared";
}

/** True for exactly one caller: whoever removes the intent decides what becomes of the provisioning. */
const removeIntent = async (tx: Db, tenantId: string): Promise<boolean> =>
  (await tx.$executeRaw`DELETE FROM provisioning_intents WHERE tenant_id = ${tenantId}::uuid`) === 1;
