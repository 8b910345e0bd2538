import { fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { newSecrets } from "../../scripts/launch/secrets.ts";
import { inProject } from "../../scripts/project.ts";
import { type ResultRow, row } from "../report/results.ts";
import type { BenchDatabase } from "../setup/databases.ts";
import { median, percentile } from "../statistics.ts";
import { TARGETS } from "../targets.ts";
import type { JobFigures } from "./jobs-process.ts";

const P95 = 0.95;
const COMMITS = 200;

/** Jobs that do nothing, through outbox, relay and runner, against as many bare commits of one row. */
export async function measureJobs({ appUrl, ownerUrl }: BenchDatabase): Promise<readonly ResultRow[]> {
  console.log("Measuring jobs …");
  const { NEXTAUTH_SECRET, JWT_SIGNING_KEYS } = newSecrets();
  const child = fork(inProject("bench", "engine", "jobs-process.ts"), {
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: appUrl,
      NEXTAUTH_SECRET,
      JWT_SIGNING_KEYS: JSON.stringify(JWT_SIGNING_KEYS),
      LOG_LEVEL: "warn",
      NODE_ENV: "production",
    },
    execArgv: [],
  });
  const failed = once(child, "exit").then(() => {
    throw new Error("the process that does jobs ended early");
  });
  const [figures] = (await Promise.race([once(child, "message"), failed])) as [JobFigures];
  await failed.catch(() => undefined);
  const commits = await withClient(ownerUrl, async (client) => {
    const found = await commitTimes(client);
    await client.query("DELETE FROM jobs WHERE kind = 'bench.no-op'");
    await client.query("DELETE FROM function_runs WHERE function_id LIKE '%bench-no-op%'");
    return found;
  });
  const { perSecond, latenciesMs } = figures;
  return [
    row(
      "jobs-rate",
      "Jobs that do nothing: a second, to bare commits",
      perSecond,
      1000 / median(commits),
      "/s",
      TARGETS.jobRate,
    ),
    row(
      "jobs-latency",
      "A job when idle: median from commit to start, to P95",
      median(latenciesMs),
      percentile(latenciesMs, P95),
      "ms",
      TARGETS.jobLatency,
    ),
  ];
}

/** Milliseconds of commits of one row, one after the other. */
async function commitTimes(client: pg.Client): Promise<number[]> {
  await client.query("DROP TABLE IF EXISTS bench_commits");
  await client.query("CREATE TABLE bench_commits (n integer)");
  const times: number[] = [];
  for (let n = 0; n < COMMITS; n++) {
    const since = performance.now();
    await client.query("INSERT INTO bench_commits VALUES ($1)", [n]);
    times.push(performance.now() - since);
  }
  await client.query("DROP TABLE bench_commits");
  return times;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
