// npm run fuzz [-- --requests N --seed N]: sends made-up requests to an instance of its own and judges the answers by the contract.
import { parseArgs } from "node:util";
import { runVisibly } from "./testing/run-visibly.ts";
import { tool } from "./testing/stages.ts";

const { values } = parseArgs({ options: { requests: { type: "string" }, seed: { type: "string" } } });
const { requests = "50000", seed = String(Date.now() % 1_000_000_000) } = values;
if (![requests, seed].every((value) => /^[1-9]\d{0,8}$/.test(value))) {
  console.error("--requests and --seed take a whole number from 1 to 999999999.");
  process.exit(1);
}
const { isFailed } = await runVisibly(
  process.execPath,
  [tool("vitest", "vitest.mjs"), "run", "--project", "db", "lib/operation/fuzz.db.test.ts"],
  { ...process.env, FUZZ_REQUESTS: requests, FUZZ_SEED: seed, FUZZ_LOG_LEVEL: "error" },
);
process.exitCode = isFailed ? 1 : 0;
