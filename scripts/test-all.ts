// npm test [-- --only unit|db|e2e|static] [--keep-going]: everything that has to hold before a change is good.
import { parseArgs } from "node:util";
import { ensurePrismaClient } from "./prisma-cli.ts";
import { asStage, runBuild, runPlaywright, runVitest, type StageResult } from "./testing/stages.ts";
import { runStaticChecks } from "./testing/static-checks.ts";
import { sum } from "./testing/tally.ts";

type Stage = { name: string; run: () => Promise<StageResult> };

const { values } = parseArgs({
  options: { only: { type: "string" }, "keep-going": { type: "boolean", default: false } },
});
const client: Stage = {
  name: "prisma generate",
  run: () => asStage("prisma generate", async () => ((await ensurePrismaClient()) ? "done" : "up to date")),
};
const checks: Stage = { name: "static checks", run: runStaticChecks };
const build: Stage = { name: "next build", run: runBuild };
const browser: Stage = { name: "playwright", run: runPlaywright };
const selections: Record<string, Stage[]> = {
  all: [client, checks, { name: "vitest", run: () => runVitest(["unit", "db"]) }, build, browser],
  static: [client, checks],
  unit: [client, { name: "vitest", run: () => runVitest(["unit"]) }],
  db: [client, { name: "vitest", run: () => runVitest(["db"]) }],
  e2e: [client, build, browser],
};

const stages = selections[values.only ?? "all"];
if (stages) await runAll(stages);
else {
  console.error("--only takes one of: unit, db, e2e, static.");
  process.exit(1);
}

async function runAll(selected: readonly Stage[]): Promise<void> {
  const results: { name: string; result: StageResult }[] = [];
  const left = [...selected];
  for (let stage = left.shift(); stage; stage = left.shift()) {
    console.log(`\n${stage.name}`);
    const result = await stage.run();
    results.push({ name: stage.name, result });
    if (result.failed > 0 && !values["keep-going"]) break;
  }

  console.log("\nSummary");
  for (const { name, result } of results) if (result.summary) console.log(`\n${name}\n${result.summary}`);
  if (left.length > 0) console.log(`\nNot run: ${left.map(({ name }) => name).join(", ")}`);
  const { passed, failed } = sum(results.map(({ result }) => result));
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit();
}
