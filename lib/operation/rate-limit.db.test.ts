import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, anonymous, as, type SignedIn, type Transport } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { inProcess } from "../testing/handlers.ts";
import { atNests } from "../testing/nests-api.ts";
import { createPerson } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { asOwner } from "../testing/rows.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";

const PER_MINUTE = "rateLimits.superAdminPerMinute";

const ask = ({ client }: SignedIn, transport: Transport = inProcess) => client.at(transport).get("/auth/me");
const askTimes = (who: SignedIn, times: number, transport?: Transport) =>
  Promise.all(Array.from({ length: times }, () => ask(who, transport)));
const count = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

describe("SRS §12, decisions §4 headers and hints", () => {
  beforeAll(() => configure({}));

  test("every answer says what the limit is, what remains and when it resets", async () => {
    const who = await as("Auditor");
    const [first, second] = [await ask(who), await ask(who)];
    expect(first.headers.get("ratelimit-policy")).toBe('"admin";q=1000;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"admin";r=999;t=(60|59)$/);
    expect(second.headers.get("ratelimit")).toMatch(/^"admin";r=998;t=\d+$/);
  });

  test.each([
    ["admin-class", "admin", 1000],
    ["config-class", "config", 100],
    ["rule-class", "ruleExecution", 30],
  ])("the default of %s is %s of %i a minute", async (path, policy, limit) => {
    const { client } = await atNests(await createPerson("Auditor"));
    const { headers } = await client.get(`/nests-api/${path}`);
    expect(headers.get("ratelimit-policy")).toBe(`"${policy}";q=${limit};w=60`);
  });

  test("on breach 429 with Retry-After, in the generic envelope", async () => {
    const who = await atNests(await createPerson("Auditor"));
    const answers = await Promise.all(Array.from({ length: 31 }, () => who.client.get("/nests-api/rule-class")));
    const [refused] = answers.filter(({ status }) => status === 429);
    const seconds = Number(refused?.headers.get("retry-after"));
    expect(refused?.body).toEqual({
      statusCode: 429,
      message: "Too many requests",
      response: { retryAfterSeconds: seconds },
    });
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused?.headers.get("ratelimit")).toMatch(/^"ruleExecution";r=0;t=\d+$/);
    expect((await who.client.get("/nests-api/admin-class")).status).toBe(200);
  });
});

describe("SRS §12 one instance lets through exactly the limit", () => {
  afterAll(() => configure({}));

  test.each([5, 137, 400])("of %i a minute, all sent at once", async (limit) => {
    await configure({ [PER_MINUTE]: limit });
    const who = await as("Auditor");
    const answers = await askTimes(who, limit + 50);
    expect([count(answers, 200), count(answers, 429)]).toEqual([limit, 50]);
  });

  test("a burst far below the limit is never refused", async () => {
    await configure({});
    const who = await as("Auditor");
    for (let burst = 0; burst < 5; burst += 1) {
      expect(count(await askTimes(who, 100), 200)).toBe(100);
    }
  });

  test("one after the other too", async () => {
    await configure({ [PER_MINUTE]: 7 });
    const who = await as("Auditor");
    const statuses: number[] = [];
    for (let call = 0; call < 9; call += 1) {
      statuses.push((await ask(who)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 429, 429]);
  });

  test("decisions §9: counted per authenticated subject, whichever session or address", async () => {
    await configure({ [PER_MINUTE]: 5 });
    const [one, other] = [await as("Auditor"), await as("Auditor")];
    expect(count(await askTimes(one, 6), 429)).toBe(1);
    expect((await one.client.with(one.pair.accessToken).get("/auth/me")).status).toBe(429);
    expect(count(await askTimes(other, 5), 200)).toBe(5);
  });

  test("in the executive family 429 leaves in its own envelope", async () => {
    await configure({ [PER_MINUTE]: 5 });
    const { client } = await as("ROLE_EXECUTIVE_CEO");
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.get("/system/overview")));
    const [refused] = answers.filter(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ success: false, error: { code: "RATE_LIMIT_EXCEEDED" } });
  });

  test("denied and malformed calls count like any other", async () => {
    await configure({ [PER_MINUTE]: 5 });
    const [auditor, admin] = [await as("Auditor"), await as("SuperAdmin")];
    const denied = await Promise.all(Array.from({ length: 7 }, () => auditor.client.get("/super-admin/tenants")));
    expect([count(denied, 403), count(denied, 429)]).toEqual([5, 2]);
    const malformed = await Promise.all(
      Array.from({ length: 7 }, () => admin.client.call("POST", "/super-admin/tenants", { raw: "{" })),
    );
    expect([count(malformed, 400), count(malformed, 429)]).toEqual([5, 2]);
  });

  test("who has not signed in is counted by address", async () => {
    await configure({ [PER_MINUTE]: 5 });
    const [one, other] = [anonymous(), anonymous()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => one.get("/super-admin/tenants")));
    expect([count(answers, 401), count(answers, 429)]).toEqual([5, 3]);
    expect((await other.get("/super-admin/tenants")).status).toBe(401);
  });
});

describe("SRS §12 configurable: a changed limit takes effect", () => {
  afterAll(() => configure({}));

  test("raised, a subject that had used it up goes on", async () => {
    await configure({ [PER_MINUTE]: 5 });
    const who = await as("Auditor");
    expect(count(await askTimes(who, 9), 429)).toBe(4);
    await configure({ [PER_MINUTE]: 20 });
    const { status, headers } = await ask(who);
    expect([status, headers.get("ratelimit-policy")]).toEqual([200, '"admin";q=20;w=60']);
    expect(count(await askTimes(who, 30), 200)).toBeLessThanOrEqual(14);
  });

  test("lowered, what was used already counts", async () => {
    await configure({ [PER_MINUTE]: 1000 });
    const who = await as("Auditor");
    await askTimes(who, 10);
    await configure({ [PER_MINUTE]: 5 });
    expect((await ask(who)).status).toBe(429);
  });
});

describe("decisions §9 Rate limits: one allowance per scope, shared by all instances", () => {
  let other: Instance;
  beforeAll(async () => {
    other = await startInstance();
  });
  afterAll(async () => {
    await other.stop();
    await configure({});
  });

  const agreeOn = async (limit: number) => {
    await configure({ [PER_MINUTE]: limit });
    const probe = await as("Auditor");
    await until({ withinMs: 3000, what: "the limit in force at the other instance" }, async () => {
      const { headers } = await ask(probe, other.transport);
      return headers.get("ratelimit-policy") === `"admin";q=${limit};w=60`;
    });
  };

  test("both together let through exactly the limit, however they are asked", async () => {
    await agreeOn(300);
    const who = await as("Auditor");
    const [here, there] = await Promise.all([askTimes(who, 250), askTimes(who, 250, other.transport)]);
    const rest = [...(await askTimes(who, 100)), ...(await askTimes(who, 100, other.transport))];
    const through = count([...here, ...there, ...rest], 200);
    expect(count([...here, ...there], 200)).toBeLessThanOrEqual(300);
    expect(through).toBe(300);
    expect([count(here, 200) > 0, count(there, 200) > 0]).toEqual([true, true]);
  });

  test("what one has used up the other does not give", async () => {
    await agreeOn(5);
    const who = await as("Auditor");
    expect(count(await askTimes(who, 5), 200)).toBe(5);
    const { status, headers } = await ask(who, other.transport);
    expect([status, Number(headers.get("retry-after")) > 0]).toEqual([429, true]);
  });

  test("a minute later the window is new", async () => {
    await agreeOn(5);
    const who = await as("Auditor");
    await askTimes(who, 6);
    await asOwner("UPDATE rate_limits SET started_on = started_on - interval '60 seconds' WHERE key = $1", [
      `admin:${who.userId}`,
    ]);
    expect(count(await askTimes(who, 6, other.transport), 200)).toBe(5);
  });
});
