// npm run fuzz [-- --requests N --seed N]: sends made-up requests to an instance of its own and judges the answers by the contract.
// With --url it sends them over HTTP to a running instance that nobody needs, as the super admin of FUZZ_EMAIL and FUZZ_PASSWORD.
import { parseArgs } from "node:util";
import { fuzzOverHttp } from "#lib/testing/fuzz/over-http";
import { runVisibly } from "./testing/run-visibly.ts";
import { tool } from "./testing/stages.ts";

const { values } = parseArgs({
  options: { requests: { type: "string" }, seed: { type: "string" }, url: { type: "string" } },
});
const { requests = "50000", seed = String(Date.now() % 1_000_000_000), url } = values;
if (![requests, seed].every((value) => /^[1-9]\d{0,8}$/.test(value))) {
  console.error("--requests and --seed take a whole number from 1 to 999999999.");
  process.exit(1);
}
process.exitCode = (await (url === undefined ? isSoundAlone() : isSoundAt(new URL(url).origin))) ? 0 : 1;

async function isSoundAlone(): Promise<boolean> {
  const { isFailed } = await runVisibly(
    process.execPath,
    [tool("vitest", "vitest.mjs"), "run", "--project", "db", "lib/operation/fuzz.db.test.ts"],
    { ...process.env, FUZZ_REQUESTS: requests, FUZZ_SEED: seed, FUZZ_LOG_LEVEL: "error" },
  );
  return !isFailed;
}

async function isSoundAt(origin: string): Promise<boolean> {
  const { FUZZ_EMAIL: email = "", FUZZ_PASSWORD: password = "" } = process.env;
  const startedAt = performance.now();
  const plan = { seed: Number(seed), requests: Number(requests), lanes: 8 };
  const { defects, statuses, succeeded } = await fuzzOverHttp(origin, { email, password }, plan);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`fuzz: seed ${seed}, ${requests} requests in ${seconds} s, ${succeeded.size} operations succeeded`);
  console.log(`fuzz: ${JSON.stringify(statuses)}`);
  for (const defect of defects) {
    console.error(`fuzz: ${JSON.stringify(defect)}`);
  }
  return defects.length === 0;
}
