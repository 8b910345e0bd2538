// npm run build: what a start would build first; for images that are built once and started many times.

import { ensureBuild } from "./next-build.ts";
import { ensurePrismaClient } from "./prisma-cli.ts";
import { CommandFailed } from "./run-command.ts";

try {
  await ensurePrismaClient();
  console.log((await ensureBuild()) ? "Built." : "The build is up to date.");
} catch (error) {
  console.error(error instanceof CommandFailed ? error.output : error);
  process.exitCode = 1;
}
