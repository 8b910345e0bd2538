import { existsSync } from "node:fs";
import { chromium } from "playwright";
import { inProject } from "./project.ts";
import { CommandFailed, runCommand } from "./run-command.ts";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium on this machine: the one CHROMIUM_PATH names, a system one, or one that Playwright downloaded; else null. */
export function findChromium(): string | null {
  const candidates = [process.env["CHROMIUM_PATH"], ...INSTALLED, chromium.executablePath()];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** Finds a Chromium, or installs one in the ways that this machine offers. Throws with the remedy when there is none. */
export async function ensureChromium(): Promise<string> {
  for (const install of [null, downloadWithPlaywright, installWithApt]) {
    if (install) await install();
    const found = findChromium();
    if (found) return found;
  }
  throw new Error(
    "The end-to-end tests need Chromium, and none could be installed. Install Chromium or Chrome and set CHROMIUM_PATH to its program.",
  );
}

async function downloadWithPlaywright(): Promise<void> {
  console.log("No Chromium found: downloading the one Playwright offers …");
  const cli = inProject("node_modules", "playwright", "cli.js");
  await attempt(process.execPath, [cli, "install", "chromium"]);
}

async function installWithApt(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  console.log("Not to be had there: installing the system's (apt-get install chromium) …");
  await attempt("/usr/bin/apt-get", ["update"]);
  await attempt("/usr/bin/apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
}

async function attempt(command: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "15000" };
  try {
    await runCommand(command, args, { env });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.log(error.output.trimEnd().split("\n").slice(-3).join("\n"));
  }
}
