import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { NextRequest } from "next/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GET, POST } from "../app/api/inngest/route.ts";
import { canonicalJson } from "../lib/core/canonical-json.ts";
import { read, transaction } from "../lib/db/transaction.ts";
import { env, resetEnv } from "../lib/env.ts";
import { JOBS } from "../lib/jobs/all.ts";
import { enqueue } from "../lib/jobs/index.ts";
import { Relay } from "../lib/jobs/relay.ts";
import { compensateProvisioning } from "../lib/tenants/index.ts";
import { publish } from "./start.ts";

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
    .writeHead(request.method === "DELETE" ? downstream : 400, { "content-type": "application/json" })
    .end(request.method === "DELETE" ? undefined : '{"error":"down","status":400}');
});
let downstream = 204;

const setUp = (change: Record<string, string>) => {
  Object.assign(process.env, change);
  resetEnv();
};
const requested = async (): Promise<string> =>
  (await transaction((tx) => enqueue(tx, compensateProvisioning, { tenantId: randomUUID() }))) ?? "";
const row = (id: string) => read((db) => db.job.findUniqueOrThrow({ where: { id }, include: { deadLetter: true } }));

/** The call that Inngest makes to run a function, signed with `key`. */
function callback(
  event: object | undefined,
  key: string | null,
  change: object = {},
  fnId = FUNCTION,
): Promise<Response> {
  const ctx = {
    run_id: randomUUID(),
    attempt: 0,
    max_attempts: 4,
    use_api: false,
    disable_immediate_execution: false,
    stack: { stack: [], current: 0 },
    ...change,
  };
  const body = canonicalJson({ version: -1, event, events: [event], steps: {}, ctx });
  const at = Math.floor(Date.now() / 1000).toString();
  const signature = `t=${at}&s=${createHmac("sha256", key ?? "")
    .update(body + at)
    .digest("hex")}`;
  const request = new Request(`${url}?fnId=${fnId}&stepId=step`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...(key !== null && { "x-inngest-signature": signature }) },
  });
  return POST(request as NextRequest, undefined);
}
const FUNCTION = "rookery-provisioning-compensate";

beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  const { port } = outside.address() as AddressInfo;
  setUp({ PROVISIONING_URL: `http://127.0.0.1:${port}` });
});
beforeEach(() => {
  events = [];
  isUp = true;
  downstream = 204;
});
afterAll(() => outside.close());

describe("without Inngest's keys", () => {
  test("there is nothing at /api/inngest", async () => {
    const answer = await GET(new Request(url) as NextRequest, undefined);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { statusCode: 404, message: "Not found", response: null },
    ]);
    expect((await callback(undefined, SIGNING_KEY)).status).toBe(404);
  });

  test.each(["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY", "INNGEST_BASE_URL"])("%s alone stops the start", (name) => {
    setUp({ [name]: "http://127.0.0.1:8288" });
    expect(() => env()).toThrow(/INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY/);
    delete process.env[name];
    resetEnv();
  });
});

describe("with Inngest's keys", () => {
  const relay = new Relay(JOBS, publish);
  beforeAll(() =>
    setUp({
      INNGEST_BASE_URL: process.env["PROVISIONING_URL"] ?? "",
      INNGEST_EVENT_KEY: "event-key",
      INNGEST_SIGNING_KEY: SIGNING_KEY,
    }),
  );

  test("a due job is sent under its own id, without its payload, and runs when Inngest calls back; once", async () => {
    const jobId = await requested();
    await relay.tick();
    expect(events).toMatchObject([{ id: jobId, name: "rookery/provisioning.compensate", data: { jobId } }]);
    expect(JSON.stringify(events)).not.toContain("tenantId");
    expect(await row(jobId)).toMatchObject({ status: "queued", publishedOn: expect.any(Date) });
    const answer = await callback(events[0], SIGNING_KEY);
    expect([answer.status, await answer.json()]).toEqual([200, { outcome: "succeeded" }]);
    expect(await row(jobId)).toMatchObject({ status: "succeeded" });
    expect(await (await callback(events[0], SIGNING_KEY)).json()).toEqual({ outcome: "skipped" });
  });

  test.each([null, "cd".repeat(32)])("SRS §14: a call signed with %j is refused and runs nothing", async (key) => {
    const jobId = await requested();
    await relay.tick();
    expect((await callback(events[0], key)).status).toBe(401);
    expect((await GET(new Request(url) as NextRequest, undefined)).status).toBe(401);
    expect(await row(jobId)).toMatchObject({ status: "queued" });
  });

  test("SRS §13 queue failure: while Inngest is down the row waits", async () => {
    isUp = false;
    const jobId = await requested();
    await expect(relay.tick()).rejects.toThrow();
    expect(await row(jobId)).toMatchObject({ status: "queued", publishedOn: null });
    isUp = true;
    await read((db) => db.job.update({ where: { id: jobId }, data: { promisedUntil: null } }));
    await relay.tick();
    expect(events.map(({ data }) => data.jobId)).toContain(jobId);
  });

  test("SRS §10.5: a failed attempt asks for the next after a growing delay; the last one tells the failure handler", async () => {
    const jobId = await requested();
    await relay.tick();
    downstream = 500;
    const run_id = randomUUID();
    const delays: number[] = [];
    for (const attempt of [0, 1, 2]) {
      const answer = await callback(events[0], SIGNING_KEY, { run_id, attempt });
      expect([answer.status, answer.headers.get("x-inngest-no-retry")]).toEqual([500, "false"]);
      delays.push(Number(answer.headers.get("retry-after")));
    }
    expect(delays).toEqual([2, 3, 5].map((sec) => expect.closeTo(sec, -0.5)));
    const last = await callback(events[0], SIGNING_KEY, { run_id, attempt: 3 });
    expect(last.headers.get("x-inngest-no-retry")).toBe("true");
    expect(await row(jobId)).toMatchObject({ status: "queued", attempts: 4, deadLetter: null });
    const error = { name: "Error", message: "gave up" };
    const failed = {
      name: "inngest/function.failed",
      data: { run_id, function_id: FUNCTION, error, event: events[0] },
    };
    expect((await callback(failed, SIGNING_KEY, {}, `${FUNCTION}-failure`)).status).toBe(200);
    expect(await row(jobId)).toMatchObject({ status: "failed", deadLetter: { status: "open", attempts: 4 } });
  });
});
