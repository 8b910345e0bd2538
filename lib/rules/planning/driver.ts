import { Prisma } from "../../db/generated/client.ts";
import type { Fact, FactValue, RuleEntity } from "../catalogue.ts";
import type { Condition } from "../condition/compile.ts";
import { canHold, factsIn } from "../condition/possible.ts";
import { toSql } from "../condition/sql.ts";
import type { Tree } from "../condition/tree.ts";
import type { Figure } from "./columns.ts";
import type { Deliveries } from "./deliveries.ts";
import { EVENT_CLASSES, type EventClass, type Source } from "./event-classes.ts";

/** A class of events that a condition reads, with the figures that it reads from it. */
export interface Used {
  readonly events: EventClass;
  readonly figures: readonly Figure[];
}

/** Windows up to this long are counted event by event even where there are tallies: then the events are the fewer rows. */
const SHORT_SEC = 86_400;

interface Given {
  readonly deliveries: Deliveries;
  readonly isPast: boolean;
}

/** The classes that the condition reads, the rarest first. One whose source is not connected is left out: its figures are unknown. */
export const usedClasses = ({ entity }: Condition, figures: readonly Figure[], { deliveries, isPast }: Given): Used[] =>
  EVENT_CLASSES.filter((events) => events.entity === entity)
    .map((events) => ({
      events,
      figures: figures.filter(
        ({ fact }) =>
          events.metrics.includes(fact.metric.name) && isTallied(fact, entity, isPast) === (events.isTallied ?? false),
      ),
    }))
    .filter(({ figures: own }) => own.length > 0)
    .filter(({ figures: own }) => deliveries !== null || own.every(({ fact }) => sourceOf(fact) !== "deliveries"));

const isTallied = ({ windowSec, metric }: Figure["fact"], entity: RuleEntity, isPast: boolean): boolean =>
  !isPast &&
  windowSec > SHORT_SEC &&
  EVENT_CLASSES.some((events) => events.isTallied && events.entity === entity && events.metrics.includes(metric.name));

const sourceOf = ({ metric }: Figure["fact"]): string | undefined => metric.sources.user ?? metric.sources.tenant;

/**
 * Classes without whose events the condition cannot be true: only entities with such an event need to be looked at. One class where
 * one suffices, else all together; null when the condition may be true of entities without any event.
 */
export function driversOf(condition: Condition, used: readonly Used[]): readonly Used[] | null {
  const single = used.find((one) => !canHold(condition.tree, (fact) => fixedValue(fact, [one], used)));
  if (single) {
    return [single];
  }
  return used.length > 0 && !holdsWithoutEvents(condition, used) ? used : null;
}

/** Whether the condition can be true of an entity without any event. */
export const holdsWithoutEvents = ({ tree }: Condition, used: readonly Used[]): boolean =>
  canHold(tree, (fact) => fixedValue(fact, used, used));

function fixedValue(fact: Fact, fixed: readonly Used[], used: readonly Used[]): FactValue | undefined {
  if (fact.kind === "variable") {
    return undefined;
  }
  const reads = ({ figures }: Used) => figures.some((figure) => figure.fact === fact);
  if (!used.some(reads)) {
    return null;
  }
  const owner = fixed.find(reads);
  return owner ? owner.events.without(fact) : undefined;
}

/** What the condition demands of the figures of one class alone: entities that fail it need no further look. Null for nothing. */
export function demandOn({ tree }: Condition, { figures }: Used, source: Source): Prisma.Sql | null {
  const own = conjuncts(tree).filter((part) => reads(part, figures));
  const parts = own.map((part) => toSql(part, (fact) => source.figure(figureOf(figures, fact))));
  return parts.length === 0 ? null : Prisma.join(parts, " AND ");
}

/** The same where the figures count distinct things, which is costly: there are at least as many events as distinct things in them. */
export function looseDemandOn({ tree }: Condition, { figures }: Used): Prisma.Sql {
  const parts = conjuncts(tree).flatMap((part) => loosened(part, figures));
  return parts.length === 0 ? Prisma.empty : Prisma.sql`HAVING ${Prisma.join(parts, " AND ")}`;
}

function loosened(part: Tree, figures: readonly Figure[]): Prisma.Sql[] {
  if (part.kind !== "compare" || part.left.kind !== "fact" || part.right.kind !== "literal") {
    return [];
  }
  const { fact } = part.left;
  const figure = figures.find((known) => known.fact === fact);
  if (!figure || (part.op !== ">" && part.op !== ">=" && part.op !== "==")) {
    return [];
  }
  const events = Prisma.sql`count(*) FILTER (WHERE e.occurred_on > ${figure.from})`;
  const least = toSql(part.right, () => events);
  return [part.op === ">" ? Prisma.sql`${events} > ${least}` : Prisma.sql`${events} >= ${least}`];
}

const conjuncts = (tree: Tree): Tree[] =>
  tree.kind === "logic" && tree.op === "&&" ? [...conjuncts(tree.left), ...conjuncts(tree.right)] : [tree];

function reads(part: Tree, figures: readonly Figure[]): boolean {
  const facts = factsIn(part);
  return facts.length > 0 && facts.every((fact) => figures.some((figure) => figure.fact === fact));
}

function figureOf(figures: readonly Figure[], fact: Fact): Figure {
  const figure = figures.find((known) => known.fact === fact);
  if (!figure) {
    throw new Error(`${fact.name} is of another class`);
  }
  return figure;
}
