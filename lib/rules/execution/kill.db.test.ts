import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { as, type SignedIn } from "../../testing/client.ts";
import { configure } from "../../testing/configure.ts";
import { type AppProcess, endRunnerProcesses, loadAppProcess } from "../../testing/inngest/processes.ts";
import { createTenantRow } from "../../testing/people.ts";
import { until } from "../../testing/poll.ts";
import { asOwner } from "../../testing/rows.ts";
import { addRule } from "../testing.ts";

const KILLS = 100;
/** Of each execution. */
const ENTITIES = 1000;
/** Executions under way at once, each over entities of its own, so that hardly a kill finds nothing to interrupt. */
const EXECUTIONS = 3;
/** Processes of the application that work side by side, until each of them is killed. */
const PROCESSES = 2;
/** A process lives up to so long before it is killed, from its first act on. */
const LIFE_MS = 800;
/** A step that has cost four processes their life is given up, by design: so many may die of one. */
const LOSSES_OF_A_STEP = 2;

let admin: SignedIn;
let tenantIds: readonly string[];
beforeAll(async () => {
  await configure({ "rules.maxImpactPercent": 100, "rateLimits.ruleExecutionPerMinute": 1000 });
  admin = await as("SuperAdmin");
  tenantIds = await Promise.all(Array.from({ length: EXECUTIONS }, doomedTenant));
});
afterAll(endRunnerProcesses);

/** A tenant of users of whom the rule is true. Returns its id. */
async function doomedTenant(): Promise<string> {
  const tenantId = await createTenantRow();
  await asOwner(
    `WITH made AS (INSERT INTO users (id, email, name, role_id, status)
       SELECT gen_random_uuid(), 'doomed-' || n || '@' || $2 || '.example.com', 'Somebody', r.id, 'active'
       FROM generate_series(1, $1::integer) n, roles r WHERE r.name = 'Auditor' RETURNING id),
     joined AS (INSERT INTO user_tenants (tenant_id, user_id) SELECT $2::text::uuid, id FROM made)
     INSERT INTO login_events (id, user_id, occurred_on, succeeded) SELECT gen_random_uuid(), id, now() - n * interval '1 second', false
       FROM made, generate_series(1, 6) n`,
    [ENTITIES, tenantId],
  );
  return tenantId;
}

/** How many processes a run has cost since its last finished step, at most; 0 when none is under way. */
async function lossesWithoutProgress(): Promise<number> {
  const [row] = await prisma().$queryRaw<{ losses: number }[]>`
    SELECT coalesce(max(attempt), 0) AS losses FROM function_runs WHERE status = 'queued' AND function_id LIKE '%rules-run'`;
  return row?.losses ?? 0;
}

/** Lets the leases of the dead run out: twenty seconds in which nothing happens are not waited for. */
const leasesRunOut = () =>
  asOwner("UPDATE function_runs SET leased_until = now() - interval '1 ms' WHERE leased_until > now()");

const load = () => Promise.all(Array.from({ length: PROCESSES }, loadAppProcess));

/** Has the processes work and kills each at a moment of its own. */
const liveAndDie = (processes: readonly AppProcess[]) =>
  Promise.all(
    processes.map(async (one) => {
      one.begin();
      await until({ withinMs: 120_000, what: "a finished step" }, async () => {
        await pause(Math.random() * LIFE_MS);
        return (await lossesWithoutProgress()) < LOSSES_OF_A_STEP;
      });
      await one.end("SIGKILL");
    }),
  );

/** Kills processes of the application, one generation after the other; the next is loaded meanwhile. Returns how many it killed. */
async function killAround(isOver: () => boolean): Promise<number> {
  let [killed, next] = [0, load()];
  for (; killed < KILLS && !isOver(); killed += PROCESSES) {
    const processes = await next;
    next = load();
    await liveAndDie(processes);
    await leasesRunOut();
  }
  for (const survivor of await next) {
    survivor.begin();
  }
  return killed;
}

const members = (tenantId: string) =>
  asOwner<{ id: string; version: number; status: string }>(
    "SELECT u.id, u.version, u.status FROM users u JOIN user_tenants m ON m.user_id = u.id WHERE m.tenant_id = $1::uuid ORDER BY u.id",
    [tenantId],
  );

/** What the audit log says was done to each in the name of the run. */
const recorded = (executionId: string) =>
  asOwner<{ entity_id: string; suspended: number; applied: number }>(
    `SELECT entity_id, count(*) FILTER (WHERE action = 'USER_SUSPENDED')::int AS suspended,
       count(*) FILTER (WHERE action = 'RULE_ACTION_APPLIED')::int AS applied
     FROM audit_events WHERE request_id = $1 AND action IN ('USER_SUSPENDED', 'RULE_ACTION_APPLIED') GROUP BY 1 ORDER BY 1`,
    [executionId],
  );

/** Executes a rule over the members of the tenant, who are active again, and sees that each of them was suspended once. */
async function execute(tenantId: string): Promise<void> {
  await asOwner(
    "UPDATE users SET status = 'active' WHERE id IN (SELECT user_id FROM user_tenants WHERE tenant_id = $1::uuid)",
    [tenantId],
  );
  const before = await members(tenantId);
  const ruleId = await addRule({ tenantId });
  const { response } = await admin.client.post<{ executionId: string }>(`/super-admin/rules/${ruleId}/execute`);
  const { executionId } = response;
  const run = await until({ withinMs: 300_000, what: "the end of the execution" }, async () => {
    await pause(100);
    return prisma().ruleExecution.findFirst({ where: { id: executionId, finishedOn: { not: null } } });
  });
  expect(run).toMatchObject({
    ...{ lastError: null, status: "succeeded", total: ENTITIES, done: ENTITIES, failed: 0 },
  });
  expect(await prisma().ruleEffect.count({ where: { ruleId, status: "applied" } })).toBe(ENTITIES);
  expect(await members(tenantId)).toEqual(
    before.map(({ id, version }) => ({ id, version: version + 1, status: "suspended" })),
  );
  expect(await recorded(executionId)).toEqual(before.map(({ id }) => ({ entity_id: id, suspended: 1, applied: 1 })));
}

test(`SRS §10.5: ${KILLS} random kill -9 during executions over ${ENTITIES} entities: each has exactly one effect, every run ends, nothing stays claimed`, {
  timeout: 600_000,
}, async () => {
  let [executions, isOver] = [0, false];
  const keepExecuting = async (tenantId: string): Promise<void> => {
    do {
      await execute(tenantId);
      executions += 1;
    } while (!isOver);
  };
  const executing = Promise.all(tenantIds.map(keepExecuting)).finally(() => {
    isOver = true;
  });
  const killing = killAround(() => isOver).finally(() => {
    isOver = true;
  });
  const [killed] = await Promise.all([killing, executing]);
  expect(killed).toBe(KILLS);
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
  process.stdout.write(`${killed} kills during ${executions} executions\n`);
});
