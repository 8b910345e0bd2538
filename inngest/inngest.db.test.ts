import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { NextRequest } from "next/server";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GET, POST } from "../app/api/inngest/route.ts";
import { canonicalJson } from "../lib/core/canonical-json.ts";
import { resetEnv } from "../lib/env.ts";
import { JOBS } from "../lib/jobs/all.ts";
import { JobRunner } from "../lib/jobs/runner.ts";
import { dispatchToInngest } from "./dispatch.ts";

interface Event {
  readonly id: string;
  readonly name: string;
  readonly data: { readonly jobId: string };
}

const SIGNING_KEY = "ab".repeat(32);
const url = "http://127.0.0.1:3000/api/inngest";
let events: Event[] = [];
let isUp = true;

/** Both outside parties in one: Inngest takes events, the downstream takes deletions. */
const outside = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  if (request.url?.startsWith("/e/") && isUp) {
    events.push(...(JSON.parse(body) as Event[]));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ids: ["1"], status: 200 }));
    return;
  }
  response
    .writeHead(request.method === "DELETE" ? 204 : 400, { "content-type": "application/json" })
    .end(request.method === "DELETE" ? undefined : '{"error":"down","status":400}');
});

const setUp = (change: Record<string, string>) => {
  Object.assign(process.env, change);
  resetEnv();
};
const database = new pg.Client({ connectionString: process.env["DATABASE_URL"] ?? "" });
/** A job row that has come due, as the outbox holds it. */
async function requested(): Promise<string> {
  const jobId = randomUUID();
  const payload = { tenantId: randomUUID() };
  await database.query("INSERT INTO jobs (id, kind, payload) VALUES ($1, 'provisioning.compensate', $2)", [
    jobId,
    payload,
  ]);
  return jobId;
}
const statusOf = async (jobId: string): Promise<string | undefined> =>
  (await database.query<{ status: string }>("SELECT status FROM jobs WHERE id = $1", [jobId])).rows[0]?.status;

/** The call that Inngest makes to run a function, signed with `key`. */
function callback(event: Event | undefined, key: string | null): Promise<Response> {
  const ctx = {
    run_id: randomUUID(),
    attempt: 0,
    max_attempts: 1,
    use_api: false,
    disable_immediate_execution: false,
    stack: { stack: [], current: 0 },
  };
  const body = canonicalJson({ version: 1, event, events: [event], steps: {}, ctx });
  const at = Math.floor(Date.now() / 1000).toString();
  const signature =
    key === null
      ? {}
      : {
          "x-inngest-signature": `t=${at}&s=${createHmac("sha256", key)
            .update(body + at)
            .digest("hex")}`,
        };
  const request = new Request(`${url}?fnId=rookery-run-job&stepId=step`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...signature },
  });
  return POST(request as NextRequest, undefined);
}

beforeAll(async () => {
  await database.connect();
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  const { port } = outside.address() as AddressInfo;
  setUp({ PROVISIONING_URL: `http://127.0.0.1:${port}` });
});
beforeEach(() => {
  events = [];
  isUp = true;
});
afterAll(async () => {
  await database.end();
  outside.close();
});

describe("without Inngest's keys", () => {
  test("there is nothing at /api/inngest", async () => {
    const answer = await GET(new Request(url) as NextRequest, undefined);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { statusCode: 404, message: "Not found", response: null },
    ]);
    expect((await callback(undefined, SIGNING_KEY)).status).toBe(404);
  });
});

describe("with Inngest's keys", () => {
  const runner = new JobRunner(JOBS, dispatchToInngest);
  beforeAll(() =>
    setUp({
      INNGEST_BASE_URL: process.env["PROVISIONING_URL"] ?? "",
      INNGEST_EVENT_KEY: "event-key",
      INNGEST_SIGNING_KEY: SIGNING_KEY,
    }),
  );

  test("a due job is sent by its id, and runs when Inngest calls back", async () => {
    const jobId = await requested();
    await runner.tick();
    expect(events).toMatchObject([
      { name: "rookery/job.requested", data: { jobId }, id: expect.stringContaining(`${jobId}:1:`) },
    ]);
    expect(await statusOf(jobId)).toBe("queued");
    const answer = await callback(events[0], SIGNING_KEY);
    expect([answer.status, await answer.json()]).toEqual([200, { outcome: "succeeded" }]);
    expect(await statusOf(jobId)).toBe("succeeded");
    expect(await (await callback(events[0], SIGNING_KEY)).json()).toEqual({ outcome: "skipped" });
  });

  test.each([null, "cd".repeat(32)])("SRS §14: a call signed with %j is refused and runs nothing", async (key) => {
    const jobId = await requested();
    await runner.tick();
    expect((await callback(events[0], key)).status).toBe(401);
    expect((await GET(new Request(url) as NextRequest, undefined)).status).toBe(401);
    expect(await statusOf(jobId)).toBe("queued");
  });

  test("SRS §13 queue failure: while Inngest is down the row waits", async () => {
    isUp = false;
    const jobId = await requested();
    await expect(runner.tick()).rejects.toThrow();
    expect(await statusOf(jobId)).toBe("queued");
    isUp = true;
    await database.query("UPDATE jobs SET lease_until = now() WHERE id = $1", [jobId]);
    await runner.tick();
    expect(events.map(({ data }) => data.jobId)).toContain(jobId);
  });
});
