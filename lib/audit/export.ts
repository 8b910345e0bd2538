import { sortOf } from "../core/page.ts";
import { Prisma } from "../db/generated/client.ts";
import { visibleUser } from "../db/scope.ts";
import type { ExportFormat } from "../export/schema.ts";
import { type Lines, type SqlColumn, sqlLines } from "../export/sql-lines.ts";
import type { TenantScope } from "../operation/operation.ts";
import { OPENED, OPENED_FIELDS, STORED_FIELDS } from "./opened.ts";
import { filters } from "./queries.ts";
import type { ExportAuditLogsQuery } from "./schema.ts";

const columnsWith = (
  { reason, ipAddress, before, after }: typeof OPENED_FIELDS,
  scope: TenantScope,
): readonly SqlColumn[] => [
  { name: "auditId", sql: Prisma.sql`audit_id`, isPlain: true },
  { name: "sequence", sql: Prisma.sql`sequence`, isPlain: true },
  {
    name: "occurredOn",
    sql: Prisma.sql`to_char(occurred_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    isPlain: true,
  },
  { name: "action", sql: Prisma.sql`action` },
  { name: "outcome", sql: Prisma.sql`outcome` },
  { name: "actorId", sql: visibleUser(Prisma.sql`actor_id`, scope), isPlain: true },
  { name: "actorRole", sql: Prisma.sql`actor_role` },
  { name: "entityType", sql: Prisma.sql`entity_type` },
  { name: "entityId", sql: Prisma.sql`entity_id` },
  { name: "tenantId", sql: Prisma.sql`tenant_id`, isPlain: true },
  { name: "reason", sql: reason },
  { name: "requestId", sql: Prisma.sql`request_id` },
  { name: "ipAddress", sql: ipAddress },
  { name: "before", sql: before },
  { name: "after", sql: after },
];

/** A record as it is kept, and as it is sealed: null where a commitment stands for the value. */
export const STORED_COLUMNS: readonly SqlColumn[] = [
  ...columnsWith(STORED_FIELDS, "global"),
  { name: "commitments", sql: Prisma.sql`commitments` },
];

/** As the list shows a record: within a scope of tenants nobody outside it is named. NDJSON also has what proves its values. */
const exported = (scope: TenantScope, format: ExportFormat): readonly SqlColumn[] => [
  ...columnsWith(OPENED_FIELDS, scope),
  ...(format === "csv"
    ? [{ name: "erased", sql: Prisma.sql`array_to_string(o.erased, ' ')` }]
    : [
        { name: "erased", sql: Prisma.sql`o.erased` },
        { name: "commitments", sql: Prisma.sql`commitments` },
        { name: "salts", sql: Prisma.sql`o.salts` },
      ]),
];

/** What an export holds of a record: what the decisions name, and what of it is erased. */
export const EXPORT_COLUMNS: readonly string[] = exported("global", "csv").map(({ name }) => name);

/**
 * The records that the query and the scope let through, as they stood when the export with this id was recorded: records never
 * change, and later ones have a higher number than the export's own.
 */
export function auditLines(
  query: ExportAuditLogsQuery,
  scope: TenantScope,
  exportId: string,
): AsyncGenerator<Lines, void> {
  const own = Prisma.sql`SELECT min(sequence) FROM audit_events WHERE entity_id = ${exportId}`;
  return sqlLines({
    format: query.format,
    columns: exported(scope, query.format),
    from: Prisma.sql`audit_events`,
    conditions: [Prisma.sql`sequence < (${own})`, ...filters(query, scope)],
    moment: Prisma.sql`occurred_on`,
    id: Prisma.sql`audit_id`,
    descending: sortOf(query.sort).descending,
    beside: OPENED,
  });
}
