import { AppError, invalid } from "../core/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import { authorize } from "../operation/authorize.ts";
import type { Context } from "../operation/operation.ts";
import { ACTS } from "./acts.ts";
import { BULK_ROWS_MAX, type BulkOperationName } from "./schema.ts";
import { type Claims, readSelection, signSelection } from "./token.ts";

const HOUR_MS = 3_600_000;

/**
 * Counts what a filter finds and signs it. Throws FORBIDDEN when the caller may not do the operation to a single row, VALIDATION on
 * a filter that its list does not take, and on none at all: nothing is ever done to everything.
 */
export async function selectRows(
  { db, actor, now }: Context,
  operation: BulkOperationName,
  filter: Readonly<Record<string, string>>,
) {
  const { rows, policy } = ACTS[operation];
  authorize(actor, policy);
  assertFilter(rows.filter, filter);
  const found = await rows.select(db, filter, actor.tenantScope, now);
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::integer AS count FROM (${found} LIMIT ${BULK_ROWS_MAX + 1}) found`;
  const counted = row?.count ?? 0;
  const count = Math.min(counted, BULK_ROWS_MAX);
  const expiresOn = new Date(now.getTime() + HOUR_MS);
  const claims = { operation, actorId: actor.id ?? "", filter, count, watermark: now, expiresOn };
  return {
    selectionToken: signSelection(claims),
    operation,
    count,
    exact: counted <= BULK_ROWS_MAX,
    watermark: now,
    expiresOn,
  };
}

function assertFilter(schema: (typeof ACTS)[BulkOperationName]["rows"]["filter"], filter: object): void {
  if (Object.keys(filter).length === 0) {
    throw invalid("filter", "Filter the list first: nothing is done to all there is");
  }
  const issues = schema.safeParse(filter).error?.issues ?? [];
  const named = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key): [string, string] => [`filter.${key}`, "Unknown filter"])
      : [[`filter.${issue.path.join(".")}`, issue.message] as [string, string]],
  );
  if (named.length > 0) {
    throw new AppError("VALIDATION", undefined, { fields: Object.fromEntries(named) });
  }
}

/** The rows that a start names: how many its starter was told of, and what selects their ids. */
export interface Chosen {
  readonly selected: number;
  readonly filter: Readonly<Record<string, string>> | null;
  /** Selects `id`. */
  readonly ids: Prisma.Sql;
}

/** Rows picked one by one. */
export function chosenByIds(ids: readonly string[]): Chosen {
  const unique = [...new Set(ids)];
  return { selected: unique.length, filter: null, ids: Prisma.sql`SELECT unnest(${unique}::uuid[]) AS id` };
}

/** Rows picked by a filter. Throws VALIDATION on a token that is no longer good, somebody else's, or for another operation. */
export async function chosenByToken(
  { db, actor, now }: Context,
  operation: BulkOperationName,
  token: string,
): Promise<Chosen> {
  const claims = readSelection(token);
  const problem = problemOf(claims, operation, actor.id, now);
  if (!claims || problem) {
    throw invalid("selectionToken", problem ?? "Is not a selection");
  }
  const { filter, count, watermark } = claims;
  return {
    selected: count,
    filter,
    ids: await ACTS[operation].rows.select(db, filter, actor.tenantScope, watermark),
  };
}

function problemOf(claims: Claims | null, operation: string, actorId: string | null, now: Date): string | null {
  if (!claims || claims.actorId !== actorId) {
    return "Is not a selection of yours";
  }
  if (claims.operation !== operation) {
    return `Was made for ${claims.operation}`;
  }
  return claims.expiresOn <= now ? "Has expired: select again" : null;
}
