import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { signal } from "../db/signals.ts";
import type { Job } from "./job.ts";
import { nextOccurrence } from "./local-time.ts";

export interface EnqueueOptions {
  /** At most one job ever carries the key, until the finished one is pruned after 30 days. */
  readonly dedupeKey?: string;
  readonly tenantId?: string;
  readonly runAt?: Date;
  /** `HH:MM` on the tenant's clock; follows a change of its time zone. Needs `tenantId`. */
  readonly localTime?: string;
}

/** What of a job it takes to ask for it; whoever cannot know the work itself declares this much. */
export type JobAddress<P extends z.ZodType = z.ZodType> = Pick<Job<P>, "kind" | "payload" | "subject" | "concurrency">;

const NOBODY = { entityType: null, entityId: null, ruleId: null };

/**
 * Writes the job in the caller's transaction, so that it exists exactly when the effect that needs it does (SRS §13). Returns
 * its id; null when the dedupe key is taken. Throws a ZodError on a payload that is not the job's.
 */
export async function enqueue<P extends z.ZodType>(
  tx: Db,
  { kind, payload: schema, subject, concurrency }: JobAddress<P>,
  payload: z.input<P>,
  { dedupeKey, tenantId, runAt, localTime }: EnqueueOptions = {},
): Promise<string | null> {
  const now = clock.now();
  const id = uuidv7({ msecs: now.getTime() });
  const parsed = schema.parse(payload);
  const about = { ...NOBODY, ...subject?.(parsed) };
  const zone = Prisma.sql`(SELECT timezone FROM tenants WHERE id = ${tenantId ?? null}::uuid)`;
  const due =
    localTime === undefined
      ? Prisma.sql`coalesce(${runAt?.toISOString() ?? null}::timestamptz, now())`
      : nextOccurrence(Prisma.sql`${localTime}`, zone, runAt ?? now);
  const inserted = await tx.$executeRaw`
    INSERT INTO jobs (id, kind, payload, tenant_id, dedupe_key, run_at, local_time, concurrency_key, entity_type, entity_id, rule_id)
    VALUES (${id}::uuid, ${kind}, ${JSON.stringify(payload)}::jsonb, ${tenantId ?? null}::uuid, ${dedupeKey ?? null}, ${due},
      ${localTime ?? null}, ${concurrency?.key?.(parsed) ?? null}, ${about.entityType}, ${about.entityId}, ${about.ruleId}::uuid)
    ON CONFLICT (dedupe_key) DO NOTHING`;
  if (inserted === 0) {
    return null;
  }
  await signal(tx, { kind: "jobs" });
  return id;
}
