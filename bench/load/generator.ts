// Runs in a worker thread: sends requests over kept-alive connections and measures until the last byte of the answer.
import { Agent, request } from "node:http";
import { parentPort } from "node:worker_threads";
import { tenantBody } from "../scenarios.ts";
import type { LoadJob, LoadRequest, LoadResult } from "./job.ts";

const agents = new Map<number, Agent>();
let created = 0;

parentPort?.on("message", (job: LoadJob) => {
  run(job).then(
    (result) => parentPort?.postMessage(result),
    (error: unknown) =>
      parentPort?.postMessage({ latencies: [], elapsedMs: 0, failures: [String(error)] } satisfies LoadResult),
  );
});

/** Counts what is measured in one job. */
class Tally {
  readonly latencies: number[] = [];
  readonly failures: string[] = [];

  add(ms: number, status: number, answer: () => string): void {
    this.latencies.push(ms);
    if ((status < 200 || status > 299) && this.failures.length < 5) {
      this.failures.push(`${status} ${answer()}`);
    }
  }
}

async function run(job: LoadJob): Promise<LoadResult> {
  const tally = new Tally();
  const startedAt = performance.now();
  if (job.kind === "sequence") {
    for (let n = 0; n < job.count; n++) {
      await send(job, itemOf(job.requests, n), n, tally);
    }
  } else {
    const end = startedAt + job.durationMs;
    await Promise.all(Array.from({ length: job.clients }, (_, client) => runClient(job, client, end, tally)));
  }
  return { latencies: tally.latencies, elapsedMs: performance.now() - startedAt, failures: tally.failures };
}

type Crowd = Extract<LoadJob, { kind: "crowd" }>;

async function runClient(job: Crowd, client: number, end: number, tally: Tally): Promise<void> {
  const plan = planOf(job.mix);
  // Each client starts elsewhere in the plan, so that they do not march in step.
  for (let n = client * 7; performance.now() < end; n++) {
    const requests = itemOf(plan, n);
    await send(job, itemOf(requests, Math.floor(n / plan.length) + client), client, tally);
  }
}

/** The mix as a list to walk through again and again, its parts spread evenly. */
function planOf(mix: Crowd["mix"]): readonly (readonly LoadRequest[])[] {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const places = mix.flatMap(({ weight, requests }, part) =>
    Array.from({ length: weight }, (_, n) => ({ at: ((n + 0.5) / weight) * total + part / 1000, requests })),
  );
  return places.sort((a, b) => a.at - b.at).map(({ requests }) => requests);
}

function itemOf<T>(items: readonly T[], n: number): T {
  const item = items[n % items.length];
  if (item === undefined) {
    throw new Error("nothing to send");
  }
  return item;
}

function send(job: LoadJob, { method, path, createsTenant }: LoadRequest, client: number, tally: Tally): Promise<void> {
  const body = createsTenant ? tenantBody(`${job.codePrefix}${(created++).toString(36).toUpperCase()}`) : undefined;
  const token = job.tokens.length === 0 ? undefined : itemOf(job.tokens, client);
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
  };
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: job.port, method, path, headers, agent: agentOf(job.port) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          tally.add(performance.now() - startedAt, response.statusCode ?? 0, () =>
            Buffer.concat(chunks).toString("utf8", 0, 300),
          );
          resolve();
        });
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

function agentOf(port: number): Agent {
  const known = agents.get(port) ?? new Agent({ keepAlive: true, maxSockets: 64, scheduling: "fifo" });
  agents.set(port, known);
  return known;
}
