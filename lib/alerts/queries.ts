import type { z } from "zod";
import { COUNT_CAP, cappedTotal, type Page, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { Alert, ListAlertsQuery } from "./schema.ts";

/** One page of the alerts in scope. Those that concern no tenant are for those who see every tenant. */
export async function listAlerts(
  db: Db,
  query: ListAlertsQuery,
  scope: TenantScope,
): Promise<Page<z.input<typeof Alert>>> {
  const { page, pageSize, sort, priority, status, tenantId } = query;
  const order = sort.startsWith("-") ? "desc" : "asc";
  const where = {
    ...(priority !== undefined && { priority }),
    ...(status !== undefined && { status }),
    AND: [tenantId === undefined ? {} : { tenantId }, scope === "global" ? {} : { tenantId: { in: [...scope] } }],
  };
  const [rows, matches] = await Promise.all([
    db.alert.findMany({
      where,
      omit: { dedupeKey: true },
      orderBy: [{ createdOn: order }, { id: order }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db.alert.count({ where, take: COUNT_CAP + 1 }),
  ]);
  const items = rows.map(({ id: alertId, ...row }) => ({ ...row, alertId }) as z.input<typeof Alert>);
  return toPage(items, query, cappedTotal(matches));
}
