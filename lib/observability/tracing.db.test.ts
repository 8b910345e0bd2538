import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anonymous, signIn } from "../testing/client.ts";
import { type CollectedSpan, type Collector, startCollector } from "../testing/collector.ts";
import { jobsUnderTest } from "../testing/jobs-under-test.ts";
import { createPerson } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { isTracing, startTracing, stopTracing } from "./tracing.ts";

const { work, turn, add } = jobsUnderTest();

const SERVER = 2;
const CLIENT = 3;
const FAILED = 2;

let collector: Collector;
let app: Instance;

beforeAll(async () => {
  collector = await startCollector();
  app = await startInstance({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
});
afterAll(async () => {
  await app.stop();
  collector.stop();
});

const serverSpan = (requestId: string): Promise<CollectedSpan> =>
  until({ withinMs: 20_000, what: "the span of the request" }, () =>
    collector.spans.find(({ kind, attributes }) => kind === SERVER && attributes["rookery.request_id"] === requestId),
  );

describe("decisions §1 OTEL_EXPORTER_OTLP_ENDPOINT: traces of requests", () => {
  test("a request is a span in the caller's trace, with its operation and statements below it", async () => {
    const { client, userId } = await signIn(await createPerson("SuperAdmin"), app.transport);
    const [traceId, parentSpanId, requestId] = [
      randomBytes(16).toString("hex"),
      randomBytes(8).toString("hex"),
      randomUUID(),
    ];
    const headers = { traceparent: `00-${traceId}-${parentSpanId}-01`, "x-request-id": requestId };
    const { status } = await client.at(app.transport).get("/super-admin/tenants?search=unmistakable", headers);
    expect(status).toBe(200);
    const request = await serverSpan(requestId);
    expect(request).toMatchObject({ name: "GET listTenants", traceId, parentSpanId });
    expect(request.attributes).toMatchObject({
      "http.route": "/api/v1/super-admin/tenants",
      "http.response.status_code": 200,
      "rookery.role": "SuperAdmin",
    });
    const below = collector.spans.filter((span) => span.traceId === traceId);
    expect(below.find(({ name }) => name === "listTenants")).toMatchObject({ parentSpanId: request.spanId });
    const statements = below.filter(({ kind }) => kind === CLIENT);
    expect(statements.map(({ name }) => name)).toContain("SELECT");
    const text = JSON.stringify(below);
    for (const secret of ["unmistakable", userId, client.token]) {
      expect(text).not.toContain(secret);
    }
  });

  test("without a traceparent, or with a broken one, a trace of its own begins; a refusal is no failure of the server", async () => {
    const ids = [randomUUID(), randomUUID()];
    const client = anonymous().at(app.transport);
    await client.get("/auth/me", { "x-request-id": ids[0] ?? "" });
    await client.get("/auth/me", { "x-request-id": ids[1] ?? "", traceparent: "00-zz-1-01" });
    for (const id of ids) {
      const span = await serverSpan(id);
      expect(span.parentSpanId ?? "").toBe("");
      expect(span.attributes["http.response.status_code"]).toBe(401);
      expect(span.status.code).not.toBe(FAILED);
    }
  });

  test("a collector that is gone costs no answer", async () => {
    collector.stop();
    expect((await anonymous().at(app.transport).get("/auth/me")).status).toBe(401);
  });

  test("without the variable no span is made", async () => {
    await startTracing(undefined);
    expect(isTracing()).toBe(false);
  });

  test("a job is a trace of its own, found by its id, and so is what it fails with", async () => {
    const jobs = await startCollector();
    await startTracing(jobs.endpoint);
    work.mockRejectedValueOnce(new TypeError("no"));
    const jobId = await add();
    await turn();
    await stopTracing();
    jobs.stop();
    const span = jobs.spans.find(({ attributes }) => attributes["rookery.job_id"] === jobId);
    expect(span).toMatchObject({ name: "job test.halting", status: { code: FAILED, message: "TypeError" } });
    expect(span?.attributes).toMatchObject({ "rookery.attempt": 1, "rookery.request_id": jobId });
  });
});
