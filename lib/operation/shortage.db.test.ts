import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Answer, Client, TokenPair } from "../testing/client.ts";
import { diskFullUnderLoad } from "../testing/faults/shortage.ts";
import { layWire, type Wire } from "../testing/faults/wire.ts";
import { startWorld, type World } from "../testing/faults/world.ts";
import { until } from "../testing/poll.ts";
import { randomWord } from "../testing/random.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";

// SRS §13 with real processes on a PostgreSQL of their own: a full disk, an exhausted pool, a bad line, a clock that jumps.

const PATIENCE = { withinMs: 30_000 };
const CLOCK = new URL("../testing/faults/jumping-clock.mjs", import.meta.url).href;
const HOUR_MS = 3_600_000;

let world: World;
let wire: Wire;
/** Behind the wire, with a pool of two connections and a clock of its own. */
let odd: Instance;
let atOdd: Client;
beforeAll(async () => {
  world = await startWorld(1);
  wire = await layWire(world.postgres.url);
  const environment = { ...world.environment, DATABASE_URL: wire.url, DATABASE_POOL_SIZE: "2" };
  odd = await startInstance(environment, [CLOCK]);
  atOdd = world.admin.at(odd.transport);
});
// Whatever a test left behind, the next one finds the line in order.
afterEach(() => wire.mend());
afterAll(async () => {
  await odd.stop();
  await wire.close();
  await world.end();
});

const apiKey = (client: Client, key = randomWord(), name = randomWord("Key ")) =>
  client.post("/super-admin/api-keys", { name, role: "Auditor" }, { "idempotency-key": key });
const statusAtOdd = async () => (await atOdd.get("/super-admin/roles")).status;
const serves = (status = 200) =>
  until({ ...PATIENCE, what: `${status} from the odd one` }, async () => (await statusAtOdd()) === status);

function expectUnavailable({ status, body, headers }: Answer): void {
  expect([status, body]).toEqual([
    503,
    { statusCode: 503, message: "Service unavailable", response: { traceId: headers.get("x-request-id") } },
  ]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
}

describe("SRS §13 a full disk", () => {
  test("writes are 503 and repeated later, reads go on; nothing is lost, twice or half-done", async () => {
    const { lost, duplicated, halfDone, wrong, ...counts } = await diskFullUnderLoad(world, async () => {
      expect((await world.admin.get("/super-admin/tenants")).status).toBe(200);
      expectUnavailable(await apiKey(world.admin));
    });
    expect({ lost, duplicated, halfDone, wrong }).toEqual({ lost: [], duplicated: [], halfDone: [], wrong: [] });
    expect(counts.requests).toBeGreaterThan(counts.writes);
  }, 120_000);
});

describe("SRS §13 an exhausted pool", () => {
  test("who gets no connection is told so by 503 within the time-out; whoever has one is answered in the end", async () => {
    await serves();
    const locker = new pg.Client({ connectionString: world.postgres.ownerUrl });
    locker.on("error", () => undefined);
    await locker.connect();
    let stuck: Promise<Answer>[];
    try {
      await locker.query("BEGIN; LOCK TABLE rules IN ACCESS EXCLUSIVE MODE");
      const since = performance.now();
      stuck = Array.from({ length: 8 }, () => atOdd.get("/super-admin/rules"));
      await until({ ...PATIENCE, what: "two that wait for the lock" }, async () => {
        const { rows } = await locker.query("SELECT FROM pg_locks WHERE relation = 'rules'::regclass AND NOT granted");
        return rows.length >= 2;
      });
      expectUnavailable(await atOdd.get("/super-admin/roles"));
      // The pool gives up after 3 seconds, the lock after 15.
      expect(performance.now() - since).toBeLessThan(15_000);
      expect((await world.admin.get("/super-admin/roles")).status).toBe(200);
    } finally {
      await locker.end();
    }
    const answers = await Promise.all(stuck);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectUnavailable(answer);
    }
    await serves();
  }, 120_000);
});

describe("SRS §13 a bad line to the database", () => {
  test("one instance's outage is its own: its circuit opens, the other's stays closed", async () => {
    await serves();
    wire.cut();
    await serves(503);
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.admin.get("/super-admin/roles")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await odd.fetch("/api/health/ready")).status).toBe(503);
    expect((await world.instances[0]?.fetch("/api/health/ready"))?.status).toBe(200);
    wire.mend();
    await serves();
  }, 120_000);

  test("a commit whose answer is lost: 503, and the retry gets the answer on either instance; the effect is there once", async () => {
    await serves();
    const [key, name] = [randomWord(), randomWord("Key ")];
    const lost = wire.loseCommit();
    expectUnavailable(await apiKey(atOdd, key, name));
    await lost;
    const again = await until({ ...PATIENCE, what: "its answer" }, async () => {
      const answer = await apiKey(world.admin, key, name);
      return answer.status === 201 && answer;
    });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    await serves();
    expect((await apiKey(atOdd, key, name)).response).toEqual(again.response);
    const rows = await world.sql<{ n: number }>("SELECT count(*)::int AS n FROM api_keys WHERE name = $1", [name]);
    expect(rows).toEqual([{ n: 1 }]);
  }, 120_000);
});

describe("SRS §13 a wall clock that jumps on one instance", () => {
  const jump = async (jumpMs: number) => {
    odd.tell({ jumpMs });
    await until({ ...PATIENCE, what: "the jump" }, async () => {
      const { headers } = await odd.fetch("/api/health/ready");
      return Math.abs(Date.parse(headers.get("x-clock") ?? "") - Date.now() - jumpMs) < HOUR_MS / 2;
    });
  };

  test("two hours back: tokens of the others hold, writes go on, and an outage is still noticed", async () => {
    await serves();
    await jump(-2 * HOUR_MS);
    expect((await atOdd.get("/auth/me")).status).toBe(200);
    expect((await apiKey(atOdd)).status).toBe(201);
    wire.silence();
    await serves(503);
    wire.mend();
    await serves();
  }, 120_000);

  test("two hours on: a token is over there and nowhere else, and a refresh brings one that holds", async () => {
    await serves();
    const email = (await world.sql<{ email: string }>("SELECT email FROM users LIMIT 1"))[0]?.email;
    const login = await world.admin
      .with()
      .post<TokenPair>("/auth/login", { email, password: "Correct horse 7 staple" });
    const { accessToken, refreshToken } = login.response;
    await jump(2 * HOUR_MS);
    const there = atOdd.with(accessToken);
    expect((await there.get("/auth/me")).status).toBe(401);
    expect((await world.admin.with(accessToken).get("/auth/me")).status).toBe(200);
    const renewed = await there.with().post<TokenPair>("/auth/refresh", { refreshToken });
    expect(renewed.status).toBe(200);
    for (const client of [atOdd, world.admin]) {
      expect((await client.with(renewed.response.accessToken).get("/auth/me")).status).toBe(200);
    }
    await jump(0);
    await serves();
  }, 120_000);
});
