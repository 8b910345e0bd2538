import { Prisma } from "../../db/generated/client.ts";
import type { Fact } from "../catalogue.ts";
import type { Condition } from "../condition/compile.ts";
import { toSql } from "../condition/sql.ts";
import { columnOf, earliestOf, type Figure, figuresOf } from "./columns.ts";
import type { Deliveries } from "./deliveries.ts";
import { demandOn, driversOf, looseDemandOn, type Used, usedClasses } from "./driver.ts";
import type { Source } from "./event-classes.ts";
import { entitiesOf, isLean, type Population, scopeIds, usersOfFigures } from "./population.ts";
import { pastStates, readsTenants, variableAt } from "./variables.ts";

/** Whom to look at, and what for. */
export interface Search extends Population {
  readonly deliveries: Deliveries;
  /** Only these entities, whatever the condition says of them: for the evaluation of a few in memory. */
  readonly only: readonly string[] | null;
}

interface Step {
  readonly ctes: readonly Prisma.Sql[];
  readonly isWhole: boolean;
}

/**
 * The entities for which the condition is true, in one statement whatever their number. Each class of events is counted once;
 * the search begins with the rarest class that the condition cannot do without, and looks only at entities that it leaves. Returns
 * common table expressions ending in `hits` (id, one column a fact).
 */
export function hitsOf(search: Search): Prisma.Sql {
  const { condition, moment, only } = search;
  const figures = figuresOf(condition, moment.asOf);
  const used = usedClasses(condition, figures, { deliveries: search.deliveries, isPast: moment.isPast });
  const scope = scopeIds(only === null ? search : { ...search, within: only });
  const drivers = only === null ? driversOf(condition, used) : null;
  const step = narrow(search, used, drivers, scope);
  const column = (fact: Fact) => value(fact, condition, used, search);
  const wanted = only === null ? Prisma.sql`AND ${toSql(condition.tree, column)}` : Prisma.empty;
  const isOfFigures = !step.isWhole && isLean(search);
  const id = isOfFigures ? Prisma.sql`f.id` : keyOf(condition);
  const from = isOfFigures
    ? usersOfFigures()
    : entitiesOf(search, step.isWhole ? scope : null, (of) => joinFigures(used, of, step.isWhole));
  const isMany = condition.entity === "user" && readsTenants(condition) && only === null;
  const columns = condition.facts.map((fact) => Prisma.sql`, ${column(fact)} AS ${columnOf(condition, fact)}`);
  const hits = Prisma.sql`hits AS MATERIALIZED (
    SELECT ${isMany ? Prisma.sql`DISTINCT ON (${id})` : Prisma.empty} ${id} AS id ${lines(columns)}
    FROM ${from} ${wanted} ${isMany ? Prisma.sql`ORDER BY ${id}, t.id` : Prisma.empty})`;
  const ctes = [...pastStates(moment), ...step.ctes, ...gathered(used, figures), hits];
  return Prisma.join(ctes, ", ");
}

const keyOf = ({ entity }: Condition): Prisma.Sql => (entity === "user" ? Prisma.sql`u.id` : Prisma.sql`t.id`);

/** The entities' figures beside them. An inner join where events are needed: each side of it can lead, whatever is estimated. */
function joinFigures(used: readonly Used[], id: Prisma.Sql, isWhole: boolean): Prisma.Sql {
  const join = isWhole ? Prisma.sql`LEFT JOIN` : Prisma.sql`JOIN`;
  return used.length === 0 ? Prisma.empty : Prisma.sql`${join} figures f ON f.id = ${id}`;
}

/** The figures of all classes in one row an entity. Grouped and not joined: nobody can tell beforehand how many there are. */
function gathered(used: readonly Used[], figures: readonly Figure[]): Prisma.Sql[] {
  if (used.length === 0) {
    return [];
  }
  const counted = figures.filter((figure) => used.some((one) => one.figures.includes(figure)));
  const cell = (one: Used, figure: Figure) =>
    one.figures.includes(figure) ? Prisma.sql`, ${figure.column}` : Prisma.sql`, ${unknown(figure.fact)}`;
  const rowsOf = (one: Used) =>
    Prisma.sql`SELECT id ${lines(counted.map((figure) => cell(one, figure)))} FROM ${one.events.name}`;
  const [first, ...more] = used;
  if (first && more.length === 0) {
    return [Prisma.sql`figures AS (${rowsOf(first)})`];
  }
  const names = Prisma.join([Prisma.sql`id`, ...counted.map(({ column }) => column)]);
  const greatest = counted.map(({ column }) => Prisma.sql`, max(${column}) AS ${column}`);
  return [
    Prisma.sql`figures AS (SELECT id ${lines(greatest)} FROM (${Prisma.join(used.map(rowsOf), " UNION ALL ")}) parts (${names}) GROUP BY id)`,
  ];
}

/** Fragments one after the other; none are nothing. */
const lines = (parts: readonly Prisma.Sql[]): Prisma.Sql =>
  parts.length === 0 ? Prisma.empty : Prisma.join([...parts], " ");

/** The classes as CTEs, the drivers first, the others confined to the entities that these leave. */
function narrow(
  search: Search,
  used: readonly Used[],
  drivers: readonly Used[] | null,
  scope: Prisma.Sql | null,
): Step {
  const counted = (one: Used, only: Prisma.Sql | null, having: boolean) => classOf(search, one, only, having);
  const [driver, ...more] = drivers ?? [];
  if (!driver) {
    return { ctes: used.map((one) => counted(one, scope, false)), isWhole: true };
  }
  if (more.length > 0) {
    return { ctes: used.map((one) => counted(one, scope, false)), isWhole: false };
  }
  const first = driver.events.isCostly ? candidatesOf(search, driver, scope) : counted(driver, scope, true);
  const ids = Prisma.sql`SELECT id FROM ${driver.events.isCostly ? Prisma.sql`candidates` : driver.events.name}`;
  const rest = used.filter((one) => one !== driver || one.events.isCostly).map((one) => counted(one, ids, false));
  return { ctes: [first, ...rest], isWhole: false };
}

function classOf(search: Search, one: Used, only: Prisma.Sql | null, having: boolean): Prisma.Sql {
  const source = one.events.source(one.figures, { asOf: search.moment.asOf, only, deliveries: search.deliveries });
  const figures = one.figures.map((figure) => Prisma.sql`, ${source.figure(figure)} AS ${figure.column}`);
  const demand = having ? demandOn(search.condition, one, source) : null;
  const groups = source.isOneEach ? Prisma.empty : Prisma.sql`GROUP BY 1`;
  return Prisma.sql`${one.events.name} AS MATERIALIZED (SELECT ${source.id} AS id ${lines(figures)}
    FROM ${source.rows} ${groups} ${kept(one, source, demand)})`;
}

/** Which rows of a class are of use. One that is all zeros says what no row says: left out, the join is with the few and not with all. */
function kept(one: Used, source: Source, demand: Prisma.Sql | null): Prisma.Sql {
  if (!source.isOneEach) {
    return demand === null ? Prisma.empty : Prisma.sql`HAVING ${demand}`;
  }
  const some = one.figures.map((figure) => Prisma.sql`${source.figure(figure)} > 0`);
  return Prisma.sql`AND ${demand ?? Prisma.sql`(${Prisma.join(some, " OR ")})`}`;
}

/** Those who may pass a costly figure, told by the plain number of their events. */
function candidatesOf({ condition, moment }: Search, one: Used, scope: Prisma.Sql | null): Prisma.Sql {
  const confined = scope === null ? Prisma.empty : Prisma.sql`AND e.user_id = ANY(ARRAY(${scope}))`;
  return Prisma.sql`candidates AS MATERIALIZED (SELECT e.user_id AS id FROM login_events e
    WHERE e.occurred_on > ${earliestOf(one.figures)} AND e.occurred_on <= ${moment.asOf} ${confined}
    GROUP BY 1 ${looseDemandOn(condition, one)})`;
}

/** A fact of the row at hand. Nothing counted is zero, unless nobody counts: then it is unknown. */
function value(fact: Fact, condition: Condition, used: readonly Used[], { moment }: Search): Prisma.Sql {
  if (fact.kind === "variable") {
    return variableAt(fact.name, moment);
  }
  const owner = used.find(({ figures }) => figures.some((figure: Figure) => figure.fact === fact));
  if (!owner) {
    return unknown(fact);
  }
  const column = Prisma.sql`f.${columnOf(condition, fact)}`;
  return owner.events.without(fact) === null ? column : Prisma.sql`coalesce(${column}, 0)`;
}

const unknown = ({ type }: Fact): Prisma.Sql =>
  type === "double" ? Prisma.sql`NULL::float8` : Prisma.sql`NULL::bigint`;
