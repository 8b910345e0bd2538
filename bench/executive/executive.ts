import { fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { newSecrets } from "../../scripts/launch/secrets.ts";
import { inProject } from "../../scripts/project.ts";
import type { LoadGenerator } from "../load/load.ts";
import { type Contestant, measureInTurns } from "../measure.ts";
import type { Effort, Options } from "../options.ts";
import { type ResultRow, row } from "../report/results.ts";
import type { Scenario } from "../scenarios.ts";
import type { BenchCluster, BenchDatabase } from "../setup/databases.ts";
import { signIn, startApp } from "../setup/servers.ts";
import { cleanUp, prepareSubjects } from "../setup/subjects.ts";
import { median, percentile } from "../statistics.ts";
import { TARGETS } from "../targets.ts";
import { changeToday, ensureExecutiveData, forgetCounting } from "./data.ts";
import type { FiguresTold } from "./figures-process.ts";

const DAYS = 400;
const SHORT_DAYS = 40;
const P95 = 0.95;
const ROUNDS = 5;
/** Of 10 000: whose mail a refresh every five minutes finds changed. */
const CHANGED_SHARE = 0.2;

/** The executive side: a day's aggregation, refreshes at two lengths of history, and the answers over HTTP. */
export async function measureExecutive(
  cluster: BenchCluster,
  { isQuick, effort }: Pick<Options, "isQuick" | "effort">,
  generator: LoadGenerator,
): Promise<readonly ResultRow[]> {
  const long = await cluster.open(isQuick ? "executive_quick" : "executive");
  const short = await cluster.open(isQuick ? "executive_quick_short" : "executive_short");
  await ensureExecutiveData(long.ownerUrl, { days: DAYS, events: isQuick ? 500_000 : 5_000_000 });
  await ensureExecutiveData(short.ownerUrl, { days: SHORT_DAYS, events: 0 });
  return [
    ...(await measureAggregation(long)),
    await measureRefresh(long, short, isQuick ? 1000 : 10_000),
    ...(await measureAnswers(long, generator, effort)),
  ];
}

async function measureAggregation(database: BenchDatabase): Promise<readonly ResultRow[]> {
  console.log("Measuring the aggregation of a day …");
  const total = await forgetCounting(database.ownerUrl);
  const { ms, memoryBefore, memoryPeak } = await figuresOf(database, "aggregate");
  const count = total.toLocaleString("en-US");
  console.log(`  ${count} events in ${(ms / 1000).toFixed(1)} s`);
  const seconds = ms / 1000;
  const scan = (await bareScan(database.ownerUrl)) / 1000;
  return [
    row(
      "aggregation",
      `Aggregating ${count} raw events of a day: time, to one bare GROUP BY of them`,
      seconds,
      scan,
      "s",
      TARGETS.aggregation,
    ),
    row(
      "aggregation-memory",
      `Aggregating ${count} raw events of a day: memory of the process at its highest, to before`,
      memoryPeak,
      memoryBefore,
      "MiB",
      TARGETS.aggregationMemory,
    ),
  ];
}

async function bareScan(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const since = performance.now();
    await client.query(
      "SELECT count(*) FROM (SELECT tenant_id, date_trunc('hour', occurred_at, 'UTC') AS hour, count(*) FILTER (WHERE kind = 'delivered') FROM esp_events GROUP BY 1, 2) s",
    );
    return performance.now() - since;
  } finally {
    await client.end();
  }
}

async function measureRefresh(long: BenchDatabase, short: BenchDatabase, tenants: number): Promise<ResultRow> {
  console.log("Measuring refreshes …");
  const times: { long: number[]; short: number[] } = { long: [], short: [] };
  for (const database of [long, short]) {
    const { ms } = await figuresOf(database, "refresh");
    console.log(`  all figures anew in ${(ms / 1000).toFixed(1)} s`);
  }
  const changed = Math.round(tenants * CHANGED_SHARE);
  for (let n = 0; n <= ROUNDS; n++) {
    for (const name of ["long", "short"] as const) {
      const database = { long, short }[name];
      await changeToday(database.ownerUrl, changed);
      const { ms } = await figuresOf(database, "refresh");
      // The first round warms up.
      if (n > 0) {
        times[name].push(ms);
      }
    }
  }
  return row(
    "refresh",
    `Refreshing the figures after new mail of ${changed.toLocaleString("en-US")} tenants, ${DAYS} days of history: median, to ${SHORT_DAYS} days`,
    median(times.long),
    median(times.short),
    "ms",
    TARGETS.refresh,
  );
}

/** Runs one piece of work in a process of its own. */
async function figuresOf({ appUrl }: BenchDatabase, work: "aggregate" | "refresh"): Promise<FiguresTold> {
  const { NEXTAUTH_SECRET, JWT_SIGNING_KEYS } = newSecrets();
  const child = fork(inProject("bench", "executive", "figures-process.ts"), [work], {
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
    throw new Error(`the process that was to ${work} ended early`);
  });
  const [told] = (await Promise.race([once(child, "message"), failed])) as [FiguresTold];
  await failed.catch(() => undefined);
  return told;
}

async function measureAnswers(
  database: BenchDatabase,
  generator: LoadGenerator,
  effort: Effort,
): Promise<readonly ResultRow[]> {
  const accounts = await prepareSubjects(database);
  const server = await startApp(database.appUrl, "app-executive");
  try {
    const scenarios = await answersOf(database.ownerUrl);
    const tokens = await signIn(server, accounts);
    const app: Contestant = { server, tokens, scenarios, isBare: false, codePrefix: "BENCH-E" };
    const rows: ResultRow[] = [];
    for (const { name, title } of scenarios) {
      console.log(`Measuring ${name} …`);
      const [latencies = []] = await measureInTurns({ name, isAlike: false }, [app], generator, effort);
      rows.push(
        row(name, `${title}: P95, to its median`, percentile(latencies, P95), median(latencies), "ms", TARGETS.answer),
      );
    }
    return rows;
  } finally {
    await server.stop();
    await cleanUp(database);
  }
}

/** The requests: every window, tenants from all over, first pages and those in the middle. */
async function answersOf(url: string): Promise<readonly Scenario[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; total: number }>(
      "SELECT id, count(*) OVER ()::integer AS total FROM tenants WHERE deleted_on IS NULL ORDER BY md5(id::text) LIMIT 50",
    );
    const middle = Math.floor((rows[0]?.total ?? 0) / 100);
    const read = (name: string, title: string, paths: readonly string[]): Scenario => ({
      name,
      title,
      isWrite: false,
      variants: paths.map((path) => ({ method: "GET", path: `/api/v1/system${path}` })),
    });
    const pages = (from: number, sort: string) =>
      Array.from({ length: 10 }, (_, n) => `/tenants?sort=${sort}&page=${from + n}&pageSize=50`);
    return [
      read(
        "executive-overview",
        "Executive overview",
        ["last_7d", "last_30d", "last_90d"].map((timeframe) => `/overview?timeframe=${timeframe}`),
      ),
      read(
        "tenant-summary",
        "Tenant summary",
        rows.map(({ id }) => `/tenants/${id}/summary`),
      ),
      read("directory-risk", "Directory by risk, pages 1–10", pages(1, "-risk")),
      read("directory-far", "Directory by risk, pages in the middle", pages(Math.max(1, middle - 10), "-risk")),
    ];
  } finally {
    await client.end();
  }
}
