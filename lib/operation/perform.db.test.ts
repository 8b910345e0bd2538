import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import type { Answer, SignedIn } from "../testing/client.ts";
import { atNests, diary, type Ending } from "../testing/nests-api.ts";
import { createPerson } from "../testing/people.ts";
import { randomCode } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";

let who: SignedIn;
beforeAll(async () => {
  who = await atNests(await createPerson("Auditor"));
});
beforeEach(() => {
  diary.length = 0;
});

const build = (ending: Ending, headers = {}, code = randomCode()) =>
  who.client.post("/nests-api/nests", { code, ending }, headers);
const isBuilt = async (code: string) => (await prisma().provisioningIntent.count({ where: { code } })) === 1;
const rowsOf = ({ headers }: Answer) => auditOf(headers.get("x-request-id"));
const traceOf = ({ headers }: Answer) => ({ traceId: headers.get("x-request-id") });

describe("SRS §5 every outcome leaves in the envelope", () => {
  test.each([
    ["well", 200, "Success"],
    ["conflict", 409, "is taken"],
    ["denied", 403, "Insufficient privileges"],
    ["bug", 500, "Internal server error"],
    ["text", 500, "Internal server error"],
    ["downstream", 502, "A downstream system failed"],
    ["unavailable", 503, "Service unavailable"],
  ])("%s is %i", async (ending, status, message) => {
    const answer = await who.client.get(`/nests-api/ends/${ending}`);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ statusCode: status, message });
    expect(Object.keys(answer.body)).toEqual(["statusCode", "message", "response"]);
  });

  test("SRS §5.5, decisions §4: a 500 and a 503 carry the request's id as traceId and nothing of the cause", async () => {
    for (const ending of ["bug", "text", "downstream", "unavailable"]) {
      const answer = await who.client.get(`/nests-api/ends/${ending}`, { "x-request-id": `Trace.${ending}` });
      expect(answer.response).toEqual({ traceId: `Trace.${ending}` });
      expect(JSON.stringify(answer.body)).not.toMatch(/SELECT|ECONN|10\.0\.0\.7|not even|at \w/);
    }
  });

  test("decisions §4: a 503 carries Retry-After", async () => {
    const { headers } = await who.client.get("/nests-api/ends/unavailable");
    expect(headers.get("retry-after")).toBe("2");
  });
});

describe("a successful write", () => {
  test("answers with its declared status and message, the named columns only, and its ETag", async () => {
    const code = randomCode();
    const { body, headers } = await build("well", {}, code);
    expect(body).toEqual({ statusCode: 201, message: "Nest built", response: { code } });
    expect(headers.get("etag")).toBe('"3"');
  });

  test("runs what is left for after the commit", async () => {
    const code = randomCode();
    await build("well", {}, code);
    expect(diary).toEqual([`committed ${code}`]);
  });
});

describe("SRS §13 Partial writes: transactions and rollback", () => {
  test.each(["bug", "text", "conflict", "denied", "downstream", "badOutput", "badAudit"] as const)(
    "%s leaves nothing of the effect",
    async (ending) => {
      const code = randomCode();
      const { status } = await build(ending, {}, code);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(await isBuilt(code)).toBe(false);
      expect(diary).toEqual([]);
    },
  );

  test("SRS §11: when the audit row cannot be written, the effect is not either", async () => {
    const code = randomCode();
    const answer = await build("badAudit", {}, code);
    expect([answer.status, answer.response]).toEqual([500, traceOf(answer)]);
    expect(await isBuilt(code)).toBe(false);
  });

  test("SRS §6.1: a failure of ours is audited in its own commit", async () => {
    for (const [ending, code] of [
      ["bug", "INTERNAL"],
      ["downstream", "DOWNSTREAM"],
    ] as const) {
      expect(await rowsOf(await build(ending))).toMatchObject([
        {
          action: "SNAPSHOT_CAPTURED",
          outcome: "failure",
          actorId: who.userId,
          after: { code, operation: "buildNest" },
        },
      ]);
    }
  });

  test("decisions §5 audit: a 403 from inside the write leaves one ACCESS_DENIED row, a 409 none", async () => {
    expect(await rowsOf(await build("denied"))).toMatchObject([
      { action: "ACCESS_DENIED", outcome: "denied", actorId: who.userId, after: { operation: "buildNest" } },
    ]);
    expect(await rowsOf(await build("conflict"))).toEqual([]);
  });

  test("a refusal commits its effect and its audit row, then answers with the error", async () => {
    const code = randomCode();
    const answer = await build("refused", {}, code);
    expect(answer.body).toMatchObject({ statusCode: 409, message: "Built, but refused" });
    expect([await isBuilt(code), diary]).toEqual([true, [`committed ${code}`]]);
    expect(await rowsOf(answer)).toMatchObject([{ action: "SNAPSHOT_CAPTURED", entityId: code }]);
  });
});

describe("preparations outside the transaction", () => {
  const prepare = (code: string, ending: Ending, preparing = "well") =>
    who.client.post("/nests-api/prepared-nests", { code, ending, preparing });

  test("precede the write and stand when it commits", async () => {
    const code = randomCode();
    expect((await prepare(code, "well")).status).toBe(202);
    expect(diary).toEqual([`prepared ${code}`, `committed ${code}`]);
  });

  test.each(["bug", "conflict", "badAudit"] as const)("are undone when the rest fails: %s", async (ending) => {
    const code = randomCode();
    await prepare(code, ending);
    expect(diary).toEqual([`prepared ${code}`, `abandoned ${code} with 3 twigs`]);
  });

  test("SRS §6.1: their own failure is audited under the operation's failed action, and nothing is written", async () => {
    const code = randomCode();
    const answer = await prepare(code, "well", "downstream");
    expect(answer.body).toEqual({ statusCode: 502, message: "A downstream system failed", response: traceOf(answer) });
    expect(await rowsOf(answer)).toMatchObject([{ action: "EXPORT_CREATED", outcome: "failure" }]);
    expect([await isBuilt(code), diary]).toEqual([false, []]);
  });

  test("input is checked before them", async () => {
    const { status } = await who.client.post("/nests-api/prepared-nests", { code: 7, ending: "well" });
    expect([status, diary]).toEqual([400, []]);
  });
});

describe("decisions §4, §9 Idempotency-Key and failures", () => {
  const withKey = (key: string) => ({ "idempotency-key": key });

  test.each(["bug", "text", "downstream", "unavailable", "badAudit"] as const)(
    "a 5xx is not stored: after %s the retry runs again",
    async (ending) => {
      const code = randomCode();
      const first = await build(ending, withKey(code), code);
      expect(first.status).toBeGreaterThanOrEqual(500);
      expect(await prisma().idempotencyKey.count({ where: { key: code } })).toBe(0);
      const again = await build(ending, withKey(code), code);
      expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([first.status, null]);
    },
  );

  test.each(["conflict", "denied", "refused"] as const)("a 4xx is: %s is replayed", async (ending) => {
    const code = randomCode();
    const first = await build(ending, withKey(code), code);
    const again = await build(ending, withKey(code), code);
    expect([again.body, again.headers.get("idempotency-replayed")]).toEqual([first.body, "true"]);
  });

  test("the record commits with the effect: when another request has taken the claim over, the effect is not kept either", async () => {
    const code = randomCode();
    const answer = await build("lostClaim", withKey(code), code);
    expect([answer.status, await isBuilt(code), diary]).toEqual([409, false, []]);
  });
});

describe("a dry run of any write: ?dryRun=true", () => {
  const dry = (ending: Ending, code = randomCode(), query = "dryRun=true") =>
    who.client.post(`/nests-api/nests?${query}`, { code, ending });

  test("says what would happen and does not do it", async () => {
    const code = randomCode();
    const answer = await dry("well", code);
    expect(answer.body).toEqual({
      statusCode: 200,
      message: "Dry run: nothing was changed",
      response: {
        dryRun: true,
        before: null,
        after: { code },
        cascade: { eggs: 2 },
        audit: [{ action: "SNAPSHOT_CAPTURED", entityType: "snapshot", entityId: code }],
      },
    });
    expect([await isBuilt(code), diary, await rowsOf(answer)]).toEqual([false, [], []]);
  });

  test.each([
    ["conflict", 409],
    ["refused", 409],
    ["bug", 500],
    ["badAudit", 500],
  ] as const)("fails as the write would: %s is %i", async (ending, status) => {
    const code = randomCode();
    const answer = await dry(ending, code);
    expect([answer.status, await isBuilt(code), await rowsOf(answer)]).toEqual([status, false, []]);
  });

  test("decisions §5 audit: a 403 in it is a denied attempt like any other", async () => {
    const answer = await dry("denied");
    expect(answer.status).toBe(403);
    expect(await rowsOf(answer)).toMatchObject([{ action: "ACCESS_DENIED", actorId: who.userId }]);
  });

  test("dryRun=false writes; any other value is 400, named", async () => {
    const code = randomCode();
    expect((await dry("well", code, "dryRun=false")).status).toBe(201);
    for (const query of ["dryRun=yes", "dryRun=", "dryRun=TRUE", "dryRun=true&dryRun=true"]) {
      expect(Object.keys((await dry("well", randomCode(), query)).errors)).toEqual(["dryRun"]);
    }
  });

  test("a read has none", async () => {
    const { status, errors } = await who.client.get("/nests-api/admin-class?dryRun=true");
    expect([status, errors]).toEqual([400, { dryRun: "Unknown parameter" }]);
  });
});
