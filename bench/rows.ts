import type { LoadGenerator } from "./load/load.ts";
import {
  type Contestant,
  cpuPerRequestOf,
  measureCrowds,
  measureInTurns,
  mixedCrowd,
  singleCrowd,
  throughputOf,
} from "./measure.ts";
import type { Effort } from "./options.ts";
import { type ResultRow, row } from "./report/results.ts";
import { MEASURED, type Scenario } from "./scenarios.ts";
import { median, percentile } from "./statistics.ts";
import { TARGETS } from "./targets.ts";

/** Everything that takes part in a run. */
export interface Field {
  readonly app: Contestant;
  readonly bare: Contestant;
  /** The application on the small database. */
  readonly small: Contestant | null;
  readonly generator: LoadGenerator;
  readonly effort: Effort;
  /** Takes away the tenants that were created. */
  restore(): Promise<void>;
}

const P95 = 0.95;

/** One request at a time: the application against the bare server, and reads on the large database against the small one. */
export async function measureScenarios(
  field: Field,
  isWanted: (name: string) => boolean,
): Promise<readonly ResultRow[]> {
  const pairs: { toBare: ResultRow; toSmall: ResultRow | null }[] = [];
  for (const scenario of field.app.scenarios.filter(({ name }) => isMeasured(name) && isWanted(name))) {
    console.log(`Measuring ${scenario.name} …`);
    pairs.push(await measureScenario(field, scenario));
  }
  return [
    ...pairs.map(({ toBare }) => toBare),
    ...pairs.map(({ toSmall }) => toSmall).filter((found) => found !== null),
  ];
}

const isMeasured = (name: string): boolean => MEASURED.some((measured) => measured === name);

async function measureScenario(
  field: Field,
  { name, title, isWrite, alike }: Scenario,
): Promise<{ toBare: ResultRow; toSmall: ResultRow | null }> {
  const small = isWrite ? null : field.small;
  const contestants = [field.app, field.bare, ...(small && !alike ? [small] : [])];
  const inTurns = (isAlike: boolean, servers: readonly Contestant[]) =>
    measureInTurns({ name, isAlike }, servers, field.generator, field.effort);
  const [app = [], bare = [], other = []] = await inTurns(false, contestants);
  const [grown = app, little = other] = small && alike ? await inTurns(true, [field.app, small]) : [];
  if (isWrite) {
    await field.restore();
  }
  const toBare = row(
    name,
    `${title}: median, to bare`,
    median(app),
    median(bare),
    "ms",
    isWrite ? TARGETS.create : TARGETS.read,
  );
  const p95 = [percentile(grown, P95), percentile(little, P95)] as const;
  const what = alike ? `${title}, answers of ${alike.rows}` : title;
  const toSmall =
    small &&
    row(`${name}-scale`, `${what}: P95, to 10 000 users and 50 000 audit records`, ...p95, "ms", TARGETS.scale);
  return { toBare, toSmall };
}

/** What authentication, authorization and the operation's frame cost: an operation that does nothing against an empty handler. */
export async function measureNoOp({ app, generator, effort }: Field): Promise<readonly ResultRow[]> {
  console.log("Measuring no-op …");
  const crowds = [singleCrowd(app, "/api/v1/auth/me", true), singleCrowd(app, "/api/health/live", false)];
  const [operation, empty] = await measureCrowds(crowds, generator, effort, async () => undefined);
  if (!operation || !empty) {
    return [];
  }
  return [
    row(
      "no-op",
      "Authenticated no-op: requests a second, to the empty handler",
      throughputOf(operation),
      throughputOf(empty),
      "/s",
      TARGETS.noOp,
    ),
  ];
}

/** 32 clients: 80 % lists, 10 % details, 10 % creations. */
export async function measureMixed({ app, bare, generator, effort, restore }: Field): Promise<readonly ResultRow[]> {
  console.log("Measuring mixed …");
  const [ours, theirs] = await measureCrowds([mixedCrowd(app), mixedCrowd(bare)], generator, effort, restore);
  if (!ours || !theirs) {
    return [];
  }
  const p95 = [percentile(ours.latencies, P95), percentile(theirs.latencies, P95)] as const;
  return [
    row(
      "mixed-throughput",
      "Mixed load, 32 clients: requests a second, to bare",
      throughputOf(ours),
      throughputOf(theirs),
      "/s",
      TARGETS.mixedThroughput,
    ),
    row(
      "mixed-cpu",
      "Mixed load: processor time a request, to bare",
      cpuPerRequestOf(ours),
      cpuPerRequestOf(theirs),
      "ms",
      TARGETS.mixedCpu,
    ),
    row("mixed-p95", "Mixed load: P95, to bare", p95[0], p95[1], "ms", TARGETS.mixedP95),
  ];
}
