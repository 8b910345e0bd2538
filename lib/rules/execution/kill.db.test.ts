import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { as, type SignedIn } from "../../testing/client.ts";
import { configure } from "../../testing/configure.ts";
import { endRunnerProcesses, type RunnerProcess, startRunnerProcess } from "../../testing/inngest/processes.ts";
import { createTenantRow } from "../../testing/people.ts";
import { until } from "../../testing/poll.ts";
import { asOwner } from "../../testing/rows.ts";
import { addRule } from "../testing.ts";

const ENTITIES = 1000;
/** `KILLS=100` is the measure; some thirty show that it is right, and leave the suite its time. */
const KILLS = Number(process.env["KILLS"] ?? 30);
const PROCESSES = 2;
/** Longer than a busy machine keeps a process from renewing it. */
const LEASE_MS = 2000;
/** A step whose process is lost four times is given up, by design; so a step ends between any two kills. */
const KILLS_WITHOUT_PROGRESS = 1;

let admin: SignedIn;
let tenantId: string;
const workers: RunnerProcess[] = [];
beforeAll(async () => {
  await configure({ "rules.maxImpactPercent": 100 });
  admin = await as("SuperAdmin");
  tenantId = await createTenantRow();
  await asOwner(
    `WITH made AS (INSERT INTO users (id, email, name, role_id, status)
       SELECT gen_random_uuid(), 'doomed-' || n || '@example.com', 'Somebody', r.id, 'active'
       FROM generate_series(1, $1::integer) n, roles r WHERE r.name = 'Auditor' RETURNING id),
     joined AS (INSERT INTO user_tenants (tenant_id, user_id) SELECT $2::uuid, id FROM made)
     INSERT INTO login_events (id, user_id, occurred_on, succeeded) SELECT gen_random_uuid(), id, now() - n * interval '1 second', false
       FROM made, generate_series(1, 6) n`,
    [ENTITIES, tenantId],
  );
});
afterAll(endRunnerProcesses);

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const start = async () => void workers.push(await startRunnerProcess(LEASE_MS, "jobs"));
const members = () =>
  asOwner<{ id: string; version: number; status: string }>(
    "SELECT u.id, u.version, u.status FROM users u JOIN user_tenants m ON m.user_id = u.id WHERE m.tenant_id = $1::uuid ORDER BY u.id",
    [tenantId],
  );

/** Kills one process or another at random moments until the run is over. Returns how many it killed. */
async function disturb(executionId: string, most: number): Promise<number> {
  let [killed, inVain, before] = [0, 0, ""];
  for (;;) {
    await wait(Math.random() * 400);
    const run = await prisma().ruleExecution.findUniqueOrThrow({ where: { id: executionId } });
    if (run.finishedOn !== null) {
      return killed;
    }
    const [{ now } = { now: "" }] = await asOwner<{ now: string }>(
      "SELECT count(*)::text AS now FROM function_steps s JOIN function_runs r ON r.id = s.run_id WHERE r.function_id LIKE '%rules-run'",
    );
    inVain = now === before ? inVain : 0;
    before = now;
    if (inVain < KILLS_WITHOUT_PROGRESS && killed < most && workers.length === PROCESSES) {
      const [victim] = workers.splice(Math.floor(Math.random() * workers.length), 1);
      await victim?.end("SIGKILL");
      [killed, inVain] = [killed + 1, inVain + 1];
      // The next one starts while the other goes on.
      void start();
    } else if (workers.length === 0) {
      await start();
    }
  }
}

/** What the audit log says was done to each in the name of the run. */
const recorded = (executionId: string) =>
  asOwner<{ entity_id: string; suspended: number; applied: number }>(
    `SELECT entity_id, count(*) FILTER (WHERE action = 'USER_SUSPENDED')::int AS suspended,
       count(*) FILTER (WHERE action = 'RULE_ACTION_APPLIED')::int AS applied
     FROM audit_events WHERE request_id = $1 AND action IN ('USER_SUSPENDED', 'RULE_ACTION_APPLIED') GROUP BY 1 ORDER BY 1`,
    [executionId],
  );

test(`SRS §10.5: ${KILLS} random kill -9 during executions over ${ENTITIES} entities: each has exactly one effect, every run ends, nothing stays claimed`, {
  timeout: 600_000,
}, async () => {
  for (let n = 0; n < PROCESSES; n++) {
    await start();
  }
  const executions: string[] = [];
  for (let killed = 0; killed < KILLS; ) {
    await asOwner(
      "UPDATE users SET status = 'active' WHERE id IN (SELECT user_id FROM user_tenants WHERE tenant_id = $1::uuid)",
      [tenantId],
    );
    const before = await members();
    const ruleId = await addRule({ tenantId });
    const { response } = await admin.client.post<{ executionId: string }>(`/super-admin/rules/${ruleId}/execute`);
    const { executionId } = response;
    executions.push(executionId);
    killed += await disturb(executionId, KILLS - killed);
    expect(await prisma().ruleExecution.findUnique({ where: { id: executionId } })).toMatchObject({
      ...{ lastError: null, status: "succeeded", total: ENTITIES, done: ENTITIES, failed: 0 },
    });
    expect(await prisma().ruleEffect.count({ where: { ruleId, status: "applied" } })).toBe(ENTITIES);
    expect(await members()).toEqual(
      before.map(({ id, version }) => ({ id, version: version + 1, status: "suspended" })),
    );
    expect(await recorded(executionId)).toEqual(before.map(({ id }) => ({ entity_id: id, suspended: 1, applied: 1 })));
  }
  expect(executions.length).toBeGreaterThan(1);
  // A kill may have fallen between the end of the last run and the end of its job.
  await until({ withinMs: 30_000, what: "nothing to be claimed" }, async () => {
    const open = await asOwner(
      `SELECT r.id FROM function_runs r WHERE r.function_id LIKE '%rules-run' AND (r.status = 'queued' OR r.leased_until IS NOT NULL)
       UNION ALL SELECT j.id FROM jobs j WHERE j.kind = 'rules.run' AND j.finished_on IS NULL`,
    );
    return open.length === 0;
  });
  const jobs = await asOwner<{ status: string }>("SELECT DISTINCT status FROM jobs WHERE kind = 'rules.run'");
  expect(jobs).toEqual([{ status: "succeeded" }]);
  process.stdout.write(`${KILLS} kills during ${executions.length} executions\n`);
});
