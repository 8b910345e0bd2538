import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { inProject } from "../../scripts/project.ts";

/** A fenced block of a page: what it is, its text, and what is said to come of it. */
export interface Block {
  readonly kind: "sh" | "sql";
  readonly heading: string;
  readonly text: string;
  /** Has to appear in the output, line by line in this order; `…` stands for anything. */
  readonly expected: readonly string[];
}

const FENCE = /^## (?<heading>.+)$|^```(?<kind>\w*)\n(?<text>[\s\S]*?)^```$/gm;

/** The blocks of a page that a test runs, in order. Throws at a block that is not run and does not say why. */
export function runnableBlocks(...path: readonly string[]): readonly Block[] {
  const blocks: (Block & { expected: readonly string[] })[] = [];
  let at = "";
  for (const { groups: { heading, kind, text = "" } = {} } of readFileSync(inProject(...path), "utf8").matchAll(
    FENCE,
  )) {
    at = heading ?? at;
    const last = blocks.at(-1);
    if (kind === "sh" || kind === "sql") {
      blocks.push({ kind, heading: at, text, expected: [] });
    } else if (kind === "text" && last) {
      last.expected = text.trim().split("\n");
    } else if (kind === "console" && !/^# Not run here: .{10}/.test(text)) {
      throw new Error(`a block under "${at}" is not run and does not say why`);
    }
  }
  return blocks;
}

/** The lines that were expected and did not come. */
export function missing(expected: readonly string[], output: string): readonly string[] {
  return expected.filter((line) => !new RegExp(line.split("…").map(RegExp.escape).join(".*")).test(output));
}

/** One shell that runs block after block, as somebody at a terminal would; it ends at the first command that fails. */
export class Shell {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #gone: Promise<unknown>;
  #output = "";

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn("sh", ["-eu"], { cwd: inProject(), env: { ...env } as NodeJS.ProcessEnv, detached: true });
    this.#gone = once(this.#child, "exit");
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
  }

  /** Runs the text; resolves with what it printed. Rejects, with that, when a command failed. */
  async run(text: string): Promise<string> {
    this.#output = "";
    const end = `::end ${Math.random()}`;
    const gone = this.#gone.then(() => {
      throw new Error(`the shell ended in:\n${text}\n${this.#output}`);
    });
    const done = new Promise<void>((resolve) => {
      const look = () => {
        if (this.#output.includes(end)) {
          this.#child.stdout.off("data", look);
          resolve();
        }
      };
      this.#child.stdout.on("data", look);
    });
    this.#child.stdin.write(`${text}\necho '${end}'\n`);
    await Promise.race([done, gone]);
    gone.catch(() => undefined);
    return this.#output.replace(end, "");
  }

  /** Ends it with everything that it started. */
  end(): void {
    if (this.#child.pid !== undefined) {
      try {
        process.kill(-this.#child.pid, "SIGKILL");
      } catch {
        // All of it has ended already.
      }
    }
  }
}
