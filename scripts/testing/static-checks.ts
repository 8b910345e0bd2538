import { existsSync } from "node:fs";
import { inProject } from "../project.ts";
import { runCommand } from "../run-command.ts";
import { asStage, type StageResult, tool } from "./stages.ts";
import { sum } from "./tally.ts";

type Check = { label: string; args: readonly string[] };

const CODE = ["app", "components", "e2e", "inngest", "lib", "proxy.ts", "instrumentation.ts"];

/** Runs the linter, the compiler and the dependency checks, two at a time; each that fails is one failure. */
export async function runStaticChecks(): Promise<StageResult> {
  // The compiler needs the types that Next.js derives from the routes.
  const typegen = await check({ label: "next typegen", args: [tool("next", "dist", "bin", "next"), "typegen"] });
  const left: Check[] = [
    { label: "tsc", args: [tool("typescript", "bin", "tsc"), "--noEmit"] },
    { label: "biome", args: [tool("@biomejs", "biome", "bin", "biome"), "ci", "--colors=off", "."] },
    {
      label: "dependency-cruiser",
      args: [
        tool("dependency-cruiser", "bin", "dependency-cruise.mjs"),
        ...CODE.filter((path) => existsSync(inProject(path))),
      ],
    },
    { label: "knip", args: [tool("knip", "bin", "knip.js")] },
  ];
  const results = [typegen];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) results.push(await check(next));
  };
  await Promise.all([work(), work()]);
  return sum(results);
}

function check({ label, args }: Check): Promise<StageResult> {
  return asStage(label, async () => {
    await runCommand(process.execPath, args, { env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } });
    return "ok";
  });
}
