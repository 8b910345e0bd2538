// npm run test:soak [-- --kills 100 --minutes 30 --only pool,clock --report]: what npm test does briefly, for long; --report writes
// docs/reliability.md.
import { parseArgs } from "node:util";
import type { Outcome } from "#lib/testing/faults/kills";
import { growth, type Steady, steadyLoad } from "#lib/testing/faults/steady";
import { startWorld } from "#lib/testing/faults/world";
import { ensurePrismaClient } from "./prisma-cli.ts";
import { report, rowOf } from "./testing/reliability-page.ts";
import { faults } from "./testing/soak-faults.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    minutes: { type: "string", default: "30" },
    only: { type: "string" },
    report: { type: "boolean", default: false },
  },
});
const STEADY = "steady";
const all = faults(Number(values.kills));
const wanted = values.only?.split(",") ?? [...Object.keys(all), STEADY];
const unknown = wanted.filter((name) => name !== STEADY && !Object.hasOwn(all, name));
if (unknown.length > 0) {
  console.error(`--only takes ${[...Object.keys(all), STEADY].join(", ")}; not ${unknown.join(", ")}.`);
  process.exit(1);
}

await ensurePrismaClient();
let hasHeld = true;
for (const [name, make] of Object.entries(all)) {
  if (wanted.includes(name)) {
    const { fault, load, inflict } = make();
    const outcome = await inflict();
    console.log(fault, outcome);
    hasHeld &&= isWhole(outcome);
    keep({ [name]: rowOf(fault, load, outcome) }, null);
  }
}
if (wanted.includes(STEADY) && Number(values.minutes) > 0) {
  const steady = await measureSteady(Number(values.minutes));
  console.log(STEADY, { ...steady, errors: steady.errors.slice(0, 5), growth: growth(steady) });
  hasHeld &&= isSteady(steady);
  keep({}, steady);
}
console.log(hasHeld ? "\nAll held." : "\nSomething did not hold; see above.");
process.exit(hasHeld ? 0 : 1);

function isWhole({ lost, duplicated, halfDone, wrong }: Outcome): boolean {
  return lost.length + duplicated.length + halfDone.length + wrong.length === 0;
}

/** A page of code and data that was touched for the first time is no leak; a leak would double within minutes. */
function isSteady(steady: Steady): boolean {
  return steady.errors.length === 0 && growth(steady) <= 1.25;
}

async function measureSteady(minutes: number): Promise<Steady> {
  const world = await startWorld(2, { variables: { BACKGROUND: "on" } });
  try {
    return await steadyLoad(world, minutes);
  } finally {
    await world.end();
  }
}

/** Written down at once: hours of measuring are not to be lost to what comes after. */
function keep(measured: Readonly<Record<string, ReturnType<typeof rowOf>>>, steady: Steady | null): void {
  if (values.report) {
    report(Object.keys(all), measured, steady);
  }
}
