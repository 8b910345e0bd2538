import type { Db } from "../../db/client.ts";
import { PLANNED_ANEW } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { figuresOf } from "../planning/columns.ts";
import type { Deliveries } from "../planning/deliveries.ts";
import { driversOf, looseDemandOn, type Used, usedClasses } from "../planning/driver.ts";
import type { PlannedRule } from "../planning/plan.ts";
import { scopeIds } from "../planning/population.ts";
import type { Grid } from "./replay.ts";

/**
 * The entities of which the condition can have been true in the span, by id; at most `limit` and one. Without events that it cannot
 * do without, an entity never was: those are left out. Counting is loose, over the whole span: who is left is replayed exactly.
 */
export async function candidates(
  db: Db,
  rule: PlannedRule,
  grid: Grid,
  deliveries: Deliveries,
  limit: number,
): Promise<string[]> {
  const { condition, tenantId } = rule;
  const figures = figuresOf(condition, new Date(grid.fromMs));
  const used = usedClasses(condition, figures, { deliveries, isPast: true });
  const drivers = driversOf(condition, used);
  const asOf = new Date(grid.toMs);
  const only = scopeIds({ condition, tenantId, moment: { asOf, isPast: true } });
  const idsOf = (one: Used) => {
    const source = one.events.source(one.figures, { asOf, only, deliveries });
    const isSum = one.events.metrics.includes("sent");
    const demand = isSum || drivers?.length !== 1 ? Prisma.empty : looseDemandOn(condition, one);
    return Prisma.sql`SELECT ${source.id} AS id FROM ${source.rows} GROUP BY 1 ${demand}`;
  };
  const ids = drivers ? Prisma.join(drivers.map(idsOf), " UNION ") : everybody(condition.entity, only);
  const rows = await db.$queryRaw<{ id: string }[]>`
    ${PLANNED_ANEW} SELECT c.id FROM (${ids}) c ORDER BY c.id LIMIT ${limit + 1}`;
  return rows.map(({ id }) => id);
}

function everybody(entity: "user" | "tenant", only: Prisma.Sql | null): Prisma.Sql {
  const table = entity === "user" ? Prisma.sql`users` : Prisma.sql`tenants`;
  return only === null
    ? Prisma.sql`SELECT id FROM ${table}`
    : Prisma.sql`SELECT id FROM ${table} WHERE id = ANY(ARRAY(${only}))`;
}
