import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import { AppError } from "../core/errors.ts";
import { cappedTotal, containsPattern, sortOf, type Total, toPage } from "../core/page.ts";
import { COST_LABEL } from "../cost/counted.ts";
import type { Db } from "../db/client.ts";
import { cappedCount, countAll, exactCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Actor, TenantScope } from "../operation/operation.ts";
import { seesCost } from "./access.ts";
import { coefficientsOf } from "./coefficients.ts";
import type { Directory, DirectoryQuery, DirectorySort } from "./directory-schema.ts";
import type { Composed } from "./overview.ts";
import { loadSituation, readAt } from "./standings.ts";
import { atRiskFigure, costFigure, deliveryFigure, riskFigure, sentFigure } from "./tenant-figures.ts";
import { TENANT_COLUMNS, type TenantRow } from "./tenant-row.ts";
import { rolling } from "./windows.ts";

type Caller = Pick<Actor, "role" | "tenantScope">;

/** One page of the directory with its figures (decisions §7), of the tenant `only` where it is given. Throws FORBIDDEN for a sort by what the role does not read. */
export async function composeDirectory(
  db: Db,
  now: Date,
  query: DirectoryQuery,
  actor: Caller,
  only?: string,
): Promise<Composed<z.input<typeof Directory>>> {
  const isCostShown = seesCost(actor);
  if (!isCostShown && sortOf<DirectorySort>(query.sort).field === "monthly_cost") {
    throw new AppError("FORBIDDEN");
  }
  const [{ rows, total }, situation, values] = await Promise.all([
    readPage(db, query, actor.tenantScope, only),
    loadSituation(db, now),
    configuration(),
  ]);
  const coefficients = coefficientsOf(values);
  const newest = rows.reduce<Date | null>((at, { mailAt }) => (mailAt && (!at || mailAt > at) ? mailAt : at), null);
  const window = rolling("last_30d", 30, newest ?? now);
  const sheet = new FigureSheet({ endpoint: "tenants", subject: null, window, ...readAt(situation, now) });
  const items = rows.map((row, index) => {
    const place = { path: `items.${index}`, key: row.tenantId };
    return {
      tenant_id: row.tenantId,
      code: row.code,
      name: row.name,
      segment: row.segment,
      plan: row.plan,
      status: row.status,
      risk: riskFigure(sheet, row, coefficients, place),
      revenue_at_risk: atRiskFigure(sheet, row, coefficients, place),
      sent_30d: sentFigure(sheet, row, coefficients, place),
      delivery_rate: deliveryFigure(sheet, row, coefficients, place),
      monthly_cost: isCostShown ? costFigure(sheet, row, place) : null,
    };
  });
  const { page, pageSize, totalItems, totalPages, totalCapped } = toPage(items, query, total);
  const data = {
    items,
    page,
    page_size: pageSize,
    total_items: totalItems,
    total_pages: totalPages,
    ...(totalCapped && { total_capped: totalCapped }),
    cost_label: COST_LABEL,
  };
  return { data, sheet };
}

const SORT_COLUMNS: Readonly<Record<DirectorySort, readonly Prisma.Sql[]>> = {
  name: [Prisma.sql`t.name`, Prisma.sql`t.id`],
  risk: [Prisma.sql`f.risk_rank`, Prisma.sql`f.at_risk_cents`, Prisma.sql`f.tenant_id`],
  sent_30d: [Prisma.sql`f.sent`, Prisma.sql`f.tenant_id`],
  delivery_rate: [Prisma.sql`f.delivery_rate`, Prisma.sql`f.tenant_id`],
  monthly_cost: [Prisma.sql`f.monthly_cost_cents`, Prisma.sql`f.tenant_id`],
};

/** The page is cut on ids alone, so that a deep one reads little more than an index. */
async function readPage(
  db: Db,
  query: DirectoryQuery,
  scope: TenantScope,
  only: string | undefined,
): Promise<{ rows: TenantRow[]; total: Total }> {
  const ids = [...(scope === "global" ? [] : [[...scope]]), ...(only === undefined ? [] : [[only]])];
  const filters = filtersOf(query);
  const where = and([
    query.status === "deleted" ? Prisma.sql`t.deleted_on IS NOT NULL` : Prisma.sql`t.deleted_on IS NULL`,
    ...filters,
    ...ids.map((some) => Prisma.sql`t.id = ANY(${some}::uuid[])`),
  ]);
  const isExact = query.search === undefined && query.segment === undefined && query.status === undefined;
  const all = Prisma.sql`tenants t WHERE ${where}`;
  const exact = ids.length === 0 ? exactCount("tenants") : countAll(all);
  const { field, descending } = sortOf<DirectorySort>(query.sort);
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const order = Prisma.join(SORT_COLUMNS[field].map((column) => Prisma.sql`${column} ${direction}`));
  const live = and([Prisma.sql`f.is_live`, ...ids.map((some) => Prisma.sql`f.tenant_id = ANY(${some}::uuid[])`)]);
  let chosen = Prisma.sql`t.id FROM tenants t JOIN tenant_figures f ON f.tenant_id = t.id WHERE ${where}`;
  if (field === "name") {
    chosen = Prisma.sql`t.id FROM ${all}`;
  } else if (filters.length === 0 && query.status !== "deleted") {
    chosen = Prisma.sql`f.tenant_id AS id FROM tenant_figures f WHERE ${live}`;
  }
  const [rows, counted] = await Promise.all([
    db.$queryRaw<TenantRow[]>`
      SELECT ${TENANT_COLUMNS} FROM (
        SELECT ${chosen} ORDER BY ${order} LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}
      ) cut JOIN tenants t ON t.id = cut.id JOIN tenant_figures f ON f.tenant_id = cut.id ORDER BY ${order}`,
    db.$queryRaw<{ total: number }[]>`${isExact ? exact : cappedCount(all)}`,
  ]);
  const total = counted[0]?.total ?? 0;
  return { rows, total: isExact ? { totalItems: total } : cappedTotal(total) };
}

const and = (conditions: readonly Prisma.Sql[]): Prisma.Sql => Prisma.join([...conditions], " AND ");

/** What of the query only the tenants' own table knows. */
const filtersOf = ({ search, segment, status }: DirectoryQuery): Prisma.Sql[] => [
  ...(status === "active" || status === "suspended" ? [Prisma.sql`t.is_active = ${status === "active"}`] : []),
  ...(search ? [Prisma.sql`lower(t.name || E'\n' || t.code) LIKE ${containsPattern(search)}`] : []),
  ...(segment === undefined ? [] : [Prisma.sql`t.segment = ${segment}`]),
];
