import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "../chromium.ts";
import { ensureBuild } from "../next-build.ts";
import { inProject } from "../project.ts";
import { CommandFailed } from "../run-command.ts";
import { runVisibly } from "./run-visibly.ts";
import {
  type PlaywrightReport,
  summaryOf,
  type Tally,
  tallyPlaywright,
  tallyVitest,
  type VitestReport,
  withExit,
} from "./tally.ts";

/** What a stage came to; `summary` is the runner's own. */
export type StageResult = Tally & { summary?: string };

/** A vitest project. */
export type Project = "unit" | "db";

/** Runs vitest projects. */
export async function runVitest(projects: readonly Project[]): Promise<StageResult> {
  return withReportFile(async (file) => {
    const args = [tool("vitest", "vitest.mjs"), "run", ...projects.flatMap((name) => ["--project", name])];
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { isFailed, output } = await runVisibly(process.execPath, [...args, ...reporters], process.env);
    const report = readReport<VitestReport>(file);
    const tally = report ? tallyVitest(report) : { passed: 0, failed: 1 };
    return { ...withExit(tally, isFailed), summary: summaryOf(output, /^\s*Test Files /) };
  });
}

/** Builds the application unless it is built from these sources already. */
export async function runBuild(): Promise<StageResult> {
  return asStage("next build", async () => ((await ensureBuild()) ? "done" : "up to date"));
}

/** Runs the end-to-end tests in a real Chromium. */
export async function runPlaywright(): Promise<StageResult> {
  let chromium = "";
  const found = await asStage("chromium", async () => {
    chromium = await ensureChromium();
    return chromium;
  });
  if (found.failed > 0) return found;
  return withReportFile(async (file) => {
    const args = [tool("playwright", "cli.js"), "test", "-c", "e2e/playwright.config.ts"];
    const env = { ...process.env, CHROMIUM_PATH: chromium, E2E_REPORT: file };
    const { isFailed, output } = await runVisibly(process.execPath, args, env);
    const report = readReport<PlaywrightReport>(file);
    const tally = report ? tallyPlaywright(report) : { passed: 0, failed: 1 };
    return { ...withExit(tally, isFailed), summary: summaryOf(output, /^\s+\d+ passed|^\s+\d+ failed/) };
  });
}

/** Runs a step that counts only when it fails, and says how it went in a line; its output is shown when it fails. */
export async function asStage(label: string, work: () => Promise<string>): Promise<StageResult> {
  const since = performance.now();
  const say = (text: string) =>
    console.log(
      `  ${label.padEnd(20)}${text.padEnd(34)}${((performance.now() - since) / 1000).toFixed(1).padStart(7)} s`,
    );
  try {
    say(await work());
    return { passed: 0, failed: 0 };
  } catch (error) {
    say("FAILED");
    if (error instanceof CommandFailed) console.log(`${error.output.trimEnd()}\n`);
    else console.log(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** Path of a script of an installed tool. */
export function tool(...path: string[]): string {
  return inProject("node_modules", ...path);
}

async function withReportFile(work: (file: string) => Promise<StageResult>): Promise<StageResult> {
  const directory = mkdtempSync(join(tmpdir(), "rookery-report-"));
  try {
    return await work(join(directory, "report.json"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readReport<Report>(file: string): Report | null {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
