import type { LoadJob, LoadRequest } from "./load/job.ts";
import type { LoadGenerator } from "./load/load.ts";
import type { Effort } from "./options.ts";
import { MIX, type Scenario } from "./scenarios.ts";
import { type BenchServer, cpuMs } from "./setup/servers.ts";

/** A server and how it is asked: the application by its own paths and with tokens, the bare server by scenario and variant. */
export interface Contestant {
  readonly server: BenchServer;
  readonly tokens: readonly string[];
  readonly scenarios: readonly Scenario[];
  readonly isBare: boolean;
  readonly codePrefix: string;
}

/** The sums of several rounds of a crowd. */
export interface CrowdTotals {
  readonly latencies: number[];
  elapsedMs: number;
  cpuMs: number;
}

const CLIENTS = 32;

/**
 * Latencies of a scenario's requests, one after the other, on each contestant; rounds alternate, so that drift meets all alike.
 * `isAlike` asks for what all databases answer with as many rows.
 */
export async function measureInTurns(
  { name, isAlike }: { readonly name: string; readonly isAlike: boolean },
  contestants: readonly Contestant[],
  generator: LoadGenerator,
  effort: Effort,
): Promise<readonly (readonly number[])[]> {
  const sequence = (contestant: Contestant, count: number): LoadJob => ({
    kind: "sequence",
    ...targetOf(contestant),
    requests: requestsOf(contestant, name, isAlike),
    count,
  });
  for (const contestant of contestants) {
    await generator.run(sequence(contestant, effort.warmUp));
  }
  const latencies = contestants.map((): number[] => []);
  for (let round = 0; round < effort.rounds; round++) {
    // Back and forth, so that nobody is always the first.
    const order = contestants.map((_, n) => (round % 2 === 0 ? n : contestants.length - 1 - n));
    for (const n of order) {
      const contestant = contestants[n];
      if (contestant) {
        const result = await generator.run(sequence(contestant, Math.round(effort.requests / effort.rounds)));
        latencies[n]?.push(...result.latencies);
      }
    }
  }
  return latencies;
}

/** One crowd to measure: where it goes and what it asks for. */
export interface Crowd {
  readonly server: BenchServer;
  readonly target: Omit<LoadJob, "kind" | "requests" | "count" | "mix" | "clients" | "durationMs">;
  readonly mix: readonly { readonly weight: number; readonly requests: readonly LoadRequest[] }[];
}

/**
 * Throughput, processor time and latencies of crowds of 32 clients that take turns; `afterRound` puts back what a round changed.
 * Twice as long a crowd precedes them: a server that has just started compiles its code beside the answers.
 */
export async function measureCrowds(
  crowds: readonly Crowd[],
  generator: LoadGenerator,
  effort: Effort,
  afterRound: () => Promise<void>,
): Promise<readonly CrowdTotals[]> {
  const totals = crowds.map((): CrowdTotals => ({ latencies: [], elapsedMs: 0, cpuMs: 0 }));
  const run = ({ target, mix }: Crowd, durationMs: number) =>
    generator.run({ kind: "crowd", ...target, mix, clients: CLIENTS, durationMs });
  for (const crowd of crowds) {
    await run(crowd, effort.crowdMs * 2);
  }
  await afterRound();
  for (let round = 0; round < effort.crowdRounds; round++) {
    for (const [n, crowd] of crowds.entries()) {
      const cpuBefore = cpuMs(crowd.server.pid);
      const result = await run(crowd, effort.crowdMs);
      const total = totals[n];
      if (total) {
        total.latencies.push(...result.latencies);
        total.elapsedMs += result.elapsedMs;
        total.cpuMs += cpuMs(crowd.server.pid) - cpuBefore;
      }
    }
    await afterRound();
  }
  return totals;
}

/** The mixed load against a contestant. */
export const mixedCrowd = (contestant: Contestant): Crowd => ({
  server: contestant.server,
  target: targetOf(contestant),
  mix: Object.entries(MIX).map(([name, weight]) => ({ weight, requests: requestsOf(contestant, name, false) })),
});

/** One path, asked for again and again. */
export const singleCrowd = (contestant: Contestant, path: string, isSignedIn: boolean): Crowd => ({
  server: contestant.server,
  target: { ...targetOf(contestant), tokens: isSignedIn ? contestant.tokens : [] },
  mix: [{ weight: 1, requests: [{ method: "GET", path, createsTenant: false }] }],
});

/** Requests a second of a crowd. */
export const throughputOf = ({ latencies, elapsedMs }: CrowdTotals): number => (latencies.length / elapsedMs) * 1000;

/** Processor milliseconds that the server spent on a request. */
export const cpuPerRequestOf = ({ latencies, cpuMs: total }: CrowdTotals): number => total / latencies.length;

const targetOf = ({ server, tokens, codePrefix }: Contestant) => ({ port: server.port, tokens, codePrefix });

function requestsOf({ scenarios, isBare }: Contestant, name: string, isAlike: boolean): readonly LoadRequest[] {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (!scenario) {
    throw new Error(`no scenario ${name}`);
  }
  const { variants } = (isAlike && scenario.alike) || scenario;
  return variants.map(({ method, path }, variant) => ({
    method,
    path: isBare ? `/${name}/${variant}` : path,
    createsTenant: scenario.isWrite,
  }));
}
