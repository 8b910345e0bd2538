import { COUNT_CAP } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { Notification, NotificationQuery } from "./schema.ts";

const DAYS = { daily: 1, weekly: 7, monthly: 30 } as const;

/** What the caller may see: alerts of the tenants in scope; those that concern no tenant are for those who see every tenant. */
export const visible = (scope: TenantScope) => (scope === "global" ? {} : { tenantId: { in: [...scope] } });

interface Reader {
  readonly userId: string;
  readonly scope: TenantScope;
  readonly now: Date;
}

/** One page of the caller's feed, newest first, and how many match. */
export async function listNotifications(
  db: Db,
  query: NotificationQuery,
  { userId, scope, now }: Reader,
): Promise<{ items: Notification[]; total: number }> {
  const where = { AND: [visible(scope), ...filters(query, now), reviewedBy(query.status, userId)] };
  const [rows, total] = await Promise.all([
    db.alert.findMany({
      where,
      orderBy: [{ createdOn: "desc" }, { id: "desc" }],
      skip: (query.page - 1) * query.limit,
      take: query.limit,
      include: { reviews: { where: { userId } } },
    }),
    db.alert.count({ where, take: COUNT_CAP + 1 }),
  ]);
  return { items: await inWords(db, rows), total: Math.min(total, COUNT_CAP) };
}

/** One notification; none when it is unknown, or not the caller's to see. */
export async function findNotification(
  db: Db,
  id: string,
  { userId, scope }: Omit<Reader, "now">,
): Promise<Notification | undefined> {
  const row = await db.alert.findFirst({
    where: { AND: [{ id }, visible(scope)] },
    include: { reviews: { where: { userId } } },
  });
  return row === null ? undefined : (await inWords(db, [row]))[0];
}

type Row = Prisma.AlertGetPayload<{ include: { reviews: true } }>;

/** As the wire has them, with the names of their tenants. */
async function inWords(db: Db, rows: readonly Row[]): Promise<Notification[]> {
  const ids = [...new Set(rows.flatMap(({ tenantId }) => tenantId ?? []))];
  const tenants =
    ids.length === 0 ? [] : await db.tenant.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(tenants.map(({ id, name }) => [id, name]));
  return rows.map((row) => {
    const [review] = row.reviews;
    // The check constraints of the table keep its words to those of the schema.
    return {
      id: row.id,
      type: row.type,
      priority: row.priority,
      title: row.title,
      summary: row.summary,
      status: review ? "reviewed" : "pending_review",
      reviewed_at: review?.reviewedOn.toISOString() ?? null,
      notes: review?.notes ?? null,
      created_at: row.createdOn.toISOString(),
      tenant_id: row.tenantId,
      tenant_name: names.get(row.tenantId ?? "") ?? null,
      actions: row.actions,
      scope: row.scope,
      category: row.category,
      impact_range: row.impactRange,
      is_resolved: row.status === "resolved",
    } as Notification;
  });
}

function filters({ scope, priority, timeframe, tenant_id: tenantId }: NotificationQuery, now: Date): object[] {
  return [
    ...(scope === "alerts" ? [{ priority: { in: ["critical", "high"] } }] : scope ? [{ scope }] : []),
    ...(priority ? [{ priority: { in: priority } }] : []),
    ...(timeframe ? [{ createdOn: { gt: new Date(now.getTime() - DAYS[timeframe] * 86_400_000) } }] : []),
    ...(tenantId ? [{ tenantId }] : []),
  ];
}

const reviewedBy = (status: NotificationQuery["status"], userId: string): object =>
  status === undefined ? {} : { reviews: { [status === "reviewed" ? "some" : "none"]: { userId } } };
