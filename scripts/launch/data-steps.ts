import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "../project.ts";
import { CommandFailed, runCommand } from "../run-command.ts";
import type { Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";
import type { LaunchSettings } from "./settings.ts";

/** Loads the demo data where they are wanted and not loaded yet; tells whether they are there. */
export async function loadDemoData(
  settings: LaunchSettings,
  env: NodeJS.ProcessEnv,
  progress: Progress,
  signal: AbortSignal,
): Promise<boolean> {
  const marker = markerOf(settings.dataDir);
  if (!settings.wantsDemoData) return false;
  if (existsSync(marker)) return true;
  const script = inProject("scripts", "seed-demo.ts");
  if (!existsSync(script)) return false;
  const work = async () => {
    await runCommand(process.execPath, [script], { env, signal });
    // Only now: a first start that is interrupted loads them again.
    writeFileSync(marker, new Date().toISOString());
    return "loaded";
  };
  await progress.step("demo data", work, "loading, on the first start only …");
  return true;
}

/** Lets the next load happen: the database is a new one, whatever the data directory remembers. */
export function forgetDemoData(dataDir: string): void {
  rmSync(markerOf(dataDir), { force: true });
}

function markerOf(dataDir: string): string {
  return join(dataDir, "demo-data");
}

/** Makes the administrator that BOOTSTRAP_ADMIN_EMAIL names, unless there already is one of that address. */
export async function makeBootstrapAdmin(
  { bootstrapAdmin }: LaunchSettings,
  env: NodeJS.ProcessEnv,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const script = inProject("scripts", "admin-create.ts");
  if (!bootstrapAdmin || !existsSync(script)) return;
  const { email, password } = bootstrapAdmin;
  await progress.step("admin", async () => {
    const args = [script, "--email", email, "--if-missing"];
    const made = runCommand(process.execPath, args, { env, signal, input: `${password}\n` });
    const output = await made.catch((error: unknown) => {
      if (!(error instanceof CommandFailed)) throw error;
      throw new Refusal(`The administrator of BOOTSTRAP_ADMIN_EMAIL cannot be made. ${error.output.trim()}`);
    });
    return output.trim().split("\n").at(-1) ?? email;
  });
}
