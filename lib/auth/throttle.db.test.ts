import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { Client, type TokenPair } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { inProcess } from "../testing/handlers.ts";
import { createPerson, PASSWORD } from "../testing/people.ts";
import { randomAddress, randomEmail } from "../testing/random.ts";
import { asOwner } from "../testing/rows.ts";

const WRONG = "Wrong horse 7 staple";

const login = (email: string, password = WRONG, address = randomAddress()) =>
  new Client(inProcess, undefined, address).post<TokenPair>("/auth/login", { email, password });

/** Fails `times` times one after the other and returns the statuses. */
async function fail(times: number, attempt: () => ReturnType<typeof login>): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1) {
    statuses.push((await attempt()).status);
  }
  return statuses;
}
const refused = (times: number) => Array<number>(times).fill(401);

afterEach(() => configure({}));

describe("decisions §2, §9: failed logins are rate-limited per account", () => {
  test("10 in 10 minutes by default, from whatever addresses, then 429 with Retry-After", async () => {
    const { email } = await createPerson("Auditor");
    expect(await fail(10, () => login(email))).toEqual(refused(10));
    const answer = await login(email, PASSWORD);
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get("retry-after"));
    expect(answer.body).toEqual({
      statusCode: 429,
      message: "Too many failed sign-ins; try again later",
      response: { retryAfterSeconds: seconds },
    });
    expect(seconds).toBeGreaterThan(540);
    expect(seconds).toBeLessThanOrEqual(600);
  });

  test("an address that belongs to nobody is throttled alike, so that 429 tells nothing", async () => {
    const email = randomEmail();
    expect(await fail(10, () => login(email))).toEqual(refused(10));
    expect((await login(email)).status).toBe(429);
  });

  test("the address counts in any letter case", async () => {
    await configure({ "auth.loginAttemptsPerAccount": 3 });
    const email = randomEmail();
    expect(await fail(3, () => login(email.toUpperCase()))).toEqual(refused(3));
    expect((await login(email)).status).toBe(429);
  });

  test("other accounts are not affected", async () => {
    await configure({ "auth.loginAttemptsPerAccount": 3 });
    const [one, other] = [await createPerson("Auditor"), await createPerson("Auditor")];
    await fail(3, () => login(one.email));
    expect((await login(other.email, PASSWORD)).status).toBe(200);
  });

  test("a success resets the count", async () => {
    await configure({ "auth.loginAttemptsPerAccount": 3 });
    const { email } = await createPerson("Auditor");
    await fail(2, () => login(email));
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect(await fail(3, () => login(email))).toEqual(refused(3));
    expect((await login(email, PASSWORD)).status).toBe(429);
  });

  test("ten minutes after the first failure the account may try again", async () => {
    await configure({ "auth.loginAttemptsPerAccount": 3 });
    const { email } = await createPerson("Auditor");
    await fail(3, () => login(email));
    expect((await login(email, PASSWORD)).status).toBe(429);
    await asOwner("UPDATE rate_limits SET started_on = started_on - interval '10 minutes' WHERE key LIKE 'login:%'");
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  test("guesses sent at once are counted one by one: never more than the limit are checked", async () => {
    await configure({ "auth.loginAttemptsPerAccount": 3 });
    const { email } = await createPerson("Auditor");
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await login(email)).status));
    expect(statuses.filter((status) => status === 401)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(9);
  });
});

describe("decisions §2, §9: failed logins are rate-limited per address", () => {
  test("whatever accounts are tried, then 429, for who knows the password too", async () => {
    await configure({ "auth.loginAttemptsPerAddress": 5 });
    const address = randomAddress();
    expect(await fail(5, () => login(randomEmail(), WRONG, address))).toEqual(refused(5));
    const { email } = await createPerson("Auditor");
    expect((await login(email, PASSWORD, address)).status).toBe(429);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  test("a success does not reset the address's count", async () => {
    await configure({ "auth.loginAttemptsPerAddress": 5 });
    const address = randomAddress();
    const { email } = await createPerson("Auditor");
    await fail(4, () => login(randomEmail(), WRONG, address));
    expect((await login(email, PASSWORD, address)).status).toBe(200);
    expect((await login(randomEmail(), WRONG, address)).status).toBe(401);
    expect((await login(email, PASSWORD, address)).status).toBe(429);
  });

  test("PII policy: neither address is stored in clear", async () => {
    const [email, address] = [randomEmail(), randomAddress()];
    await login(email, WRONG, address);
    const keys = (await prisma().rateLimit.findMany({ select: { key: true } })).map(({ key }) => key).join(" ");
    expect(keys).not.toContain(email);
    expect(keys).not.toContain(address);
  });
});
