import type { Fact } from "../catalogue.ts";
import type { Condition } from "../condition/compile.ts";
import { type Facts, holds } from "../condition/evaluate.ts";
import { bucketSec } from "../planning/bucket.ts";
import { feedOf, type Running, running, type StoredEvent } from "./events.ts";
import type { EntityPast } from "./past.ts";

/** The moments at which everybody is looked at: `from`, every step after it, and `to`. */
export interface Grid {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** How many steps the grid has. */
export const stepsOf = ({ fromMs, toMs, stepMs }: Grid): number => Math.ceil((toMs - fromMs) / stepMs) + 1;
/** The moment of a step. */
export const stepAt = ({ fromMs, toMs, stepMs }: Grid, index: number): number =>
  Math.min(fromMs + index * stepMs, toMs);
/** The first step at or after a moment. */
export const stepAfter = ({ fromMs, stepMs }: Grid, atMs: number): number => Math.ceil((atMs - fromMs) / stepMs);

/** An effect that the rule would have had. */
export interface Hit {
  readonly atMs: number;
  readonly facts: Facts;
  /** The event that made the condition true; null where time alone did. */
  readonly trippedBy: StoredEvent | null;
}

export interface Replayed {
  /** Ranges of steps, both ends included, at which the condition was true. */
  readonly matching: readonly (readonly [first: number, last: number])[];
  readonly hits: readonly Hit[];
}

interface Window {
  readonly name: string;
  readonly sizeMs: number;
  readonly events: readonly StoredEvent[];
  readonly figure: Running;
  head: number;
  tail: number;
}

/**
 * What a rule would have done to one entity: the condition is evaluated wherever anything that it reads changes, so that between two
 * such moments it stands still. As live, the rule looks at every step and at once when an event arrives, and acts once a bucket.
 */
export function replay(
  condition: Condition,
  past: EntityPast,
  grid: Grid,
  isCounted: (fact: Fact) => boolean,
): Replayed {
  const windows = windowsOf(condition, past, isCounted);
  const bucketMs = bucketSec(condition) * 1000;
  const matching: [number, number][] = [];
  const hits: Hit[] = [];
  /** The event that began the stretch of time in which the condition is true; undefined outside of one. */
  let trippedBy: StoredEvent | null | undefined;
  for (const { atMs, untilMs, facts, event } of segments(condition, past, grid, windows)) {
    if (facts === null) {
      trippedBy = undefined;
      continue;
    }
    trippedBy ??= trippedBy === undefined ? event : null;
    const first = stepAfter(grid, atMs);
    const last = untilMs > grid.toMs ? stepsOf(grid) - 1 : stepAfter(grid, untilMs) - 1;
    if (first <= last) {
      matching.push([first, last]);
    }
    addHits(hits, { grid, bucketMs, first, last, eventMs: event ? atMs : null }, facts, trippedBy);
  }
  return { matching, hits };
}

/** A time [atMs, untilMs) in which nothing changes. `facts` are there where the condition is true, `event` where one came at `atMs`. */
interface Segment {
  readonly atMs: number;
  readonly untilMs: number;
  readonly facts: Facts | null;
  readonly event: StoredEvent | null;
}

function* segments(condition: Condition, past: EntityPast, grid: Grid, windows: readonly Window[]): Generator<Segment> {
  for (let atMs = grid.fromMs; atMs <= grid.toMs; ) {
    const facts = factsAt(condition, past, windows, atMs);
    const untilMs = Math.min(past.nextChange(atMs), ...windows.map((window) => nextOf(window, atMs)));
    yield { atMs, untilMs, facts, event: facts && eventAt(windows, atMs) };
    atMs = untilMs;
  }
}

function windowsOf({ facts }: Condition, { events }: EntityPast, isCounted: (fact: Fact) => boolean): Window[] {
  return facts.flatMap((fact) => {
    if (fact.kind !== "metric" || !isCounted(fact)) {
      return [];
    }
    const { kinds, tally } = feedOf(fact.metric.name);
    const own = events.filter(({ kind }) => kinds.includes(kind));
    return [{ name: fact.name, sizeMs: fact.windowSec * 1000, events: own, figure: running(tally), head: 0, tail: 0 }];
  });
}

/** Moves the window's end to the moment: events in (at − size, at] count. */
function slide(window: Window, atMs: number): void {
  for (let event = window.events[window.head]; event && event.atMs <= atMs; event = window.events[window.head]) {
    window.figure.add(event);
    window.head += 1;
  }
  const gone = atMs - window.sizeMs;
  for (let event = window.events[window.tail]; event && event.atMs <= gone; event = window.events[window.tail]) {
    window.figure.remove(event);
    window.tail += 1;
  }
}

/** The next moment at which an event comes into the window or leaves it. */
function nextOf({ events, head, tail, sizeMs }: Window, atMs: number): number {
  const comes = events[head]?.atMs ?? Number.POSITIVE_INFINITY;
  const leaves = tail < head ? (events[tail]?.atMs ?? 0) + sizeMs : Number.POSITIVE_INFINITY;
  return Math.max(Math.min(comes, leaves), atMs + 1);
}

/** The facts for which the condition holds at the moment; null where it does not. */
function factsAt(condition: Condition, past: EntityPast, windows: readonly Window[], atMs: number): Facts | null {
  for (const window of windows) {
    slide(window, atMs);
  }
  const figures = Object.fromEntries(windows.map(({ name, figure }) => [name, figure.value()]));
  const row = past.factsAt(atMs).find((plain) => holds(condition.tree, { ...plain, ...figures }));
  return row ? only(condition, { ...row, ...figures }) : null;
}

const only = ({ facts }: Condition, known: Facts): Facts =>
  Object.fromEntries(facts.map(({ name }) => [name, known[name] ?? null]));

/** The first event that came at the very moment. */
function eventAt(windows: readonly Window[], atMs: number): StoredEvent | null {
  for (const { events, head } of windows) {
    let index = head;
    while (index > 0 && events[index - 1]?.atMs === atMs) {
      index -= 1;
    }
    const event = events[index];
    if (index < head && event) {
      return event;
    }
  }
  return null;
}

interface Looks {
  readonly grid: Grid;
  readonly bucketMs: number;
  readonly first: number;
  readonly last: number;
  readonly eventMs: number | null;
}

/** One hit for each bucket that a look falls into and that has none yet. */
function addHits(
  hits: Hit[],
  { grid, bucketMs, first, last, eventMs }: Looks,
  facts: Facts,
  trippedBy: StoredEvent | null,
) {
  const latest = hits.at(-1);
  let bucket = latest ? Math.floor(latest.atMs / bucketMs) : Number.NEGATIVE_INFINITY;
  const look = (atMs: number) => {
    if (Math.floor(atMs / bucketMs) > bucket) {
      bucket = Math.floor(atMs / bucketMs);
      hits.push({ atMs, facts, trippedBy });
    }
  };
  if (eventMs !== null) {
    look(eventMs);
  }
  for (let index = first; index <= last; ) {
    look(stepAt(grid, index));
    index = Math.max(index + 1, stepAfter(grid, (bucket + 1) * bucketMs));
  }
}
