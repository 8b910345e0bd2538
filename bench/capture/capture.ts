import type { Scenario } from "../scenarios.ts";
import type { Statement } from "./proxy.ts";

/** A parameter as JSON keeps it; `hex` is one that travels in binary. */
export type Param = string | { readonly hex: string } | null;

export interface ReplayStatement {
  readonly text: string;
  readonly params: readonly Param[];
}

/** What one request did in the database. Lanes ran side by side on connections of their own, each from first to last. */
export interface Replay {
  readonly lanes: readonly (readonly ReplayStatement[])[];
  /** What a further request must not repeat: ids, moments, and the tenant's code. */
  readonly fresh: readonly { readonly value: string; readonly kind: "uuid" | "time" | "code" }[];
}

/** Replays by scenario, one for each of its variants. */
export type Replays = Readonly<Record<string, readonly Replay[]>>;

/** Sends a request through the watched application and returns the body it sent, if any. */
export type Send = (scenario: Scenario, variant: number) => Promise<{ readonly code: string | null }>;

const REPETITIONS = 3;

/**
 * Learns what each request does in the database. Statements that do not come with every repetition belong to something else: to
 * a session check whose answer is cached for seconds, to a lease on the rate limit, to a background job.
 */
export async function captureReplays(
  scenarios: readonly Scenario[],
  send: Send,
  take: () => Statement[],
): Promise<Replays> {
  const replays: Record<string, Replay[]> = {};
  for (const scenario of scenarios) {
    const found: Replay[] = [];
    for (let variant = 0; variant < scenario.variants.length; variant++) {
      found.push(await captureOne(scenario, variant, send, take));
    }
    replays[scenario.name] = found;
  }
  return replays;
}

async function captureOne(scenario: Scenario, variant: number, send: Send, take: () => Statement[]): Promise<Replay> {
  await send(scenario, variant);
  const runs: Statement[][] = [];
  let code: string | null = null;
  for (let n = 0; n < REPETITIONS; n++) {
    take();
    ({ code } = await send(scenario, variant));
    runs.unshift(take());
  }
  const [last = [], before = []] = runs.map((run) => inEveryRun(run, runs));
  if (last.length === 0) {
    throw new Error(`${scenario.name}: no statement seen`);
  }
  return { lanes: lanesOf(last), fresh: scenario.isWrite ? freshOf(last, before, code) : [] };
}

/** The statements of a run whose text every run has, as often as the run that has it least. */
function inEveryRun(run: readonly Statement[], runs: readonly Statement[][]): Statement[] {
  const left = new Map<string, number>();
  for (const { text } of run) {
    left.set(text, Math.min(...runs.map((other) => other.filter((statement) => statement.text === text).length)));
  }
  return run.filter(({ text }) => {
    const more = left.get(text) ?? 0;
    left.set(text, more - 1);
    return more > 0;
  });
}

function lanesOf(statements: readonly Statement[]): ReplayStatement[][] {
  const lanes = Map.groupBy(statements, ({ connection }) => connection);
  return [...lanes.values()].map((lane) =>
    lane.map(({ text, params }) => ({
      text,
      params: params.map((value) => (Buffer.isBuffer(value) ? { hex: value.toString("hex") } : value)),
    })),
  );
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{3}/g;

/** What differs between two runs of the same request. */
function freshOf(last: readonly Statement[], before: readonly Statement[], code: string | null): Replay["fresh"] {
  const texts = (statements: readonly Statement[]) =>
    statements.flatMap(({ params }) => params.filter((value) => typeof value === "string"));
  const matches = (statements: readonly Statement[], pattern: RegExp) =>
    new Set(texts(statements).flatMap((text) => text.match(pattern) ?? []));
  const changed = (pattern: RegExp) => [...matches(last, pattern).difference(matches(before, pattern))];
  return [
    ...changed(UUID).map((value) => ({ value, kind: "uuid" as const })),
    ...changed(TIME).map((value) => ({ value, kind: "time" as const })),
    ...(code === null ? [] : [{ value: code, kind: "code" as const }]),
  ];
}
