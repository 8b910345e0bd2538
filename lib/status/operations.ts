import type { z } from "zod";
import type { Api } from "../operation/api.ts";
import { operation } from "../operation/operation.ts";
import { budgets } from "./budgets.ts";
import { exampleStatus } from "./example.ts";
import { type Platform, platform } from "./platform.ts";
import { instances } from "./report.ts";
import { type OperationStatus, Status } from "./schema.ts";
import { merged, quantileMs, shareWithin, type Tally } from "./tally.ts";

/** Fewer calls than this say nothing of a 95th percentile. */
const CALLS_MIN = 20;
const SHARE = 0.95;
/** Who governs the platform, and who answers for its systems. */
const READERS = ["SuperAdmin", "Auditor", "ROLE_EXECUTIVE_CTO", "ROLE_SYSTEM_ADMIN"] as const;

/** The status of the platform, whose budgets are those of the families' operations. */
export const statusOver = (families: () => readonly Api[]) =>
  operation({
    name: "getStatus",
    summary: "How the platform is doing: times against budgets, errors, connections, queues, sources",
    http: { method: "GET", path: "/status" },
    policy: { access: "roles", roles: READERS, permission: "SYSTEM_OVERVIEW_VIEW", allTenants: true },
    limit: "admin",
    audit: null,
    input: {},
    output: Status,
    errors: [],
    example: { input: {}, output: exampleStatus },
    async run({ db, now }) {
      const [running, found] = await Promise.all([instances(db), platform()]);
      const all = merged(running.flatMap(({ report }) => report.tallies));
      const budgetOf = budgets(families());
      const data: z.input<typeof Status> = {
        readOn: now,
        countedSince: new Date(Math.min(...running.map(({ startedOn }) => startedOn.getTime()))),
        calls: total(all, "calls"),
        errors: total(all, "errors"),
        instances: running.map(({ report: { memoryBytes, pool }, ...instance }) => ({
          ...instance,
          memoryBytes,
          pool,
        })),
        operations: all.map((tally) => judged(tally, budgetOf(tally.family, tally.operation))).sort(worstFirst),
        ...shown(found),
      };
      return { data };
    },
  });

const total = (all: readonly Tally[], what: "calls" | "errors"): number =>
  all.reduce((sum, each) => sum + each[what], 0);

function judged(tally: Tally, budgetMs: number | null): OperationStatus {
  const { operation, family, calls, errors } = tally;
  const withinBudget = budgetMs === null ? null : Math.round(shareWithin(tally, budgetMs) * 10_000) / 10_000;
  return {
    operation,
    family,
    calls,
    errors,
    p50Ms: quantileMs(tally, 0.5),
    p95Ms: quantileMs(tally, SHARE),
    budgetMs,
    withinBudget,
    standing: standingOf(calls, withinBudget),
  };
}

function standingOf(calls: number, withinBudget: number | null): OperationStatus["standing"] {
  if (withinBudget === null) {
    return "none";
  }
  if (calls < CALLS_MIN) {
    return "few";
  }
  return withinBudget >= SHARE ? "met" : "missed";
}

const RANKS = { missed: 0, met: 1, none: 1, few: 2 } as const;

const worstFirst = (a: OperationStatus, b: OperationStatus): number =>
  RANKS[a.standing] - RANKS[b.standing] || b.calls - a.calls || a.operation.localeCompare(b.operation);

const shown = ({ outbox, aggregation, figures, queues, sources }: Platform) => ({
  outbox,
  aggregation,
  figures: [...figures],
  queues: queues.map(({ kind, queued, running, deadLetters, ageSeconds }) => ({
    kind,
    waiting: queued,
    running,
    deadLetters,
    ageSeconds,
  })),
  sources: sources.map(({ source, state, last_heard_at: lastHeardOn }) => ({ source, state, lastHeardOn })),
});
