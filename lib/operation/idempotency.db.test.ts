import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { prisma } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { callerOf } from "../testing/caller.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { randomCode, randomEmail } from "../testing/random.ts";
import { asOwner, auditOf } from "../testing/rows.ts";
import { once } from "./idempotency.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const tenant = (code = randomCode()) => ({ name: "Good Name", code, timezone: "UTC", currency: "USD" });
const create = (body: object, key: string, { client } = admin, path = "/super-admin/tenants") =>
  client.post(path, body, { "idempotency-key": key });
const countOf = (code: string) => prisma().tenant.count({ where: { code } });
const replayed = (headers: Headers) => headers.get("idempotency-replayed");

describe("SRS §13, decisions §4 Idempotency-Key: same key, caller and body", () => {
  test("replays the stored status and body with Idempotency-Replayed: true, and has no second effect", async () => {
    const [body, key] = [tenant(), randomCode()];
    const first = await create(body, key);
    const second = await create(body, key);
    expect([first.status, replayed(first.headers)]).toEqual([201, null]);
    expect([second.status, replayed(second.headers)]).toEqual([201, "true"]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("etag")).toBe(first.headers.get("etag"));
    expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    expect(await countOf(body.code)).toBe(1);
    expect(await auditOf(second.headers.get("x-request-id"))).toEqual([]);
  });

  test("whatever order the keys of the body come in", async () => {
    const [body, key] = [tenant(), randomCode()];
    await create(body, key);
    const reversed = Object.fromEntries(Object.entries(body).reverse());
    expect(replayed((await create(reversed, key)).headers)).toBe("true");
  });

  test("a one-time secret is replayed too: the client that lost the answer needs it", async () => {
    const [body, key] = [{ email: randomEmail(), name: "Ann", role: "Auditor" }, randomCode()];
    const first = await create(body, key, admin, "/super-admin/users");
    const second = await create(body, key, admin, "/super-admin/users");
    expect(first.response["inviteToken"]).toMatch(/^[\w-]{43}$/);
    expect(second.response).toEqual(first.response);
  });

  test("decisions §9: a 4xx is stored and replayed", async () => {
    const [body, key] = [tenant(), randomCode()];
    await create(body, randomCode());
    const conflict = await create(body, key);
    await asOwner("DELETE FROM tenants WHERE code = $1", [body.code]);
    const again = await create(body, key);
    expect([conflict.status, replayed(conflict.headers)]).toEqual([409, null]);
    expect([again.body, replayed(again.headers)]).toEqual([conflict.body, "true"]);
    const invalid = randomCode();
    const bad = { ...tenant(), name: "x" };
    expect((await create(bad, invalid)).errors).toEqual({ name: "At least 3 characters" });
    const replay = await create(bad, invalid);
    expect([replay.errors, replayed(replay.headers)]).toEqual([{ name: "At least 3 characters" }, "true"]);
  });

  test("after 24 hours the key is new", async () => {
    const [body, key] = [tenant(), randomCode()];
    await create(body, key);
    const [row] = await asOwner<{ hours: string }>(
      `UPDATE idempotency_keys SET expires_on = now() - interval '1 second', created_on = created_on - interval '24 hours'
       WHERE key = $1 RETURNING extract(epoch FROM expires_on - created_on)::integer / 3600 AS hours`,
      [key],
    );
    expect(row).toBeDefined();
    const answer = await create(tenant(), key);
    expect([answer.status, replayed(answer.headers)]).toEqual([201, null]);
  });

  test("it is kept for 24 hours", async () => {
    const key = randomCode();
    await create(tenant(), key);
    const row = await prisma().idempotencyKey.findFirstOrThrow({ where: { key } });
    expect(Math.round((row.expiresOn.getTime() - row.createdOn.getTime()) / 3_600_000)).toBe(24);
  });
});

describe("decisions §4 Idempotency-Key: anything else", () => {
  test("another body is 422, and has no effect", async () => {
    const [key, other] = [randomCode(), tenant()];
    await create(tenant(), key);
    const answer = await create(other, key);
    expect(answer.body).toEqual({
      statusCode: 422,
      message: "Idempotency-Key was used with another request",
      response: { errors: { "Idempotency-Key": "Was used with another request" } },
    });
    expect(await countOf(other.code)).toBe(0);
  });

  test("another operation is 422", async () => {
    const key = randomCode();
    await create(tenant(), key);
    const user = { email: randomEmail(), name: "Ann", role: "Auditor" };
    expect((await create(user, key, admin, "/super-admin/users")).status).toBe(422);
  });

  test("another caller has keys of their own", async () => {
    const [key, body] = [randomCode(), tenant()];
    const other = await as("SuperAdmin");
    expect((await create(tenant(), key)).status).toBe(201);
    const answer = await create(body, key, other);
    expect([answer.status, replayed(answer.headers), await countOf(body.code)]).toEqual([201, null, 1]);
  });

  test.each(["k", "x".repeat(255), "with spaces and ~!@#", '"quoted"'])("the key %s is taken", async (key) => {
    expect((await create(tenant(), key)).status).toBe(201);
  });

  test.each(["", "x".repeat(256), "tab\there", "é"])("the key %j is 400, named", async (key) => {
    const body = tenant();
    const { status, errors } = await create(body, key);
    expect([status, errors]).toEqual([400, { "Idempotency-Key": "1–255 printable characters" }]);
    expect(await countOf(body.code)).toBe(0);
  });

  test("it is ignored where nothing honours it", async () => {
    const { status, headers } = await admin.client.get("/super-admin/tenants", { "idempotency-key": "x".repeat(300) });
    expect([status, replayed(headers)]).toEqual([200, null]);
  });

  test("a refusal before the work is not stored: 403 today, 201 once the right is there", async () => {
    const [key, body] = [randomCode(), tenant()];
    const who = await as("Auditor");
    expect((await create(body, key, who, "/admin/tenants")).status).toBe(403);
    expect(await prisma().idempotencyKey.count({ where: { key } })).toBe(0);
  });
});

describe("decisions §4 Idempotency-Key: at once", () => {
  test("SRS §13: of 64 requests with one key exactly one takes effect; the others get it or 409 with Retry-After", async () => {
    const [body, key] = [tenant(), randomCode()];
    const answers = await Promise.all(Array.from({ length: 64 }, () => create(body, key)));
    expect(await countOf(body.code)).toBe(1);
    const made = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(made.length + waiting.length).toBe(64);
    expect(made.filter(({ headers }) => replayed(headers) === null)).toHaveLength(1);
    expect(new Set(made.map(({ body: sent }) => JSON.stringify(sent))).size).toBe(1);
    for (const { headers, body: sent } of waiting) {
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(sent).toEqual({
        statusCode: 409,
        message: "The first request with this Idempotency-Key is still running",
        response: { errors: { "Idempotency-Key": "The first request is still running" } },
      });
    }
    expect(replayed((await create(body, key)).headers)).toBe("true");
  });

  test("64 creates of one code without a key give one 201 and 63 409", async () => {
    const body = tenant();
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => admin.client.post("/super-admin/tenants", body)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(63).fill(409)]);
    expect(await countOf(body.code)).toBe(1);
  });

  test("while the first is still running a twin is 409, and another body 422", async () => {
    const [body, key] = [tenant(), randomCode()];
    await create(body, key);
    await asOwner(
      "UPDATE idempotency_keys SET outcome = NULL, locked_until = now() + interval '60 seconds' WHERE key = $1",
      [key],
    );
    const twin = await create(body, key);
    expect([twin.status, Number(twin.headers.get("retry-after")) <= 5]).toEqual([409, true]);
    expect((await create(tenant(), key)).status).toBe(422);
  });

  test("a claim whose process died is taken over when it has grown old", async () => {
    const [body, key] = [tenant(), randomCode()];
    await create(tenant(), randomCode());
    await create(body, key);
    await asOwner("DELETE FROM tenants WHERE code = $1", [body.code]);
    await asOwner(
      "UPDATE idempotency_keys SET outcome = NULL, locked_until = now() - interval '1 second' WHERE key = $1",
      [key],
    );
    const answer = await create(body, key);
    expect([answer.status, replayed(answer.headers), await countOf(body.code)]).toEqual([201, null, 1]);
  });
});

describe("SRS §13 Idempotency-Key: a claim lives as long as the process that holds it", () => {
  const HELD =
    "UPDATE idempotency_keys SET outcome = NULL, locked_until = now() + interval '60 seconds', holder = $2 WHERE key = $1";

  /** A key whose first request is running, held by the process with that lock. */
  async function running(holder: string): Promise<() => ReturnType<typeof create>> {
    const [body, key] = [tenant(), randomCode()];
    await create(body, key);
    await asOwner("DELETE FROM tenants WHERE code = $1", [body.code]);
    await asOwner(HELD, [key, holder]);
    return () => create(body, key);
  }

  test("while it lives a twin waits; when it is dead the next takes over at once", async () => {
    const holder = "4611686018427387905";
    const process = new pg.Client({ connectionString: globalThis.process.env["DATABASE_URL"] });
    await process.connect();
    await process.query("SELECT pg_advisory_lock($1::bigint)", [holder]);
    const again = await running(holder);
    expect((await again()).status).toBe(409);
    await process.end();
    await expect.poll(async () => (await again()).status, { timeout: 10_000 }).toBe(201);
  });

  test("whose claim was taken over gets 409, and its effect is rolled back", async () => {
    const [key, code] = [randomCode(), randomCode()];
    const work = once(callerOf("SuperAdmin"), "anything", key, {}, async (settle) => {
      await asOwner("UPDATE idempotency_keys SET claim = gen_random_uuid() WHERE key = $1", [key]);
      const success = { status: 201, message: "Made", data: null };
      return transaction(async (tx) => {
        await tx.tenant.create({
          data: { id: globalThis.crypto.randomUUID(), code, name: code, timezone: "UTC", currency: "USD" },
        });
        await settle(tx, { success });
        return success;
      });
    });
    await expect(work).rejects.toMatchObject({ code: "CONFLICT", detail: { retryAfterSec: 1 } });
    expect(await countOf(code)).toBe(0);
  });

  test("a commit whose answer was lost keeps its claim's answer: the retry gets it, and nothing happens twice", async () => {
    const [key, caller] = [randomCode(), callerOf("SuperAdmin")];
    const success = { status: 201, message: "Made", data: { n: 1 } };
    const first = once(caller, "anything", key, {}, async (settle) => {
      await transaction((tx) => settle(tx, { success }));
      throw new AppError("UNAVAILABLE");
    });
    await expect(first).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const never = async () => Promise.reject(new Error("ran twice"));
    expect(await once(caller, "anything", key, {}, never)).toEqual(success);
  });
});
