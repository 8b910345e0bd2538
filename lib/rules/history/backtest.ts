import { invalid } from "../../core/errors.ts";
import type { Db } from "../../db/client.ts";
import type { Fact } from "../catalogue.ts";
import { connectedDeliveries, type Deliveries } from "../planning/deliveries.ts";
import type { PlannedRule } from "../planning/plan.ts";
import { candidates } from "./candidates.ts";
import { loadPasts } from "./load.ts";
import { type Grid, type Hit, replay, stepAfter, stepAt, stepsOf } from "./replay.ts";

/** A hit and whose it is. */
export interface EntityHit extends Hit {
  readonly entityId: string;
}

/** What the rule would have done in the span. */
export interface Backtest {
  readonly evaluated: number;
  readonly eventsRead: number;
  readonly steps: readonly { readonly atMs: number; readonly matching: number; readonly hits: number }[];
  /** The first ones, by time and then by id. */
  readonly hits: readonly EntityHit[];
  readonly hitsTotal: number;
  readonly entitiesTotal: number;
}

/** What one replay may cost: it is refused beyond. */
export interface Budget {
  readonly entities: number;
  readonly events: number;
  readonly hits: number;
}
const BUDGET: Budget = { entities: 200_000, events: 1_000_000, hits: 1_000_000 };
const CHUNK = 2000;

export interface BacktestOptions {
  readonly limit: number;
  readonly deliveries?: Deliveries;
  readonly budget?: Budget;
}

/**
 * Replays stored events with the evaluator that runs live (decisions §5): who would have been hit, when, by which event, and the
 * totals per step. Earlier roles and states come from the audit log; memberships are those of today. Throws VALIDATION on `from` when
 * the span holds more than a replay may cost.
 */
export async function backtest(db: Db, rule: PlannedRule, grid: Grid, options: BacktestOptions): Promise<Backtest> {
  const { limit, deliveries = connectedDeliveries(), budget = BUDGET } = options;
  const ids = await candidates(db, rule, grid, deliveries, budget.entities);
  assertWithin(
    ids.length,
    budget.entities,
    "entities",
    "demand an event in the condition, or confine the rule to a tenant",
  );
  const isCounted = (fact: Fact) =>
    fact.kind === "metric" &&
    (deliveries !== null || Object.values(fact.metric.sources).every((source) => source !== "deliveries"));
  const totals = new Totals(grid, limit);
  for (let start = 0; start < ids.length; start += CHUNK) {
    const reading = { grid, tenantId: rule.tenantId, deliveries };
    for (const past of await loadPasts(db, rule.condition, reading, ids.slice(start, start + CHUNK))) {
      const { matching, hits } = replay(rule.condition, past, grid, isCounted);
      totals.add(past.entityId, past.events.length, matching, hits);
    }
    assertWithin(totals.eventsRead, budget.events, "events", "make the span shorter");
    assertWithin(totals.hitsTotal, budget.hits, "effects", "the condition is true of too many");
  }
  return totals.result(ids.length);
}

function assertWithin(count: number, most: number, what: string, remedy: string): void {
  if (count > most) {
    throw invalid("from", `The replay takes more than ${most} ${what}: ${remedy}`);
  }
}

class Totals {
  readonly #grid: Grid;
  readonly #limit: number;
  /** Differences of the matching entities from step to step. */
  readonly #changes: Int32Array;
  readonly #hitsAt: Int32Array;
  #first: EntityHit[] = [];
  #entities = 0;
  eventsRead = 0;
  hitsTotal = 0;

  constructor(grid: Grid, limit: number) {
    this.#grid = grid;
    this.#limit = limit;
    this.#changes = new Int32Array(stepsOf(grid) + 1);
    this.#hitsAt = new Int32Array(stepsOf(grid));
  }

  add(entityId: string, events: number, matching: readonly (readonly [number, number])[], hits: readonly Hit[]): void {
    this.eventsRead += events;
    this.hitsTotal += hits.length;
    this.#entities += hits.length > 0 ? 1 : 0;
    for (const [first, last] of matching) {
      bump(this.#changes, first, 1);
      bump(this.#changes, last + 1, -1);
    }
    for (const hit of hits) {
      bump(this.#hitsAt, stepAfter(this.#grid, hit.atMs), 1);
      this.#first.push({ ...hit, entityId });
    }
    if (this.#first.length > 4 * this.#limit + 1000) {
      this.#trim();
    }
  }

  #trim(): void {
    this.#first.sort((a, b) => a.atMs - b.atMs || a.entityId.localeCompare(b.entityId));
    this.#first.length = Math.min(this.#first.length, this.#limit);
  }

  result(evaluated: number): Backtest {
    this.#trim();
    let matching = 0;
    const steps = Array.from(this.#hitsAt, (hits, index) => {
      matching += this.#changes[index] ?? 0;
      return { atMs: stepAt(this.#grid, index), matching, hits };
    });
    return {
      evaluated,
      eventsRead: this.eventsRead,
      steps,
      hits: this.#first,
      hitsTotal: this.hitsTotal,
      entitiesTotal: this.#entities,
    };
  }
}

function bump(counts: Int32Array, index: number, by: number): void {
  counts[index] = (counts[index] ?? 0) + by;
}
