// npm run bench: measures the production build against a bare server that runs the same statements, in one run and as ratios.
import { mkdirSync, writeFileSync } from "node:fs";
import { ensureBuild } from "../scripts/next-build.ts";
import { inProject } from "../scripts/project.ts";
import { measureJobs } from "./engine/jobs.ts";
import { measureRules } from "./engine/rules.ts";
import { measureExecutive } from "./executive/executive.ts";
import { measureExport } from "./export.ts";
import { startLoadGenerator } from "./load/load.ts";
import type { Contestant } from "./measure.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { findSeqScans } from "./plans.ts";
import { environmentOf } from "./report/environment.ts";
import type { ResultRow, Results } from "./report/results.ts";
import { keepResults, markdownOf } from "./report/table.ts";
import { type Field, measureMixed, measureNoOp, measureScenarios } from "./rows.ts";
import { takeSamples } from "./samples.ts";
import { auditRange, commonPage, makeScenarios, type Scenario } from "./scenarios.ts";
import { captureScenarios } from "./setup/capture-run.ts";
import {
  type BenchCluster,
  type BenchDatabase,
  type BenchDatabases,
  ownDatabases,
  startCluster,
} from "./setup/databases.ts";
import { type BenchServer, signIn, startApp, startBare } from "./setup/servers.ts";
import { cleanUp, prepareSubjects } from "./setup/subjects.ts";
import { verifyAlike, verifySameRows } from "./verify.ts";

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(USAGE);
  } else {
    process.exitCode = (await bench(options)) ? 0 : 1;
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}

/** True when every target is met. */
async function bench(options: Options): Promise<boolean> {
  mkdirSync(inProject("bench", "data"), { recursive: true });
  if (options.wantsBuild) {
    await ensureBuild();
  }
  const cluster = options.given ? null : await startCluster();
  try {
    const parts = [
      ...(wantsMain(options) ? [await runMain(options, cluster)] : []),
      ...(cluster && isWanted(options, "executive") ? [await runExecutive(options, cluster)] : []),
    ];
    const [first] = parts;
    if (!first) {
      throw new Error("Nothing to measure: the executive part needs the benchmark's own database");
    }
    const results: Results = { ...first, rows: parts.flatMap(({ rows }) => rows) };
    console.log(`\n${markdownOf(results)}\n`);
    if (options.only === null && !options.isQuick) {
      keepResults(results);
    }
    return results.rows.every((row) => row.isMet) && results.plans?.isMet !== false;
  } finally {
    await cluster?.stop();
  }
}

function wantsMain({ only }: Options): boolean {
  return only === null || [...only].some((name) => name !== "executive");
}

async function runMain(options: Options, cluster: BenchCluster | null): Promise<Results> {
  const databases = options.given ?? (cluster && (await ownDatabases(cluster, options.isQuick ? "quick" : "large")));
  if (!databases) {
    throw new Error("there is neither a database nor a server to make one on");
  }
  return run(options, databases);
}

/** The executive part, on databases of its own and after everything else. */
async function runExecutive(options: Options, cluster: BenchCluster): Promise<Results> {
  const generator = startLoadGenerator();
  try {
    const rows = await measureExecutive(cluster, options, generator);
    const { ownerUrl } = await cluster.open(options.isQuick ? "executive_quick" : "executive");
    return { at: new Date().toISOString(), environment: await environmentOf(ownerUrl), rows, plans: null };
  } finally {
    await generator.stop();
  }
}

async function run(options: Options, { large, small }: BenchDatabases): Promise<Results> {
  const environment = await environmentOf(large.ownerUrl);
  // Before there are servers: what is measured when idle wants nobody else at work.
  const jobs = isWanted(options, "jobs") ? await measureJobs(large) : [];
  const [scenarios = [], smallScenarios = []] = await scenariosOf(small ? [large, small] : [large]);
  const subjects = await prepareSubjects(large);
  console.log("Watching what each request does in the database …");
  const mark = Math.floor(Date.now() / 1000)
    .toString(36)
    .toUpperCase();
  const replays = await captureScenarios(large, scenarios, subjects, `BENCH-${mark}-C`);
  const replayFile = inProject("bench", "data", "replays.json");
  writeFileSync(replayFile, JSON.stringify(replays, null, 1));
  await cleanUp(large);

  const servers: BenchServer[] = [];
  const generator = startLoadGenerator();
  const app = async (database: BenchDatabase, name: string, asked: readonly Scenario[]): Promise<Contestant> => {
    const accounts = await prepareSubjects(database);
    const server = await startApp(database.appUrl, name);
    servers.push(server);
    const tokens = await signIn(server, accounts);
    return { server, tokens, scenarios: asked, isBare: false, codePrefix: `BENCH-${mark}-A` };
  };
  try {
    const bare = await startBare(large.appUrl, replayFile);
    servers.push(bare);
    const field: Field = {
      app: await app(large, "app", scenarios),
      bare: { server: bare, tokens: [], scenarios, isBare: true, codePrefix: `BENCH-${mark}-B` },
      small: small && (await app(small, "app-small", smallScenarios)),
      generator,
      effort: options.effort,
      restore: () => cleanUp(large, "tenants"),
    };
    await verifySameRows(field.app, field.bare);
    await verifyAlike(field.small ? [field.app, field.small] : [field.app]);
    const rows = [
      ...(await measure(options, field)),
      ...(isWanted(options, "rules") ? await measureRules(field.app, large.ownerUrl) : []),
      ...(isWanted(options, "export") ? await measureExport(field.app, large.ownerUrl) : []),
    ];
    const plans = isWanted(options, "plans") ? await explain(large, replays) : null;
    return { at: new Date().toISOString(), environment, rows: [...rows, ...jobs], plans };
  } finally {
    await generator.stop();
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([large, small].map((database) => database && cleanUp(database)));
  }
}

/** What is asked of each database, of the same time and with pages that all of them fill. */
async function scenariosOf(databases: readonly BenchDatabase[]): Promise<readonly (readonly Scenario[])[]> {
  const range = auditRange();
  const samples = await Promise.all(databases.map(({ ownerUrl }) => takeSamples(ownerUrl, range)));
  return samples.map((found) => makeScenarios(found, range, commonPage(samples)));
}

async function measure(options: Options, field: Field): Promise<readonly ResultRow[]> {
  return [
    ...(await measureScenarios(field, (name) => isWanted(options, name))),
    ...(isWanted(options, "no-op") ? await measureNoOp(field) : []),
    ...(isWanted(options, "mixed") ? await measureMixed(field) : []),
  ];
}

async function explain(large: BenchDatabase, replays: Parameters<typeof findSeqScans>[1]): Promise<Results["plans"]> {
  const { explained, scans } = await findSeqScans(large.appUrl, replays);
  return { explained, scans, isMet: scans.every(({ isForbidden }) => !isForbidden) };
}

function isWanted({ only }: Options, name: string): boolean {
  return only === null || only.has(name);
}
