import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { inProject } from "./project.ts";
import { runCommand } from "./run-command.ts";
import { hashFiles } from "./source-hash.ts";

const CLI = inProject("node_modules", "prisma", "build", "index.js");
const STAMP = inProject("lib", "db", "generated", ".stamp");

/** The environment in which the Prisma command line uses our schema engine instead of downloading one. */
export function prismaEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // The engine is a script: its first line looks `node` up by name.
    PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
    PRISMA_SCHEMA_ENGINE_BINARY:
      process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ?? inProject("scripts", "schema-engine.mjs"),
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
}

/** Command and arguments that run the Prisma command line on this Node. */
export function prismaCommand(args: readonly string[]): [command: string, args: string[]] {
  return [process.execPath, [CLI, ...args]];
}

/** Generates the database client unless it is there and made from the schema as it stands; tells whether it did. */
export async function ensurePrismaClient(signal?: AbortSignal): Promise<boolean> {
  const wanted = hashFiles(["prisma/schema.prisma", "node_modules/prisma/package.json"]);
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return false;
  await runCommand(...prismaCommand(["generate"]), { env: prismaEnvironment(), ...(signal && { signal }) });
  writeFileSync(STAMP, wanted);
  return true;
}
