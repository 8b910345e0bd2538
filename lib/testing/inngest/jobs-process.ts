import { JOBS } from "../../jobs/all.ts";
import { localJobs } from "../jobs.ts";

// A process of its own that does the application's jobs, to be killed. Told by the environment how long leases last.

const { relay, runner } = await localJobs(JOBS, {
  leaseMs: Number(process.env["LEASE_MS"]),
  pollMs: 100,
  graceMs: 200,
});
relay.start();
runner.start();
process.send?.("ready");
