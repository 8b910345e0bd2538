import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Postbox } from "../mail/testing.ts";
import type { SystemRoleName } from "../policy/roles.ts";
import { type Answer, type Client, type SignedIn, signIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { more, UNNOTICED, underLoad } from "../testing/faults/kills.ts";
import { type RoundRobin, roundRobin } from "../testing/faults/round-robin.ts";
import { layWire, type Wire } from "../testing/faults/wire.ts";
import { through } from "../testing/faults/world.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { randomCode, randomEmail, randomWord } from "../testing/random.ts";
import { asOwner } from "../testing/rows.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";

// Three whole instances, each with its background work, behind a round-robin: whoever asks twice is answered by two of them.

const COUNT = 3;
const PATIENCE = { withinMs: 30_000 };
/** So many requests in a row reach every instance twice. */
const ROUND = 2 * COUNT;
const PLENTY = { "rateLimits.superAdminPerMinute": 100_000 };
const SOURCE = "backbone_health";

let balancer: RoundRobin;
let wire: Wire;
let instances: Instance[];
let admin: Client;
const postbox = new Postbox();
let asked = 0;
/** A source that is always down. */
const source = createServer((_request, response) => {
  asked += 1;
  response.writeHead(500).end();
});

const announce = () => balancer.serve(instances.map(({ origin }) => origin));
const start = (variables: Readonly<Record<string, string>> = {}) =>
  startInstance({
    BACKGROUND: "on",
    SMTP_URL: postbox.url(),
    SOURCE_BACKBONE_URL: `http://127.0.0.1:${(source.address() as AddressInfo).port}`,
    SOURCE_BACKBONE_TOKEN: "token",
    JOB_RETRY_BASE_MS: "10",
    ...variables,
  });
/** Signs somebody in, again while the first connections of an instance that has just started take too long. */
async function signedIn(role: SystemRoleName): Promise<SignedIn> {
  const person = await createPerson(role);
  const attempt = () => signIn(person, through(balancer.origin)).catch(() => null);
  return until({ ...PATIENCE, what: "a sign-in" }, attempt);
}

beforeAll(async () => {
  await configure(PLENTY);
  await postbox.start();
  await new Promise<void>((resolve) => source.listen(0, "127.0.0.1", resolve));
  wire = await layWire(process.env["DATABASE_URL"] ?? "");
  instances = await Promise.all([
    start({ DATABASE_URL: wire.url }),
    ...Array.from({ length: COUNT - 1 }, () => start()),
  ]);
  balancer = await roundRobin();
  announce();
  admin = (await signedIn("SuperAdmin")).client;
  await everywhere("service by all", sees(admin, 200));
});
afterAll(async () => {
  await balancer.close();
  await Promise.all(instances.map((instance) => instance.stop()));
  await wire.close();
  await postbox.stop();
  source.closeAllConnections();
  source.close();
});

/**
 * A client repeats what is answered by 503, as it is told to: an instance may be so short of processor that it gets no connection in
 * time, which is not what is tested here.
 */
async function settled<R>(ask: () => Promise<Answer<R>>): Promise<Answer<R>> {
  return until({ ...PATIENCE, what: "an answer" }, async () => {
    const answer = await ask();
    return answer.status !== 503 && answer;
  });
}
const times = <T>(count: number, ask: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => ask(n)));
const statuses = (answers: readonly Answer[]) =>
  Object.fromEntries(
    Map.groupBy(answers, ({ status }) => status)
      .entries()
      .map(([status, { length }]) => [status, length]),
  );
/** Waits until every instance says so. */
const everywhere = (what: string, holds: () => Promise<boolean>) =>
  until({ ...PATIENCE, what }, async () => (await times(ROUND, holds)).every(Boolean));
const sees = (client: Client, status: number) => async () => (await client.get("/auth/me")).status === status;

describe("decisions §2 sessions", () => {
  test("signed in on one, known on all; signed out on one, refused by all", async () => {
    const { client: somebody } = await signedIn("Auditor");
    expect(statuses(await times(ROUND, () => settled(() => somebody.get("/auth/me"))))).toEqual({ 200: ROUND });
    expect((await settled(() => somebody.post("/auth/logout", {}))).status).toBe(200);
    await everywhere("refused", sees(somebody, 401));
  });

  test("a refresh token is good once, wherever it is shown", async () => {
    const { pair, client } = await signedIn("Auditor");
    const { refreshToken } = pair;
    const answers = await times(ROUND, () => client.with().post("/auth/refresh", { refreshToken }));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });
});

test("decisions §5, §9: a change of the configuration holds on all, and an allowance of 20 lets exactly 20 pass", async () => {
  const [{ client: observer }, { client: subject }] = [await signedIn("Auditor"), await signedIn("Auditor")];
  const isInForce = (limit: number) => async () =>
    (await observer.get("/admin/roles")).headers.get("ratelimit-policy")?.includes(`q=${limit};`) === true;
  await configure({ "rateLimits.superAdminPerMinute": 20 });
  try {
    // Asked past its own allowance it is told the limit all the same.
    await everywhere("the new limit", isInForce(20));
    const answers = statuses(await times(60, () => subject.get("/admin/roles")));
    // What was answered by 503 may have drawn on the allowance before.
    expect(answers[200] ?? 0).toBeLessThanOrEqual(20);
    expect((answers[200] ?? 0) + (answers[503] ?? 0)).toBeGreaterThanOrEqual(20);
  } finally {
    await configure(PLENTY);
    await everywhere("the old limit", isInForce(100_000));
  }
});

describe("decisions §4 writes that race over all instances", () => {
  test("30 creates under one idempotency key make one tenant, and each instance has its answer", async () => {
    const code = randomCode();
    const tenant = { name: "Tenant", code, timezone: "UTC", currency: "USD" };
    const create = () => settled(() => admin.post("/super-admin/tenants", tenant, { "idempotency-key": code }));
    const answers = await times(30, create);
    expect(Object.keys(statuses(answers)).filter((status) => !["201", "409"].includes(status))).toEqual([]);
    expect(
      answers.filter(({ status, headers }) => status === 201 && !headers.has("idempotency-replayed")),
    ).toHaveLength(1);
    const later = await times(ROUND, create);
    expect(later.map(({ headers }) => headers.get("idempotency-replayed"))).toEqual(Array(ROUND).fill("true"));
    const ids = [...answers, ...later].flatMap(({ status, response }) =>
      status === 201 ? [response["tenantId"]] : [],
    );
    expect(new Set(ids).size).toBe(1);
    expect(await asOwner("SELECT FROM tenants WHERE code = $1", [code])).toHaveLength(1);
  });

  test("12 changes under one ETag: one is made, eleven are told that it has changed", async () => {
    const path = `/super-admin/tenants/${await createTenantRow()}`;
    const etag = (await settled(() => admin.get(path))).headers.get("etag") ?? "";
    const change = () => ({ name: randomWord("Name "), timezone: "UTC", currency: "USD" });
    const answers = await times(12, () => settled(() => admin.put(path, change(), { "if-match": etag })));
    expect(statuses(answers)).toEqual({ 200: 1, 412: 11 });
    const made = answers.find(({ status }) => status === 200);
    const names = (await times(ROUND, () => settled(() => admin.get(path)))).map(({ response }) => response["name"]);
    expect(names).toEqual(Array(ROUND).fill(made?.response["name"]));
  });
});

/** Has the source's schedule come due, and waits until its run is over. */
async function tick(back: number): Promise<void> {
  const nextOn = new Date(Date.now() - back);
  const [due] = await asOwner<{ id: string; event: string }>(
    `UPDATE function_schedules SET next_on = $1 WHERE function_id LIKE '%source-${SOURCE}'
     RETURNING function_id AS id, expression || '@' AS event`,
    [nextOn],
  );
  await until({ ...PATIENCE, what: "the tick's run" }, async () => {
    const runs = await asOwner(
      "SELECT FROM function_runs WHERE function_id = $1 AND event_id = $2 AND ended_on IS NOT NULL",
      [due?.id, `${due?.event}${nextOn.toISOString()}`],
    );
    return runs.length === 1;
  });
}

describe("SRS §13 background work of all instances", () => {
  test("24 invitations are mailed, each once", async () => {
    const emails = Array.from({ length: 24 }, () => randomEmail());
    const answers = await Promise.all(
      emails.map((email) => {
        const user = { email, name: "Ann", role: "Auditor" };
        return settled(() => admin.post("/super-admin/users", user, { "idempotency-key": email }));
      }),
    );
    expect(statuses(answers)).toEqual({ 201: 24 });
    const arrived = () => postbox.received.flatMap(({ to }) => to).filter((to) => emails.includes(to));
    await until({ ...PATIENCE, what: "the mails" }, async () => {
      const open = await asOwner("SELECT FROM jobs WHERE kind = 'users.mail-link' AND finished_on IS NULL");
      return open.length === 0;
    });
    expect(arrived().toSorted()).toEqual(emails.toSorted());
  });

  test("a schedule ticks once, and each instance has a breaker of its own before a source that is down", async () => {
    // Its own schedule may come due in between: as many refreshes as runs, whoever saw them come due.
    const health = async () => {
      const sql = `SELECT failures, breaker, (SELECT count(*)::integer FROM function_runs
          WHERE function_id LIKE '%source-' || $1 AND ended_on IS NOT NULL) AS runs
        FROM source_health WHERE source = $1`;
      return (await asOwner<{ failures: number; breaker: string; runs: number }>(sql, [SOURCE]))[0];
    };
    let before = await health();
    // Four failed tries a tick, five in a row open a breaker: whoever refreshes for the second time opens its own.
    for (let n = 1; before?.breaker !== "open" && n <= COUNT + 1; n += 1) {
      await tick(n);
      const after = await health();
      // Three instances saw the tick, one refreshed.
      const runs = (after?.runs ?? 0) - (before?.runs ?? 0);
      expect(runs).toBeGreaterThanOrEqual(1);
      expect((after?.failures ?? 0) - (before?.failures ?? 0)).toBe(runs);
      before = after;
    }
    expect(asked).toBeLessThanOrEqual(5 * COUNT);
    const list = () => admin.get<{ sources: { source: string; breaker: string }[] }>("/system/sources");
    const told = await times(ROUND, () => settled(list));
    const breakers = told.map(({ response }) => response.sources.find(({ source: id }) => id === SOURCE)?.breaker);
    expect(breakers).toEqual(Array(ROUND).fill("open"));
  });
});

test("SRS §13 circuit breakers: one instance without its database refuses, the others serve, and a repeated request passes", async () => {
  wire.cut();
  const isReady = async (n: number) => (await instances[n]?.fetch("/api/health/ready"))?.status === 200;
  await until({ ...PATIENCE, what: "its circuit open" }, async () => !(await isReady(0)));
  const answers = statuses(await times(4 * COUNT, () => admin.get("/super-admin/roles")));
  expect(answers[503]).toBeGreaterThanOrEqual(4);
  expect(answers[200]).toBeGreaterThan(0);
  expect(statuses(await times(4 * COUNT, () => settled(() => admin.get("/super-admin/roles"))))).toEqual({
    200: 4 * COUNT,
  });
  expect(await isReady(0)).toBe(false);
  await until({ ...PATIENCE, what: "the others ready" }, async () => (await isReady(1)) && (await isReady(2)));
  wire.mend();
  await everywhere("service by all", sees(admin, 200));
});

test("SRS §13 one of three dies and comes back under load: nothing but repeated requests, nothing lost, twice or half-done", async () => {
  const world = { admin, origin: balancer.origin, sql: asOwner };
  const { lost, duplicated, halfDone, wrong } = await underLoad(world, async (ledger) => {
    await instances[1]?.kill();
    await more(ledger, 60);
    instances[1] = await start();
    announce();
    return UNNOTICED;
  });
  expect({ lost, duplicated, halfDone, wrong }).toEqual({ lost: [], duplicated: [], halfDone: [], wrong: [] });
}, 120_000);
