import { forgetAccess } from "../auth/access.ts";
import { signal } from "../db/signals.ts";
import { countWaitingJobs } from "../jobs/index.ts";
import type { Context } from "../operation/operation.ts";
import { haltWebhooks, resumeWebhooks } from "../webhooks/index.ts";

/** What → how many, as the dry run reports it. */
export type Effects = Readonly<Record<string, number>>;

/** One consequence of a tenant's halt or return, in the transaction that causes it. */
type CascadeStep = (ctx: Context, tenantId: string) => Promise<Effects>;

/** What a suspension or deletion brings about, in this order (SRS §6.5). A new consequence is a new line. */
const ON_HALT: readonly CascadeStep[] = [revokeMemberSessions, countHeldJobs, disableWebhooks, tellEveryInstance];

/** What an activation brings about, in this order. */
const ON_RETURN: readonly CascadeStep[] = [countReleasedJobs, restoreWebhooks, tellEveryInstance];

/** Shuts the tenant's members out and holds its work. Returns how much was affected. */
export const haltTenant = (ctx: Context, tenantId: string): Promise<Effects> => inOrder(ON_HALT, ctx, tenantId);

/** Lets the tenant's members and work back in. Sessions stay revoked: everybody signs in again. */
export const returnTenant = (ctx: Context, tenantId: string): Promise<Effects> => inOrder(ON_RETURN, ctx, tenantId);

async function inOrder(steps: readonly CascadeStep[], ctx: Context, tenantId: string): Promise<Effects> {
  let effects: Effects = {};
  for (const step of steps) {
    effects = { ...effects, ...(await step(ctx, tenantId)) };
  }
  return effects;
}

/**
 * Ends the open sessions of all members, and with them their refresh and access tokens. A SuperAdmin is bound to no tenant and
 * stays. Sessions are locked in their order, so that two suspensions with members in common cannot wait for each other.
 */
async function revokeMemberSessions({ db, now }: Context, tenantId: string): Promise<Effects> {
  const at = now.toISOString();
  const [affected] = await db.$queryRaw<{ users: number; sessions: number; refreshTokens: number }[]>`
    WITH members AS (
      SELECT u.id FROM user_tenants m JOIN users u ON u.id = m.user_id JOIN roles r ON r.id = u.role_id
      WHERE m.tenant_id = ${tenantId}::uuid AND r.name <> 'SuperAdmin'
    ), open AS (
      SELECT s.id FROM sessions s WHERE s.user_id IN (SELECT id FROM members) AND s.revoked_on IS NULL AND s.expires_on > ${at}::timestamptz
      ORDER BY s.id FOR UPDATE
    ), revoked AS (
      UPDATE sessions s SET revoked_on = ${at}::timestamptz, revoke_reason = 'tenant-suspended' FROM open WHERE s.id = open.id RETURNING s.id
    )
    SELECT (SELECT count(*) FROM members)::integer AS users, (SELECT count(*) FROM revoked)::integer AS sessions,
      (SELECT count(*) FROM refresh_tokens t JOIN revoked ON revoked.id = t.session_id
        WHERE t.spent_on IS NULL AND t.expires_on > ${at}::timestamptz)::integer AS "refreshTokens"`;
  return { ...affected };
}

/** Nothing is written to the jobs: the queue hands out none of a halted tenant, and running ones stop at their next checkpoint. */
async function countHeldJobs({ db }: Context, tenantId: string): Promise<Effects> {
  return { jobsHeld: await countWaitingJobs(db, tenantId) };
}

async function countReleasedJobs({ db }: Context, tenantId: string): Promise<Effects> {
  return { jobsReleased: await countWaitingJobs(db, tenantId) };
}

async function disableWebhooks({ db, now }: Context, tenantId: string): Promise<Effects> {
  return { webhooks: await haltWebhooks(db, tenantId, now) };
}

async function restoreWebhooks({ db, now }: Context, tenantId: string): Promise<Effects> {
  return { webhooksRestored: await resumeWebhooks(db, tenantId, now) };
}

/** What instances remember of anybody's access is forgotten: here at once, elsewhere when the signal arrives. */
async function tellEveryInstance({ db, afterCommit }: Context): Promise<Effects> {
  await signal(db, { kind: "access" });
  afterCommit(forgetAccess);
  return {};
}
