import { embedded } from "../../../inngest/client.ts";
import { embeddedHandler } from "../../../inngest/embedded.ts";
import { FunctionRunner } from "../../runner/runner.ts";
import { contractFunctions } from "./functions.ts";
import { note } from "./log.ts";

// A process of its own that runs the contract's functions, to be killed and frozen. Told by the environment how long leases last.

const runner = new FunctionRunner({ retryDelayMs: () => 50, leaseMs: Number(process.env["LEASE_MS"]), graceMs: 200 });
const client = embedded(runner);
await runner.connect(embeddedHandler(client, contractFunctions(client, note)));
runner.start();
process.once("SIGTERM", async () => {
  await runner.stop();
  process.exit(0);
});
process.send?.("ready");
