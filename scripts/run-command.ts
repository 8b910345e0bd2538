import { spawn } from "node:child_process";
import { projectRoot } from "./project.ts";

/** How to run a command; `input` goes to its standard input, `uid` and `gid` drop privileges. */
export type CommandOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  input?: string;
  signal?: AbortSignal;
  uid?: number;
  gid?: number;
};

/** A command that ended badly; `output` is everything that it printed. */
export class CommandFailed extends Error {
  readonly output: string;

  constructor(command: string, ending: string, output: string) {
    super(`${command} ${ending}`);
    this.name = "CommandFailed";
    this.output = output;
  }
}

/** Runs a command to its end and resolves with what it printed. Rejects with CommandFailed, or AbortError on `signal`. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { input, ...rest } = options;
  const child = spawn(command, args, { cwd: projectRoot, ...rest, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
  child.stdin.on("error", () => undefined).end(input ?? "");
  const shown = [command, ...args].join(" ");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new CommandFailed(shown, signal ? `was ended by ${signal}` : `ended with code ${code}`, output));
    });
  });
}
