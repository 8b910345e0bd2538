import { sortOf } from "../core/page.ts";
import { inBatches } from "../db/batches.ts";
import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import { type AuditRow, columns, filters } from "./queries.ts";
import type { ExportAuditLogsQuery } from "./schema.ts";

/** Few enough to hold many exports at once, enough to make little of each round trip. */
const BATCH = 1000;

/**
 * The records that the query and the scope let through, as they stood when the export with this id was recorded: records never
 * change, and later ones have a higher number than the export's own. Read along the index by the key of the last one, so that the
 * last batch costs as little as the first.
 */
export function auditBatches(
  query: ExportAuditLogsQuery,
  scope: TenantScope,
  exportId: string,
): AsyncGenerator<readonly AuditRow[], void> {
  const chosen = filters(query, scope);
  const isDescending = sortOf(query.sort).descending;
  const [direction, beyond] = isDescending ? [Prisma.sql`DESC`, Prisma.sql`<`] : [Prisma.sql`ASC`, Prisma.sql`>`];
  return inBatches<AuditRow>(BATCH, (last, size) => {
    const own = Prisma.sql`SELECT min(sequence) FROM audit_events WHERE entity_id = ${exportId}`;
    // The first condition says the same as the second, in terms that let whole partitions be passed over.
    const behind = last && [
      Prisma.sql`occurred_on ${beyond}= ${last.occurredOn}`,
      Prisma.sql`(occurred_on, audit_id) ${beyond} (${last.occurredOn}, ${last.auditId}::uuid)`,
    ];
    const where = Prisma.join([Prisma.sql`sequence < (${own})`, ...chosen, ...(behind ?? [])], " AND ");
    return Prisma.sql`SELECT ${columns(scope)} FROM audit_events WHERE ${where}
      ORDER BY occurred_on ${direction}, audit_id ${direction} LIMIT ${Prisma.raw(String(size))}`;
  });
}
