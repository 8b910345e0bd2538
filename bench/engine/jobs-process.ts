// Does jobs that do nothing, in a process of its own as the application does its: how many a second, and how soon when idle.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { embedded } from "../../inngest/client.ts";
import { embeddedHandler } from "../../inngest/embedded.ts";
import { functions } from "../../inngest/functions.ts";
import { listenForSignals } from "../../lib/db/signals.ts";
import { read, transaction } from "../../lib/db/transaction.ts";
import { enqueue } from "../../lib/jobs/enqueue.ts";
import { catalogueOf, job } from "../../lib/jobs/job.ts";
import { Relay } from "../../lib/jobs/relay.ts";
import { FunctionRunner } from "../../lib/runner/runner.ts";

const JOBS = 3000;
const WARM_UP = 300;
const PROBES = 60;

/** What the benchmark is told. */
export interface JobFigures {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

let done = 0;
let startedAt = 0;
const noOp = job({
  kind: "bench.no-op",
  payload: z.strictObject({}),
  halts: "never",
  run: async () => {
    startedAt = performance.now();
    done += 1;
  },
});
const catalogue = catalogueOf([noOp]);
const runner = new FunctionRunner({ retryDelayMs: () => 1000 });
const client = embedded(runner);
await runner.connect(embeddedHandler(client, functions(client, catalogue)));
const relay = new Relay(catalogue, async (events) => {
  await client.send(events.map((event) => ({ ...event })));
});
listenForSignals();
relay.start();
runner.start();

const rate = async (count: number): Promise<number> => {
  await transaction(async (tx) => {
    for (let n = 0; n < count; n++) {
      await enqueue(tx, noOp, {});
    }
  });
  const since = performance.now();
  await read(async (db) => {
    while ((await db.job.count({ where: { kind: noOp.kind, status: { not: "succeeded" } } })) > 0) {
      await sleep(20);
    }
  });
  return (count / (performance.now() - since)) * 1000;
};

await rate(WARM_UP);
const perSecond = await rate(JOBS);
const latenciesMs: number[] = [];
for (let n = 0; n < PROBES; n++) {
  await sleep(40 + Math.random() * 60);
  const before = done;
  await transaction((tx) => enqueue(tx, noOp, {}));
  const committedAt = performance.now();
  while (done === before) {
    await sleep(1);
  }
  latenciesMs.push(Math.max(0, startedAt - committedAt));
}
process.send?.({ perSecond, latenciesMs } satisfies JobFigures);
await Promise.all([relay.stop(), runner.stop()]);
process.exit(0);
