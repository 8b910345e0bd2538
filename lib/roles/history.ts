import type { z } from "zod";
import { AppError } from "../core/errors.ts";
import { cappedTotal, type Page, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { cappedCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import { visibleUser } from "../db/scope.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { BareRole } from "./queries.ts";
import type { RoleHistoryQuery, RoleVersion } from "./schema.ts";
import { without } from "./service.ts";

/** What an audit row keeps of a role: with its version, so that the rows are its versions (SRS §8.3). */
export const snapshotOf = ({ name, description, permissions, isGlobal, version }: BareRole) => ({
  name,
  description,
  permissions,
  isGlobal,
  version,
});
type Snapshot = ReturnType<typeof snapshotOf>;

type Version = z.input<typeof RoleVersion>;
type Row = Pick<Version, "action" | "changedOn" | "changedBy" | "changedByRole" | "reason" | "auditId"> & {
  readonly before: Snapshot | null;
  readonly after: Snapshot | null;
};

/**
 * The versions of a role, newest first, each against the one before it. A deleted role still has its own. Throws NOT_FOUND for what
 * never was one.
 */
export async function roleHistory(
  db: Db,
  roleId: string,
  query: RoleHistoryQuery,
  scope: TenantScope,
): Promise<Page<Version>> {
  const events = Prisma.sql`audit_events e WHERE e.entity_id = ${roleId} AND e.entity_type = 'role' AND e.outcome = 'success'
    AND e.action IN ('ROLE_CREATED', 'ROLE_UPDATED', 'ROLE_DELETED')`;
  const [known, [counted], rows] = await Promise.all([
    db.role.findUnique({ where: { id: roleId }, select: { id: true } }),
    db.$queryRaw<{ total: number }[]>(cappedCount(events)),
    db.$queryRaw<Row[]>`
      SELECT e.action, e.occurred_on AS "changedOn", ${visibleUser(Prisma.sql`e.actor_id`, scope)} AS "changedBy", e.actor_role AS "changedByRole",
        e.reason, e.audit_id AS "auditId", e.before, e.after
      FROM ${events} ORDER BY e.occurred_on DESC, e.audit_id DESC
      LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`,
  ]);
  const total = counted?.total ?? 0;
  if (!known && total === 0) {
    throw new AppError("NOT_FOUND");
  }
  return toPage(rows.map(toVersion), query, cappedTotal(total));
}

const PLAIN = ["name", "description", "isGlobal"] as const;

function toVersion({ before, after, ...row }: Row): Version {
  const [had, has] = [before?.permissions ?? [], after?.permissions ?? []];
  return {
    ...row,
    version: after?.version ?? before?.version ?? 1,
    permissionsAdded: without(has, had),
    permissionsRemoved: without(had, has),
    changes: PLAIN.filter((field) => before?.[field] !== after?.[field]).map((field) => ({
      field,
      before: before?.[field] ?? null,
      after: after?.[field] ?? null,
    })),
  };
}
