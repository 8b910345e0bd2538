import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { ACTS, type Act } from "./acts.ts";
import type { BulkOperationName, BulkPreview } from "./schema.ts";

/** As many rows as can be rehearsed while somebody waits, without holding their locks for long. */
const REHEARSED_MAX = 200;
/** And no longer than this, on however slow a machine. */
const BUDGET_MS = 1500;
const SAMPLE_MAX = 10;

interface Asked {
  readonly operation: BulkOperationName;
  readonly bulkId: string;
  readonly reason: string;
  readonly total: number;
  readonly selected: number;
}

interface Tried {
  readonly entityId: string;
  readonly label: string | null;
  readonly effects: Readonly<Record<string, number>>;
  readonly refusal: AppError | null;
}

/**
 * Does the act to the rows, those that a guard may protect first, in the transaction of a dry run: what it shows is what the engine
 * does. Rows beyond the first are counted, not tried, and the answer says how many were.
 */
export async function previewBulk(ctx: Context, asked: Asked): Promise<BulkPreview> {
  const act = ACTS[asked.operation];
  const tried: Tried[] = [];
  const startedAt = performance.now();
  for (const { id, label } of await sampleOf(ctx, act, asked.bulkId)) {
    if (performance.now() - startedAt > BUDGET_MS) {
      break;
    }
    tried.push({ entityId: id, label, ...(await attempt(ctx, act, id, asked.reason)) });
  }
  const done = tried.filter(({ refusal }) => refusal === null);
  return {
    total: asked.total,
    selected: asked.selected,
    rehearsed: tried.length,
    effects: { rows: done.length, ...sum(done.map(({ effects }) => effects)) },
    refusals: refusalsOf(tried),
    sample: [...tried.filter(({ refusal }) => refusal !== null), ...done]
      .slice(0, SAMPLE_MAX)
      .map(({ entityId, label, refusal }) => ({
        entityId,
        label,
        outcome: refusal ? ("refused" as const) : ("done" as const),
        message: refusal?.message ?? null,
      })),
    auditActions: { [act.action]: done.length },
  };
}

const sampleOf = (
  { db, actor }: Context,
  { rows }: Act,
  bulkId: string,
): Promise<{ id: string; label: string | null }[]> =>
  db.$queryRaw<{ id: string; label: string | null }[]>`
    SELECT i.entity_id AS id, l.label FROM bulk_items i LEFT JOIN (${rows.labels(actor.tenantScope)}) l ON l.id = i.entity_id
    WHERE i.bulk_id = ${bulkId}::uuid
    ORDER BY (i.entity_id = ${actor.id}::uuid) DESC, (i.entity_id IN (${rows.guarded})) DESC, l.label IS NULL DESC, md5(i.entity_id::text)
    LIMIT ${REHEARSED_MAX}`;

/** A refusal must not undo what other rows have shown: each row has its own savepoint. */
async function attempt(
  { db, actor, request }: Context,
  act: Act,
  id: string,
  reason: string,
): Promise<Pick<Tried, "effects" | "refusal">> {
  await savepoint(db, Prisma.sql`SAVEPOINT bulk_row`);
  try {
    const effects = await act.rehearse(db, { actor, request }, id, reason);
    await savepoint(db, Prisma.sql`RELEASE SAVEPOINT bulk_row`);
    return { effects, refusal: null };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.status >= 500) {
      throw thrown;
    }
    await savepoint(db, Prisma.sql`ROLLBACK TO SAVEPOINT bulk_row`);
    return { effects: {}, refusal: thrown };
  }
}

const savepoint = (db: Db, command: Prisma.Sql): Promise<number> => db.$executeRaw(command);

function refusalsOf(tried: readonly Tried[]): BulkPreview["refusals"] {
  const refusals = tried.flatMap(({ refusal }) => (refusal ? [refusal] : []));
  const groups = Map.groupBy(refusals, ({ code, message }) => `${code} ${message}`);
  return [...groups.values()]
    .map((group) => ({ code: group[0]?.code ?? "", message: group[0]?.message ?? "", count: group.length }))
    .sort((a, b) => b.count - a.count);
}

function sum(effects: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [name, count] of effects.flatMap((each) => Object.entries(each))) {
    total[name] = (total[name] ?? 0) + count;
  }
  return total;
}
