import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hashPassword } from "../auth/password.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { type Answer, anonymous, type Client, signIn } from "../testing/client.ts";
import { type OwnPostgres, ownPostgres } from "../testing/own-postgres.ts";
import { PASSWORD } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { randomCode, randomEmail } from "../testing/random.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";

// SRS §13 "DB outage": a real application process before a real PostgreSQL that is stopped, killed and frozen under it.
const ANSWER_MS = 1000;
const RETURN_MS = 5000;

let postgres: OwnPostgres;
let app: Instance;
let admin: Client;

beforeAll(async () => {
  postgres = await ownPostgres();
  app = await startInstance({ DATABASE_URL: postgres.url });
  const email = randomEmail();
  const person = [uuidv7(), email, SYSTEM_ROLES.SuperAdmin.id, await hashPassword(PASSWORD)];
  await sql(
    "INSERT INTO users (id, email, name, role_id, status, password_hash) VALUES ($1, $2, 'A', $3, 'active', $4)",
    person,
  );
  const signedIn = await signIn({ userId: "", email, name: "A" }, app.transport);
  admin = signedIn.client.at(app.transport);
});
afterAll(async () => {
  await app.stop();
  await postgres.remove();
});

async function sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.ownerUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

const tenant = (code = randomCode()) => ({ name: "Good Name", code, timezone: "UTC", currency: "USD" });

const CALLS: Readonly<Record<string, () => Promise<Answer>>> = {
  "a read": () => admin.get("/super-admin/tenants"),
  "a write": () => admin.post("/super-admin/tenants", tenant()),
  "a write with a key": () => admin.post("/super-admin/tenants", tenant(), { "idempotency-key": randomCode() }),
  "a sign-in": () => anonymous().at(app.transport).post("/auth/login", { email: randomEmail(), password: PASSWORD }),
  "a refresh": () =>
    anonymous()
      .at(app.transport)
      .post("/auth/refresh", { refreshToken: "x".repeat(43) }),
  "the executive overview": () => admin.get("/system/overview"),
};

const isServing = async () => (await admin.get("/super-admin/tenants")).status === 200;
const isDown = async () => (await admin.get("/super-admin/tenants")).status === 503;
const readiness = async () => {
  const response = await app.fetch("/api/health/ready");
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.json() };
};

/** Makes the call and expects 503 in the right envelope, with its hints, in under a second. */
async function expectUnavailable(name: string): Promise<void> {
  const started = performance.now();
  const { status, headers, body } = await (CALLS[name]?.() ?? Promise.reject(new Error(name)));
  const tookMs = performance.now() - started;
  expect([name, status]).toEqual([name, 503]);
  expect(tookMs).toBeLessThan(ANSWER_MS);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  const traceId = headers.get("x-request-id");
  if (name === "the executive overview") {
    expect(body).toMatchObject({ success: false, error: { code: "DATA_SOURCE_UNAVAILABLE", request_id: traceId } });
  } else {
    expect(body).toEqual({ statusCode: 503, message: "Service unavailable", response: { traceId } });
  }
}

async function expectDownEverywhere(): Promise<void> {
  for (const name of Object.keys(CALLS)) {
    await expectUnavailable(name);
  }
  expect(await readiness()).toEqual({
    status: 503,
    retryAfter: "2",
    body: { status: "unavailable", down: ["database"] },
  });
}

async function expectServiceAgain(): Promise<void> {
  await until({ withinMs: RETURN_MS, what: "service again" }, isServing);
  await until({ withinMs: RETURN_MS, what: "ready again" }, async () => (await readiness()).status === 200);
  expect((await CALLS["a write"]?.())?.status).toBe(201);
}

const hammers: (() => Promise<Answer[]>)[] = [];

/** Calls without a break, eight at a time, until told to stop; returns every answer. */
function hammer(call: () => Promise<Answer>): () => Promise<Answer[]> {
  const answers: Answer[] = [];
  let isOver = false;
  const workers = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      answers.push(await call());
      await pause(5);
    }
  });
  const done = Promise.all(workers);
  done.catch(() => undefined);
  const stop = async () => {
    isOver = true;
    await done;
    return answers;
  };
  hammers.push(stop);
  return stop;
}

/** Whatever a test left behind, the next one finds everything in order. */
afterEach(async () => {
  postgres.thaw();
  await postgres.start();
  await until({ withinMs: 30_000, what: "order" }, () => isServing().catch(() => false));
  await Promise.allSettled(hammers.splice(0).map((stop) => stop()));
});

describe("SRS §13 DB outage: circuit breaker and 503", () => {
  test("while it is there everything is served, and the readiness probe says so", async () => {
    await expectServiceAgain();
    expect((await readiness()).body).toEqual({ status: "ready", down: [] });
  });

  test("stopped: 503 in under a second on every path, and service again within five seconds of its return", async () => {
    await postgres.stop();
    await expectDownEverywhere();
    await expectDownEverywhere();
    await postgres.start();
    await expectServiceAgain();
  });

  test.each([
    ["stopped", () => postgres.stop(), () => postgres.start()],
    ["frozen", async () => postgres.freeze(), async () => postgres.thaw()],
  ])(
    "%s under load: every call is answered, by 200 or by 503 and by nothing else",
    async (_how, takeAway, giveBack) => {
      const stop = hammer(() => admin.get("/super-admin/tenants"));
      await until({ withinMs: 2000, what: "served" }, isServing);
      await takeAway();
      await until({ withinMs: RETURN_MS, what: "known as down" }, isDown);
      await giveBack();
      await until({ withinMs: RETURN_MS, what: "service again" }, isServing);
      const statuses = new Set((await stop()).map(({ status }) => status));
      expect([...statuses].sort()).toEqual([200, 503]);
    },
  );

  test("frozen, so that it takes connections and never answers: the same", async () => {
    postgres.freeze();
    await expectDownEverywhere();
    postgres.thaw();
    await expectServiceAgain();
  });

  test("only its connections cut: service goes on within five seconds", async () => {
    await sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = 'rookery_app'`,
    );
    await expectServiceAgain();
  });

  test("an instance that starts during an outage serves once it is over", async () => {
    await postgres.stop();
    const late = await startInstance({ DATABASE_URL: postgres.url });
    const client = admin.at(late.transport);
    expect((await client.get("/super-admin/tenants")).status).toBe(503);
    expect((await late.fetch("/api/health/ready")).status).toBe(503);
    await postgres.start();
    await until({ withinMs: RETURN_MS, what: "served by the late instance" }, async () => {
      return (await client.get("/super-admin/tenants")).status === 200;
    });
    await late.stop();
    await expectServiceAgain();
  });
});

describe("SRS §13 Partial writes, with the database killed in the middle of them", () => {
  test("whoever got a 201 has the tenant with its one audit row, nobody else has half of one", async () => {
    const codes = new Set<string>();
    const stop = hammer(() => {
      const body = tenant();
      codes.add(body.code);
      return admin.post("/super-admin/tenants", body);
    });
    await until({ withinMs: 5000, what: "some tenants" }, () => codes.size > 60);
    postgres.kill();
    await until({ withinMs: RETURN_MS, what: "known as down" }, isDown);
    await until({ withinMs: 30_000, what: "PostgreSQL recovered" }, () => sql("SELECT 1").then(Boolean, () => false));
    await until({ withinMs: RETURN_MS, what: "service again" }, isServing);
    const answers = await stop();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 503]));
    const promised = answers.filter(({ status }) => status === 201).map(({ response }) => response["tenantId"]);
    const kept = await sql<{ id: string; rows: number }>(
      `SELECT t.id, (SELECT count(*)::int FROM audit_events a WHERE a.entity_id = t.id::text AND a.action = 'TENANT_CREATED') AS rows
       FROM tenants t WHERE code = ANY($1)`,
      [[...codes]],
    );
    expect(kept.filter(({ rows }) => rows !== 1)).toEqual([]);
    const keptIds = new Set(kept.map(({ id }) => id));
    expect(promised.filter((id) => !keptIds.has(String(id)))).toEqual([]);
    const [orphans] = await sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_events a WHERE a.action = 'TENANT_CREATED'
       AND NOT EXISTS (SELECT 1 FROM tenants t WHERE t.id::text = a.entity_id)`,
    );
    expect(orphans?.n).toBe(0);
  });
});
