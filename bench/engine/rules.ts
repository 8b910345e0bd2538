import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Contestant } from "../measure.ts";
import { type ResultRow, row } from "../report/results.ts";
import { RULE_NAME } from "../setup/subjects.ts";
import { median } from "../statistics.ts";
import { TARGETS } from "../targets.ts";

const RULES = "/api/v1/super-admin/rules";
const ROUNDS = 5;
const TARGET_USERS = 10_000;

/** Two windowed metrics over thirty days of sign-ins: true of few, of some, of many. */
const CONDITIONS = [
  ["few", "failed_logins_30d > 5 && successful_logins_30d < 2"],
  ["some", "successful_logins_30d > 30 && distinct_login_ips_30d > 4"],
  ["many", "failed_logins_30d > 0 && successful_logins_30d > 0"],
] as const;

/** Planning over all users by dry runs over HTTP, against counting the same events bare; and acting on ten thousand users. */
export async function measureRules(app: Contestant, ownerUrl: string): Promise<readonly ResultRow[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const bare = await timesOf(() => client.query(BARE));
    const rows: ResultRow[] = [];
    for (const [name, condition] of CONDITIONS) {
      console.log(`Measuring plan-${name} …`);
      const ruleId = await createRule(app, name, condition, "global", "RAISE_ALERT");
      let hit = 0;
      const times = await timesOf(async () => {
        hit = (await ask<{ impactedTotal: number }>(app, `${RULES}/${ruleId}/execute?dryRun=true`, {})).impactedTotal;
      });
      rows.push(
        row(
          `plan-${name}`,
          `Planning \`${condition}\` (${hit.toLocaleString("en-US")} users): median, to counting the events`,
          median(times),
          median(bare),
          "ms",
          TARGETS.planning,
        ),
      );
    }
    console.log("Measuring acting …");
    rows.push(await measureActing(app, client));
    return rows;
  } finally {
    await client.end();
  }
}

/** Both metrics for everybody, event by event. */
const BARE = `SELECT count(*) FROM (SELECT user_id, count(*) FILTER (WHERE NOT succeeded), count(*) FILTER (WHERE succeeded) FROM login_events
  WHERE occurred_on > now() - interval '30 days' GROUP BY user_id) counted`;

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n <= ROUNDS; n++) {
    const since = performance.now();
    await work();
    times.push(performance.now() - since);
  }
  return times.slice(1);
}

async function measureActing(app: Contestant, client: pg.Client): Promise<ResultRow> {
  const { rows } = await client.query<{ id: string }>(MAKE_TENANT, [TARGET_USERS, app.codePrefix]);
  const tenantId = rows[0]?.id ?? "";
  const update = await timesOf(async () => {
    await client.query("BEGIN");
    await client.query(BARE_ACTS, [tenantId]);
    await client.query("ROLLBACK");
  });
  const ruleId = await createRule(app, "acting", "failed_logins_30d > 5", `tenant:${tenantId}`, "SUSPEND_USER");
  const since = performance.now();
  const { executionId } = await ask<{ executionId: string }>(app, `${RULES}/${ruleId}/execute`, {});
  const path = `/api/v1/super-admin/executions/${executionId}?pageSize=1`;
  for (;;) {
    const { status, progress } = await ask<{ status: string; progress: { done: number } }>(app, path);
    if (status !== "queued" && status !== "running") {
      if (status !== "succeeded" || progress.done !== TARGET_USERS) {
        throw new Error(`the run ended ${status} with ${progress.done} done`);
      }
      break;
    }
    await sleep(100);
  }
  const perSecond = (TARGET_USERS / (performance.now() - since)) * 1000;
  const bare = (TARGET_USERS / median(update)) * 1000;
  return row(
    "acting",
    "Suspending 10 000 users by a rule, from the call to the end: a second, to one bare UPDATE",
    perSecond,
    bare,
    "/s",
    TARGETS.acting,
  );
}

const MAKE_TENANT = `WITH tenant AS (INSERT INTO tenants (id, code, name, timezone, currency) VALUES (gen_random_uuid(), $2 || '-RULE', 'Bench rule', 'UTC', 'EUR') RETURNING id),
  made AS (INSERT INTO users (id, email, name, role_id, status)
    SELECT gen_random_uuid(), 'rule-' || n || '@bench.example', 'Bench Subject', r.id, 'active'
    FROM generate_series(1, $1::integer) n, roles r WHERE r.name = 'ROLE_READ_ONLY' RETURNING id),
  joined AS (INSERT INTO user_tenants (tenant_id, user_id) SELECT tenant.id, made.id FROM tenant, made),
  tried AS (INSERT INTO login_events (id, user_id, occurred_on, succeeded, ip_address)
    SELECT gen_random_uuid(), id, now() - n * interval '1 minute', false, '100.64.0.0/24' FROM made, generate_series(1, 6) n)
  SELECT id FROM tenant`;
const BARE_ACTS = `UPDATE users u SET status = 'suspended', version = version + 1 FROM user_tenants m WHERE m.user_id = u.id AND m.tenant_id = $1::uuid`;

async function createRule(
  app: Contestant,
  name: string,
  condition: string,
  scope: string,
  action: string,
): Promise<string> {
  const rule = { name: `${RULE_NAME} ${app.codePrefix} ${name}`, scope, isEnabled: false, condition, action };
  return (await ask<{ ruleId: string }>(app, RULES, rule)).ruleId;
}

async function ask<T>({ server, tokens }: Contestant, path: string, body?: object): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${tokens[0]}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { response } = (await answer.json()) as { response: T };
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(response)}`);
  }
  return response;
}
