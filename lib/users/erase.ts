import { accessChangedOf, forgetAccess } from "../auth/access.ts";
import { conflictOn } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { announce, shutOut, writeUser } from "./change.ts";
import { assertNotLastSuperAdmin, lockTarget, type Target } from "./target.ts";

/** The account afterwards; addresses below `.invalid` reach nobody (RFC 2606). */
const NAME = "Erased user";
const emailOf = (userId: string): string => `erased-${userId}@erased.invalid`;

/** What goes, in this order: the user's own rows by kind. `id` is the user's. */
const OWN: Readonly<Record<string, (id: string) => Prisma.Sql>> = {
  sessions: (id) => Prisma.sql`sessions WHERE user_id = ${id}::uuid`,
  oneTimeTokens: (id) => Prisma.sql`one_time_tokens WHERE user_id = ${id}::uuid`,
  secondFactors: (id) => Prisma.sql`user_totp WHERE user_id = ${id}::uuid`,
  identities: (id) => Prisma.sql`user_identities WHERE user_id = ${id}::uuid`,
  formerPasswords: (id) => Prisma.sql`password_history WHERE user_id = ${id}::uuid`,
  signIns: (id) => Prisma.sql`login_events WHERE user_id = ${id}::uuid`,
  savedViews: (id) => Prisma.sql`saved_views WHERE owner_id = ${id}::uuid`,
  defaultViews: (id) => Prisma.sql`saved_view_defaults WHERE user_id = ${id}::uuid`,
  rememberedAnswers: (id) => Prisma.sql`idempotency_keys WHERE subject_id = ${id}`,
  memberships: (id) => Prisma.sql`user_tenants WHERE user_id = ${id}::uuid`,
};

/** What an erasure removed: what → how many. */
export type Erased = Readonly<Record<string, number>>;

/**
 * Removes everything personal of the user and leaves a row for what refers to it: suspended for good, without password, tenants and a
 * name of its own. Throws NOT_FOUND, CONFLICT on the last active SuperAdmin and on who is erased already.
 */
export async function eraseUser(ctx: Context, userId: string): Promise<{ before: Target; erased: Erased }> {
  const { db, now } = ctx;
  const before = await lockTarget(ctx, userId);
  await assertNotLastSuperAdmin(db, before, "userId");
  await shutOut(ctx, userId, "user-erased");
  const erased: Record<string, number> = {};
  for (const [kind, rows] of Object.entries(OWN)) {
    erased[kind] = await db.$executeRaw(Prisma.sql`DELETE FROM ${rows(userId)}`);
  }
  erased["apiKeys"] = await revokeKeys(ctx, userId);
  await db.$executeRaw`UPDATE bulk_operations SET ip_address = NULL WHERE started_by_id = ${userId}::uuid`;
  // A role is needed and none is left: of those that everybody has, the one with the fewest rights, which a suspended account cannot use.
  const written = await writeUser(ctx, userId, {
    set: Prisma.sql`email = ${emailOf(userId)}, name = ${NAME}, role_id = ${SYSTEM_ROLES.Support.id}::uuid, status = 'suspended',
      password_hash = NULL, password_changed_on = NULL, mfa_enabled = false, last_login_on = NULL,
      lock_reason = NULL, locked_by_id = NULL, locked_on = NULL, erased_on = ${now}`,
    outdatesTokens: true,
  });
  await forgetPlaces(db, userId);
  erased["texts"] = await redact(db, before);
  const [values] = await db.$queryRaw<{ gone: number }[]>`SELECT erase_audit_values(${userId}::uuid) AS gone`;
  erased["auditValues"] = values?.gone ?? 0;
  const after: Target = { ...before, ...written, status: "suspended", role: "Support", tenantIds: [], isErased: true };
  await announce(ctx, "user.suspended", before, after);
  return { before, erased };
}

/** Keys that the person made stop working, on every instance at commit. */
async function revokeKeys({ db, now, afterCommit }: Context, userId: string): Promise<number> {
  const keys = await db.$queryRaw<{ id: string }[]>`
    UPDATE api_keys SET revoked_on = ${now} WHERE created_by_id = ${userId}::uuid AND revoked_on IS NULL RETURNING id`;
  const ids = keys.map(({ id }) => id);
  await accessChangedOf(db, ids);
  afterCommit(() => {
    for (const id of ids) {
      forgetAccess(id);
    }
  });
  return ids.length;
}

/** The places in the sorted list are kept by address and name: those of the person go, and the ranks are counted anew. */
async function forgetPlaces(db: Db, userId: string): Promise<void> {
  await db.$executeRaw`DELETE FROM user_ranks WHERE user_id = ${userId}::uuid AND sort IN ('email', 'name')`;
  await db.$executeRaw`DELETE FROM user_rank_changes WHERE user_id = ${userId}::uuid AND sort IN ('email', 'name')`;
  await db.$executeRaw`
    INSERT INTO user_rank_changes (sort, user_id, change)
    SELECT sort, '00000000-0000-0000-0000-000000000000', 0 FROM unnest(ARRAY['email', 'name']) sort`;
}

/** Takes address and name out of what others wrote. A name of one word stays: it would be found in words that mean something else. */
async function redact(db: Db, { userId, email, name }: Target): Promise<number> {
  const names = /\S\s+\S/.test(name.trim()) ? [name.trim(), JSON.stringify(name.trim()).slice(1, -1)] : [];
  const whole = [email, ...new Set(names)].map((text) => `(?<![[:alnum:]])${escaped(text)}(?![[:alnum:]])`);
  const [row] = await db.$queryRaw<{ changed: number }[]>`
    SELECT redact_erased(${userId}::uuid, ${whole.join("|")}) AS changed`;
  return row?.changed ?? 0;
}

/** A text that a regular expression of PostgreSQL takes as it stands. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Throws CONFLICT when the reason, which stays on record, names the person. */
export function assertNamesNobody(reason: string, { email, name }: Pick<Target, "email" | "name">): void {
  const said = reason.toLowerCase();
  if ([email, name.trim()].some((text) => said.includes(text.toLowerCase()))) {
    throw conflictOn("reason", "Names the person, and stays on record: word it without");
  }
}

/** Records from before personal values stood beside the log that hold some of the user's in themselves; they go with their month. */
export async function plainRecords(db: Db, userId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ plain: number }[]>`
    SELECT ((SELECT count(*) FROM audit_events WHERE actor_id = ${userId}::uuid AND ip_address IS NOT NULL)
      + (SELECT count(*) FROM audit_events WHERE entity_id = ${userId} AND actor_id IS DISTINCT FROM ${userId}::uuid
        AND (before ->> 'email' IS NOT NULL OR after ->> 'email' IS NOT NULL OR (reason IS NOT NULL AND action <> 'USER_ERASED')))
      )::integer AS plain`;
  return row?.plain ?? 0;
}
