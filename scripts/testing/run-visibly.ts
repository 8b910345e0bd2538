import { spawn } from "node:child_process";
import { projectRoot } from "../project.ts";

/** How a command ended, and everything that it printed. */
export type VisibleRun = { isFailed: boolean; output: string };

/** Runs a command whose output is seen as it comes, and kept. Ctrl-C reaches it through the terminal. */
export function runVisibly(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<VisibleRun> {
  const colours = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const child = spawn(command, args, {
    cwd: projectRoot,
    env: { ...env, ...colours },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const pass = (to: NodeJS.WriteStream) => (text: string) => {
    output += text;
    to.write(text);
  };
  child.stdout.setEncoding("utf8").on("data", pass(process.stdout));
  child.stderr.setEncoding("utf8").on("data", pass(process.stderr));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ isFailed: code !== 0, output }));
  });
}
