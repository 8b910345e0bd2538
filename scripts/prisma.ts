// npm run prisma -- <arguments>: the Prisma command line with our schema engine.
import { spawnSync } from "node:child_process";
import { prismaCommand, prismaEnvironment } from "./prisma-cli.ts";
import { inProject } from "./project.ts";

const { status } = spawnSync(...prismaCommand(process.argv.slice(2)), {
  cwd: inProject(),
  env: prismaEnvironment(),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
