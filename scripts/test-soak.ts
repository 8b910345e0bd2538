// npm run test:soak [-- --kills 100 --minutes 30 --report]: what npm test does briefly, for long; --report writes docs/reliability.md.
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { diskFullUnderLoad, killUnderLoad, type Outcome, outageUnderLoad } from "#lib/testing/faults/kills";
import { type Steady, steadyLoad } from "#lib/testing/faults/steady";
import { startWorld, type World } from "#lib/testing/faults/world";
import { ensurePrismaClient } from "./prisma-cli.ts";
import { inProject } from "./project.ts";
import { reliabilityPage } from "./testing/reliability-page.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    minutes: { type: "string", default: "30" },
    report: { type: "boolean", default: false },
  },
});
const kills = Number(values.kills);
const minutes = Number(values.minutes);

const FAULTS: Readonly<Record<string, (world: World) => Promise<Outcome>>> = {
  [`Instance killed (kill -9), ${kills} times`]: (world) => killUnderLoad(world, kills),
  "PostgreSQL stopped in order": ({ postgres, ...world }) =>
    outageUnderLoad(
      { postgres, ...world },
      () => postgres.stop(),
      () => postgres.start(),
    ),
  "PostgreSQL paused (SIGSTOP)": (world) => outageUnderLoad(world, world.postgres.freeze, world.postgres.thaw),
  "PostgreSQL killed (kill -9)": (world) => outageUnderLoad(world, world.postgres.kill, () => sleep(0)),
  "PostgreSQL's disk full (SQLSTATE 53100)": (world) => diskFullUnderLoad(world, async () => undefined),
};

await ensurePrismaClient();
const outcomes: Record<string, Outcome> = {};
let world = await startWorld(2);
let steady: Steady | null = null;
try {
  for (const [fault, inflict] of Object.entries(FAULTS)) {
    outcomes[fault] = await inflict(world);
    console.log(fault, summary(outcomes[fault]));
  }
} finally {
  await world.end();
}
if (minutes > 0) {
  world = await startWorld(2);
  try {
    steady = await steadyLoad(world, minutes);
    console.log(`${minutes} minutes at 50 requests/s`, { ...steady, errors: steady.errors.slice(0, 5) });
  } finally {
    await world.end();
  }
}

const isWhole = Object.values(outcomes).every(
  ({ lost, duplicated, halfDone, wrong }) => lost.length + duplicated.length + halfDone.length + wrong.length === 0,
);
// A page of code and data that was touched for the first time is no leak; a leak would double within minutes.
const isFlat = steady === null || steady.memoryLateMiB <= steady.memoryEarlyMiB * 1.25;
const isSteady = steady === null || (steady.errors.length === 0 && isFlat);
if (values.report) {
  const machine = `${cpus().length} processor cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.version}`;
  writeFileSync(inProject("docs", "reliability.md"), reliabilityPage({ outcomes, steady, minutes, machine }));
}
console.log(isWhole && isSteady ? "\nAll held." : "\nSomething did not hold; see above.");
process.exit(isWhole && isSteady ? 0 : 1);

function summary({ lost, duplicated, halfDone, wrong, ...counts }: Outcome): object {
  return { ...counts, lost, duplicated, halfDone, wrong };
}
