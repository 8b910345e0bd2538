import type { Outcome } from "#lib/testing/faults/kills";
import type { Steady } from "#lib/testing/faults/steady";

/** What `npm run test:soak` has measured. */
export type Measured = {
  outcomes: Readonly<Record<string, Outcome>>;
  steady: Steady | null;
  minutes: number;
  machine: string;
};

const LOAD = "16 clients, mixed writes and reads, 2 instances";
const ms = (value: number | null): string => (value === null ? "–" : `${Math.round(value)} ms`);

/** docs/reliability.md with the measured table; nothing in it is written by hand. */
export function reliabilityPage({ outcomes, steady, minutes, machine }: Measured): string {
  const rows = Object.entries(outcomes).map(([fault, one]) =>
    [
      fault,
      LOAD,
      one.requests,
      one.writes,
      one.lost.length,
      one.duplicated.length,
      one.halfDone.length,
      ms(one.msTo503),
      ms(one.msToRecover),
    ].join(" | "),
  );
  return `# Reliability

What faults do to Rookery, measured by \`npm run test:soak -- --report\`, which writes this page. Measured on: ${machine}.

Two instances of the API stand behind a round-robin before a PostgreSQL of their own. Sixteen clients create tenants, users and
API keys under an \`Idempotency-Key\`, rename tenants, lock and unlock users and read lists, without a pause; each repeats what was
not answered, or was answered by 503. Afterwards the database is compared with what the clients were told: *lost* is an
acknowledged write that is not there or has no audit row, *duplicated* one that is there twice or has two audit rows, *half-done*
an effect without its audit row, an audit row without its effect, or a claim of a key that nobody settled. Any 4xx during a fault,
and any 503 without its envelope, request id and \`Retry-After\`, would fail the run.

| Fault | Load | Requests | Writes acknowledged | Lost | Duplicated | Half-done | Time to 503 | Time to recover |
|---|---|---:|---:|---:|---:|---:|---:|---:|
${rows.map((row) => `| ${row} |`).join("\n")}

*Time to 503* runs from the fault to the first 503. *Time to recover* runs from the end of the fault to the first good answer; of
killed instances it is the longest time until the replacement served, while the other instance went on serving. A disk is not
really filled: a trigger has PostgreSQL answer as it does then. PostgreSQL that was killed comes back by itself, and its own
recovery is part of the time.
${steady ? steadyText(steady, minutes) : ""}
## What holds it

| Fault | Mechanism | Test |
|---|---|---|
| Database out of reach or silent | heart-beat and circuit breaker: 503 for calls under way and to come; what was given up never commits later | \`lib/db/outage.db.test.ts\`, \`lib/operation/faults.db.test.ts\`, \`e2e/resilience.spec.ts\` |
| Disk full, out of memory, standby | 503 for what cannot be done; the circuit stays closed for what can | \`lib/operation/shortage.db.test.ts\` |
| Connection pool exhausted | a connection is waited for 3 s, a lock 15 s, then 503 | \`lib/operation/shortage.db.test.ts\` |
| Answer to a commit lost | the key keeps the answer: the retry gets it | \`lib/operation/shortage.db.test.ts\` |
| Instance killed | one transaction for effect, audit, key and outbox; a claim ends with its process (a session lock), so that a retry need not wait | \`lib/operation/crash.db.test.ts\`, \`lib/operation/faults.db.test.ts\`, \`e2e/resilience.spec.ts\` |
| Wall clock jumps | leases and schedules by the database's clock, pauses and memories by the monotonic one | \`lib/operation/shortage.db.test.ts\` |
| Inngest gone | jobs wait in their rows and are delivered later under the same id | \`inngest/gone.db.test.ts\`, \`inngest/inngest.db.test.ts\` |
| Provisioning slow, hanging, failing | a limit for each of three tries, then 502, rollback and compensation | \`lib/tenants/provisioning.db.test.ts\` |
| Webhook receiver hanging or lying | a limit for time and size, retries, dead letter | \`lib/webhooks/post.db.test.ts\`, \`lib/webhooks/delivery.db.test.ts\` |
| A source down, stale, slow or talking nonsense | figures say so, and are null or dated | \`lib/chaos/chaos.db.test.ts\` |
| Process told to end (SIGTERM) | no new connections, all requests answered, runs given back | \`e2e/resilience.spec.ts\`, \`lib/runner/processes.db.test.ts\` |
| Two and more instances | sessions, allowances, configuration, jobs and schedules shared through the database; each its own circuit | \`e2e/resilience.spec.ts\`, \`lib/auth/revocation.db.test.ts\`, \`lib/operation/rate-limit.db.test.ts\`, \`lib/configuration/current.db.test.ts\`, \`lib/runner/processes.db.test.ts\`, \`lib/operation/shortage.db.test.ts\` |

## Measuring again

\`\`\`sh
npm run test:soak                                        # 100 kills, each outage once, 30 minutes at 50 requests/s
npm run test:soak -- --kills 20 --minutes 3 --report     # shorter, and writes this page
\`\`\`

It fails when a write is lost, twice or half-done, when an answer is wrong, when a request of the steady load fails, or when the
memory of an instance has grown by more than a quarter. The same tests run briefly in \`npm test\`. Reading memory needs Linux.
`;
}

const steadyText = (
  { requests, perSecond, errors, p95Ms, memoryEarlyMiB, memoryLateMiB }: Steady,
  minutes: number,
): string => `
## Steady load

${minutes} minutes of a mixed load, one request in five a write: ${requests} requests at ${perSecond.toFixed(1)} a second, ${errors.length} errors,
p95 ${Math.round(p95Ms)} ms. Memory of the heavier instance: ${Math.round(memoryEarlyMiB)} MiB early on, ${Math.round(memoryLateMiB)} MiB at the end.
`;
