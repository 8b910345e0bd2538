import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { test as base, expect } from "playwright/test";
import { inProject } from "../scripts/project.ts";
import { type Answer, Api, type Tenant, type TenantInput, tenantInput, uniqueCode } from "./pages/api.ts";
import { Installation, statusOf, until } from "./pages/installation.ts";

const PLENTY = { "rateLimits.superAdminPerMinute": 100_000 };

interface Fixtures {
  /** An installation that nobody else uses, with one server. */
  readonly rookery: Installation;
  /** Its super admin. */
  readonly admin: Api;
  /** The address of a second server on the same database. */
  readonly second: string;
}

// Kills, stops and counts the processes of an installation of its own: the one of the other tests stays in peace.
const test = base.extend<Pick<Fixtures, "admin">, Omit<Fixtures, "admin">>({
  rookery: [
    async ({ browserName: _ }, use) => {
      const rookery = await Installation.start(PLENTY);
      await use(rookery);
      expect(await rookery.stop(), "the launcher ends cleanly").toBe(0);
      expect(await statusOf(rookery.origin), "nobody answers any more").toBeNull();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  second: [async ({ rookery }, use) => use(await rookery.addSibling()), { scope: "worker", timeout: 60_000 }],
  admin: async ({ rookery }, use) => use(await rookery.signIn()),
});

const create = (api: Api, body: TenantInput, key?: string): Promise<Answer<Tenant>> =>
  api.call<Tenant>("POST", "/super-admin/tenants", {
    body,
    ...(key !== undefined && { headers: { "idempotency-key": key } }),
  });

const count = <T>(values: readonly T[], wanted: T): number => values.filter((value) => value === wanted).length;

interface Stored {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly timezone: string;
  readonly currency: string;
  readonly segment: string | null;
  readonly plan: string | null;
  readonly isActive: boolean;
  /** Records of its creation. */
  readonly records: number;
}

const storedTenants = (rookery: Installation, prefix: string): Promise<Stored[]> =>
  rookery.sql<Stored>(
    `SELECT t.id, t.code, t.name, t.timezone, t.currency, t.segment, t.plan, t.is_active AS "isActive",
       (SELECT count(*)::integer FROM audit_events a WHERE a.entity_id = t.id::text AND a.action = 'TENANT_CREATED'
         AND a.outcome = 'success' AND a.after->>'code' = t.code) AS records
     FROM tenants t WHERE starts_with(t.code, $1) ORDER BY t.code`,
    [prefix],
  );

const recordsOf = async (rookery: Installation, prefix: string): Promise<number> => {
  const [row] = await rookery.sql<{ n: number }>(
    "SELECT count(*)::integer AS n FROM audit_events WHERE starts_with(after->>'code', $1)",
    [prefix],
  );
  return row?.n ?? 0;
};

test("kill -9 in the middle of 200 creates leaves whole tenants; sending all again makes exactly 200", async ({
  rookery,
  admin,
}) => {
  const prefix = `${uniqueCode("K")}-`;
  const bodies = Array.from({ length: 200 }, (_, n) => ({
    ...tenantInput(),
    code: prefix + String(n).padStart(3, "0"),
    segment: "smb",
    plan: "starter",
  }));
  const sendAll = (which: readonly TenantInput[], onAnswer: () => void = () => undefined) =>
    inParallel(16, which, async (body) => {
      const answer = await create(admin, body, `key-${body.code}`).catch(() => null);
      onAnswer();
      return answer;
    });

  const killed = rookery.appPid;
  let answered = 0;
  const first = await sendAll(bodies, () => {
    answered += 1;
    if (answered === 80) process.kill(killed, "SIGKILL");
  });
  const acknowledged = first.filter((answer) => answer !== null);
  expect(acknowledged.length).toBeGreaterThanOrEqual(79);
  expect(acknowledged.length).toBeLessThan(200);
  expect(new Set(acknowledged.map(({ status }) => status))).toEqual(new Set([201]));
  await until("the server is started again", 15_000, () => statusOf(`${rookery.origin}/api/health/ready`), isOk);
  expect(rookery.appPid).not.toBe(killed);

  const kept = await storedTenants(rookery, prefix);
  const sent = new Map(bodies.map((body) => [body.code, body]));
  expect(kept).toEqual(kept.map(({ id, code }) => ({ id, ...sent.get(code), records: 1 })));
  expect(await recordsOf(rookery, prefix)).toBe(kept.length);
  const ids = new Map(kept.map(({ code, id }) => [code, id]));
  for (const { response } of acknowledged) expect(ids.get(response.code)).toBe(response.tenantId);

  // The claims of the dead are free as soon as the database has noticed that they are.
  const last = await until(
    "all have their answer",
    30_000,
    () => sendAll(bodies),
    (answers) => answers.every((answer) => answer?.status === 201),
  );

  const all = await storedTenants(rookery, prefix);
  expect(all).toEqual(bodies.map((body) => ({ id: expect.any(String), ...body, records: 1 })));
  expect(await recordsOf(rookery, prefix)).toBe(200);
  for (const { id, code } of all) expect(ids.get(code) ?? id).toBe(id);
  expect(last.map((answer) => answer?.response.tenantId).sort()).toEqual(all.map(({ id }) => id).sort());
});

test("64 creates of one code at once over two servers: one 201, 63 times 409", async ({ rookery, admin, second }) => {
  const body = tenantInput();
  const servers = [admin, admin.at(second)] as const;
  const answers = await Promise.all(Array.from({ length: 64 }, (_, n) => create(servers[n % 2 === 0 ? 0 : 1], body)));
  const statuses = answers.map(({ status }) => status);
  expect([count(statuses, 201), count(statuses, 409)]).toEqual([1, 63]);
  for (const { response } of answers.filter(({ status }) => status === 409)) {
    expect(response).toEqual({ errors: { code: `Tenant code ${body.code} is taken` } });
  }
  expect(await storedTenants(rookery, body.code)).toMatchObject([{ code: body.code, records: 1 }]);
  expect(await recordsOf(rookery, body.code)).toBe(1);
});

test("64 creates with one idempotency key over two servers make one tenant", async ({ rookery, admin, second }) => {
  const body = tenantInput();
  const key = uniqueCode("key");
  const servers = [admin, admin.at(second)] as const;
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, n) => create(servers[n % 2 === 0 ? 0 : 1], body, key)),
  );
  const created = answers.filter(({ status }) => status === 201);
  const [tenant, ...others] = new Set(created.map(({ response }) => response.tenantId));
  expect(others).toEqual([]);
  expect(created.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
  for (const { status, headers } of answers.filter((answer) => answer.status !== 201)) {
    expect(status).toBe(409);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(await storedTenants(rookery, body.code)).toMatchObject([{ id: tenant, records: 1 }]);
  const replayed = await create(admin.at(second), body, key);
  expect(replayed).toMatchObject({ status: 201, response: { tenantId: tenant } });
  expect(replayed.headers.get("idempotency-replayed")).toBe("true");
  const different = await create(admin, { ...body, name: "Another name" }, key);
  expect(different.status).toBe(422);
});

test("while PostgreSQL hangs every answer is a 503 in its envelope in under a second; then all goes on", async ({
  rookery,
  admin,
}) => {
  const app = rookery.appPid;
  const thaw = await rookery.freezeDatabase();
  try {
    // From the very first moment on, before anything can have noticed.
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([expectOutage(rookery, admin), expectSystemOutage(admin)]);
    }
    const login = await timed(() => new Api(rookery.origin, "").call("POST", "/auth/login", { body: rookery.admin }));
    expect(login.value.status).toBe(503);
    expect(login.ms).toBeLessThan(1000);
    const ready = await fetch(`${rookery.origin}/api/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: "unavailable", down: ["database"] }]);
    expect(await statusOf(`${rookery.origin}/api/health/live`)).toBe(200);
  } finally {
    thaw();
  }
  await until("the API answers again", 5000, () => admin.call("GET", "/super-admin/tenants"), isOkAnswer);
  expect(await statusOf(`${rookery.origin}/api/health/ready`)).toBe(200);
  expect(rookery.appPid).toBe(app);
  expect((await create(admin, tenantInput())).status).toBe(201);
});

test("after a kill -9 of PostgreSQL the API answers within five seconds of its return", async ({ rookery, admin }) => {
  const app = rookery.appPid;
  const killed = rookery.postmasterPid;
  process.kill(killed, "SIGKILL");
  let returnedAt: number | undefined;
  const back = async () => {
    await until("PostgreSQL is back", 20_000, () => rookery.sql("SELECT 1").catch(() => []), isNotEmpty);
    returnedAt = performance.now();
  };
  const ask = async () => {
    for (;;) {
      const { value, ms } = await timed(() => admin.call("GET", "/super-admin/tenants"));
      expect(ms).toBeLessThan(1000);
      expect([200, 503]).toContain(value.status);
      if (value.status === 503) expect(Number(value.headers.get("retry-after"))).toBeGreaterThan(0);
      if (value.status === 200 && returnedAt !== undefined) return performance.now() - returnedAt;
      await sleep(10);
    }
  };
  const [tookMs] = await Promise.all([ask(), back()]);
  expect(tookMs).toBeLessThan(5000);
  expect(rookery.postmasterPid).not.toBe(killed);
  expect(rookery.appPid).toBe(app);
  await until("it is ready", 5000, () => statusOf(`${rookery.origin}/api/health/ready`), isOk);
  expect((await create(admin, tenantInput())).status).toBe(201);
});

test.describe("two servers on one database", () => {
  test.beforeEach("the second has noticed that the database is back", async ({ second }) => {
    await until("it is ready", 5000, () => statusOf(`${second}/api/health/ready`), isOk);
  });

  test("signing out on one ends the session on the other", async ({ rookery, second }) => {
    const mine = await rookery.signIn();
    const there = mine.at(second);
    await there.expect(200, "GET", "/auth/me");
    await mine.expect(200, "POST", "/auth/logout", { body: {} });
    await until("the other refuses it", 1000, () => there.call("GET", "/auth/me"), isRefused);
    expect((await mine.call("GET", "/auth/me")).status).toBe(401);
  });

  test("suspending the tenant on one ends its members' sessions on the other", async ({ rookery, admin, second }) => {
    const { tenantId } = await admin.newTenant();
    const member = await Api.login(second, await admin.newUser("PoolAdmin", [tenantId]));
    await member.expect(200, "GET", "/admin/tenants");
    const body = { isActive: false, reason: "Compliance hold" };
    await admin.expect(200, "PATCH", `/super-admin/tenants/${tenantId}/status`, { body });
    await until("the other refuses them", 1000, () => member.call("GET", "/admin/tenants"), isRefused);
    expect((await member.at(rookery.origin).call("GET", "/admin/tenants")).status).toBe(401);
  });

  test("an allowance of 20 a minute lets exactly 20 pass over both together", async ({ rookery, admin, second }) => {
    const [observer, subject] = await Promise.all([admin.newUser("Auditor"), admin.newUser("Auditor")]);
    const watching = await Api.login(rookery.origin, observer);
    const here = await Api.login(rookery.origin, subject);
    await rookery.configure({ "rateLimits.superAdminPerMinute": 20 });
    try {
      for (const origin of [rookery.origin, second]) {
        await until(
          "the new limit is in force",
          2000,
          async () => (await watching.at(origin).call("GET", "/admin/tenants")).headers.get("ratelimit-policy") ?? "",
          (policy) => policy.includes("q=20;"),
        );
      }
      const servers = [here, here.at(second)] as const;
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, n) => servers[n % 2 === 0 ? 0 : 1].call("GET", "/admin/tenants")),
      );
      const statuses = answers.map(({ status }) => status);
      expect([count(statuses, 200), count(statuses, 429)]).toEqual([20, 40]);
      for (const { headers, response } of answers.filter(({ status }) => status === 429)) {
        const seconds = Number(headers.get("retry-after"));
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(60);
        expect(response).toEqual({ retryAfterSeconds: seconds });
        expect(headers.get("ratelimit-policy")).toBe('"admin";q=20;w=60');
        expect(headers.get("ratelimit")).toMatch(/^"admin";r=0;t=\d+$/);
      }
    } finally {
      await rookery.configure(PLENTY);
    }
  });
});

test("SIGTERM: what is under way is answered, nobody new is let in, and the process ends by itself", async ({
  rookery,
  admin,
}) => {
  const leaving = await rookery.startLeaving();
  const prefix = `${uniqueCode("D")}-`;
  // Fewer than the pool has connections, and all of them wait for a lock when the signal comes: under way for certain.
  const bodies = Array.from({ length: 6 }, (_, n) => ({ ...tenantInput(), code: `${prefix}${n}` }));
  const release = await rookery.lock("tenants");
  const underWay = bodies.map((body) => create(admin.at(leaving.origin), body, body.code));
  await until(
    "every create waits for the lock",
    20_000,
    () => rookery.waiting("tenants"),
    (n) => n === bodies.length,
  );
  leaving.terminate();
  await until(
    "nobody new is let in",
    20_000,
    () => statusOf(`${leaving.origin}/api/health/live`),
    (it) => it === null,
  );
  await release();
  const answers = await Promise.all(underWay);
  expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 201));
  // It ends itself with the code of the signal; ended by the signal it would have none.
  expect(await leaving.ended).toBe(143);
  expect((await storedTenants(rookery, prefix)).map(({ records }) => records)).toEqual(bodies.map(() => 1));
});

test("a second start on the same data directory refuses and says why; the first goes on", async ({
  rookery,
  admin,
}) => {
  const { code, output } = await rookery.launchAgain();
  expect(code).toBe(1);
  expect(output).toContain("Rookery is already running on the data directory");
  expect(output).toContain(`serving ${rookery.origin}`);
  expect(output).toMatch(/DATA_DIR and a PORT of its own/);
  expect(output).not.toMatch(/^\s+at /m);
  await admin.expect(200, "GET", "/auth/me");
});

// The last of all: what is sent at random leaves nothing as it was.
test("SRS §5, §17: 1,000 made-up requests through Next, odd ones too: no 5xx, and answers as documented", async ({
  rookery,
}) => {
  test.setTimeout(240_000);
  const { code, output } = await run(
    ["scripts/fuzz.ts", "--url", rookery.origin, "--requests", "1000", "--seed", "20261121"],
    {
      FUZZ_EMAIL: rookery.admin.email,
      FUZZ_PASSWORD: rookery.admin.password,
    },
  );
  expect(output).toMatch(/^fuzz: seed 20261121, 1000 requests/m);
  expect(code, output).toBe(0);
});

async function run(args: readonly string[], variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [...args], { cwd: inProject(), env: { ...process.env, ...variables } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
}

const isOk = (status: number | null): boolean => status === 200;
const isOkAnswer = ({ status }: { status: number }): boolean => status === 200;
const isRefused = ({ status }: { status: number }): boolean => status === 401;
const isNotEmpty = (rows: readonly object[]): boolean => rows.length > 0;

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const since = performance.now();
  return { value: await work(), ms: performance.now() - since };
}

async function expectOutage(rookery: Installation, admin: Api): Promise<void> {
  const calls: (() => Promise<Answer<unknown>>)[] = [
    () => admin.call("GET", "/super-admin/tenants"),
    () => create(admin, tenantInput(), uniqueCode("key")),
  ];
  for (const call of calls) {
    const { value, ms } = await timed(call);
    expect(value.status).toBe(503);
    expect(ms).toBeLessThan(1000);
    expect(Number(value.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(value.body).toEqual({
      statusCode: 503,
      message: expect.any(String),
      response: { traceId: value.headers.get("x-request-id") },
    });
  }
  expect(await statusOf(`${rookery.origin}/api/health/live`)).toBe(200);
}

async function expectSystemOutage(admin: Api): Promise<void> {
  const { value, ms } = await timed(() => admin.call("GET", "/system/overview"));
  expect(value.status).toBe(503);
  expect(ms).toBeLessThan(1000);
  expect(Number(value.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(value.body).toMatchObject({
    success: false,
    error: { code: "DATA_SOURCE_UNAVAILABLE", request_id: value.headers.get("x-request-id") },
  });
}

/** Works on all items, `width` at a time, and keeps their order. */
async function inParallel<T, R>(width: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
