import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { presence } from "../db/signals.ts";
import { read } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { dryRun, perform } from "../operation/perform.ts";
import { callerOf } from "../testing/caller.ts";
import { localJobs, runMaintenance } from "../testing/jobs.ts";
import { until } from "../testing/poll.ts";
import { sweepProvisioning } from "./index.ts";
import { createTenant } from "./operations.ts";
import { auditOf, tenantInput } from "./testing.ts";

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

/** A downstream that answers as told; each entry answers one call, the last all that follow. */
let calls: Call[] = [];
let answers: ((response: ServerResponse, call: Call) => unknown)[] = [];
const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end();
const silence = () => undefined;
const server = createServer(async (request, response) => {
  const chunks = await request.toArray();
  const text = Buffer.concat(chunks).toString();
  const call = {
    method: request.method ?? "",
    url: request.url ?? "",
    headers: request.headers,
    body: text ? JSON.parse(text) : {},
  };
  calls.push(call);
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(response, call);
});

const admin = callerOf("SuperAdmin");
const attempt = async (body = tenantInput()) => {
  const outcome = await perform(createTenant, admin, { body }).then(
    ({ data }) => data.tenantId,
    (thrown: unknown) => thrown,
  );
  return { body, outcome };
};
const failed = (change: object = {}) => expect.objectContaining({ code: "DOWNSTREAM", status: 502, ...change });
const tenantsOf = (code: string) => read((db) => db.tenant.count({ where: { code } }));
const intentsOf = (code: string) => read((db) => db.provisioningIntent.count({ where: { code } }));
const compensationOf = (tenantId: string) =>
  read((db) =>
    db.job.findFirst({ where: { kind: "provisioning.compensate", payload: { path: ["tenantId"], equals: tenantId } } }),
  );
const idOf = (call: Call | undefined) => String(call?.body["tenantId"]);

async function owner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env["TEST_OWNER_URL"] ?? "" });
  await client.connect();
  await client.query(sql);
  await client.end();
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    PROVISIONING_URL: `http://127.0.0.1:${port}/base/`,
    PROVISIONING_TOKEN: "very-secret",
    JOB_RETRY_BASE_MS: "20",
  });
  resetEnv();
});
beforeEach(() => {
  calls = [];
  answers = [status(201)];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("decisions §5 provisioning", () => {
  test("calls the downstream with the tenant, the token and its id as the key, then commits", async () => {
    const { body, outcome } = await attempt();
    expect(calls).toEqual([
      expect.objectContaining({
        method: "POST",
        url: "/base/tenants",
        headers: expect.objectContaining({
          authorization: "Bearer very-secret",
          "idempotency-key": outcome,
          "content-type": "application/json",
        }),
        body: { tenantId: outcome, code: body.code, name: body.name, timezone: body.timezone, currency: body.currency },
      }),
    ]);
    expect(await tenantsOf(body.code)).toBe(1);
    expect(await intentsOf(body.code)).toBe(0);
    expect(await compensationOf(String(outcome))).toBeNull();
    expect(await auditOf(String(outcome))).toMatchObject([{ action: "TENANT_CREATED" }]);
  });

  test.each([500, 503, 429])("tries again after %i, with the same key", async (code) => {
    answers = [status(code), status(code), status(204)];
    const { body } = await attempt();
    expect(calls.map(({ headers }) => headers["idempotency-key"])).toEqual(Array(3).fill(idOf(calls[0])));
    expect(await tenantsOf(body.code)).toBe(1);
  });

  test("a dry run calls nobody", async () => {
    await dryRun(createTenant, admin, { body: tenantInput() });
    expect(calls).toEqual([]);
  });

  test("a taken code is 409 on code before any call", async () => {
    const { body } = await attempt();
    calls = [];
    expect((await attempt(body)).outcome).toMatchObject({
      code: "CONFLICT",
      detail: { fields: { code: expect.any(String) } },
    });
    expect(calls).toEqual([]);
  });

  test("16 at once with one code call the downstream once", async () => {
    const body = tenantInput();
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => attempt(body)));
    expect(outcomes.filter(({ outcome }) => typeof outcome === "string")).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome instanceof AppError && outcome.code === "CONFLICT")).toHaveLength(
      15,
    );
    expect(calls).toHaveLength(1);
  });
});

describe("SRS §6.1 downstream failure: rollback, audit, compensating cleanup", () => {
  test("500 three times: 502, nothing of the tenant remains, the failure is audited, the compensation runs", async () => {
    answers = [status(500)];
    const { body, outcome } = await attempt();
    expect(outcome).toEqual(failed());
    expect(calls).toHaveLength(3);
    const tenantId = idOf(calls[0]);
    expect([await tenantsOf(body.code), await intentsOf(body.code)]).toEqual([0, 0]);
    expect(await auditOf(tenantId)).toMatchObject([
      {
        action: "TENANT_CREATE_FAILED",
        outcome: "failure",
        entityType: "tenant",
        actorId: admin.actor.id,
        requestId: admin.request.requestId,
      },
    ]);
    expect(JSON.stringify(await compensationOf(tenantId))).not.toContain("very-secret");

    answers = [status(204)];
    await (await localJobs()).turn();
    expect(calls.at(-1)).toMatchObject({
      method: "DELETE",
      url: `/base/tenants/${tenantId}`,
      headers: { authorization: "Bearer very-secret" },
    });
    expect(await compensationOf(tenantId)).toMatchObject({ status: "succeeded", attempts: 1 });
    expect(await attempt(body)).toMatchObject({ outcome: expect.any(String) });
  });

  test.each([400, 409, 302])("a %i fails at once", async (code) => {
    answers = [status(code)];
    const { body, outcome } = await attempt();
    expect(outcome).toEqual(failed());
    expect(calls).toHaveLength(1);
    expect(await tenantsOf(body.code)).toBe(0);
  });

  test("no answer within 5 s counts as a failed try", async () => {
    answers = [silence, status(201)];
    const startedAt = performance.now();
    const { body } = await attempt();
    expect(performance.now() - startedAt).toBeGreaterThan(4900);
    expect(performance.now() - startedAt).toBeLessThan(7000);
    expect(await tenantsOf(body.code)).toBe(1);
  });

  test("a dropped connection counts as a failed try", async () => {
    answers = [(response) => response.destroy(), status(201)];
    const { body } = await attempt();
    expect(calls).toHaveLength(2);
    expect(await tenantsOf(body.code)).toBe(1);
  });

  test("the database refusing the tenant after the downstream took it: audited with its id and compensated", async () => {
    await owner("ALTER TABLE tenants ADD CONSTRAINT broken CHECK (code <> 'BROKEN')");
    const { outcome } = await attempt(tenantInput({ code: "BROKEN" }));
    const tenantId = idOf(calls[0]);
    expect(outcome).not.toBeInstanceOf(AppError);
    expect([await tenantsOf("BROKEN"), await intentsOf("BROKEN")]).toEqual([0, 0]);
    expect(await compensationOf(tenantId)).toMatchObject({ status: "queued" });
    expect(await auditOf(tenantId)).toMatchObject([{ action: "TENANT_CREATE_FAILED", outcome: "failure" }]);
  });

  test("a code taken while the downstream worked: 409, compensated, no failure on the record", async () => {
    const body = tenantInput();
    answers = [
      async (response) => {
        await owner(
          `INSERT INTO tenants (id, code, name, timezone, currency) VALUES (gen_random_uuid(), '${body.code}', 'Fast', 'UTC', 'USD')`,
        );
        response.writeHead(201).end();
      },
    ];
    expect((await attempt(body)).outcome).toMatchObject({ code: "CONFLICT" });
    expect(await compensationOf(idOf(calls[0]))).toMatchObject({ status: "queued" });
    expect(await auditOf(idOf(calls[0]))).toEqual([]);
  });

  test("a creation given up meanwhile by the sweep does not come back", async () => {
    answers = [
      async (response) => {
        await owner("UPDATE provisioning_intents SET created_on = now() - interval '3 minutes'");
        await runMaintenance([sweepProvisioning]);
        response.writeHead(201).end();
      },
    ];
    const { body, outcome } = await attempt();
    expect(outcome).toEqual(failed());
    expect(await tenantsOf(body.code)).toBe(0);
    expect(
      await read((db) => db.job.count({ where: { payload: { path: ["tenantId"], equals: idOf(calls[0]) } } })),
    ).toBe(1);
  });

  test("SRS §13: a compensation that fails is retried with back-off and counts 404 as done", async () => {
    answers = [status(500)];
    await read((db) => db.job.deleteMany());
    await attempt();
    const tenantId = idOf(calls[0]);
    answers = [status(500), status(503), status(404)];
    const deletions = () => calls.filter(({ method, url }) => method === "DELETE" && url.endsWith(tenantId));
    const { relay, runner } = await localJobs();
    relay.start();
    runner.start();
    await expect.poll(() => deletions().length, { timeout: 10_000 }).toBe(3);
    await expect.poll(() => compensationOf(tenantId)).toMatchObject({ status: "succeeded", attempts: 3 });
    await Promise.all([relay.stop(), runner.stop()]);
  });
});

describe("SRS §13 crash between the downstream and the commit", () => {
  test("whoever creates the tenant again gets it at once, and what the dead process made is taken back", async () => {
    const [dead, alive] = ["01930d5e-7a10-7c3e-9b1f-3f2a64d0c0cc", "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0dd"] as const;
    // Nobody holds the lock of the one; of the other this very process does.
    await until({ withinMs: 10_000, what: "a lock of its own" }, presence);
    await owner(
      `INSERT INTO provisioning_intents (tenant_id, code, holder) VALUES ('${dead}', 'DEAD', 4711), ('${alive}', 'ALIVE', ${presence()})`,
    );
    expect((await attempt(tenantInput({ code: "DEAD" }))).outcome).toEqual(expect.any(String));
    expect(await compensationOf(dead)).toMatchObject({ status: "queued" });
    expect(await auditOf(dead)).toMatchObject([{ action: "TENANT_CREATE_FAILED", actorRole: "system" }]);
    expect((await attempt(tenantInput({ code: "ALIVE" }))).outcome).toMatchObject({ code: "CONFLICT" });
    expect(await compensationOf(alive)).toBeNull();
  });

  test("the sweep finds the orphan, queues its compensation once and puts it on the record; a young intent stays", async () => {
    const [old, young] = ["01930d5e-7a10-7c3e-9b1f-3f2a64d0c0aa", "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0bb"] as const;
    await owner(
      `INSERT INTO provisioning_intents (tenant_id, code, created_on) VALUES ('${old}', 'ORPHAN', now() - interval '3 minutes'), ('${young}', 'YOUNG', now())`,
    );
    const swept = await Promise.all([runMaintenance([sweepProvisioning]), runMaintenance([sweepProvisioning])]);
    expect(swept.reduce((sum, counts) => sum + (counts["provisioning-intents"] ?? 0), 0)).toBe(1);
    expect([await intentsOf("ORPHAN"), await intentsOf("YOUNG")]).toEqual([0, 1]);
    expect(await compensationOf(old)).toMatchObject({ status: "queued", tenantId: null });
    expect(await compensationOf(young)).toBeNull();
    expect(await auditOf(old)).toMatchObject([
      {
        action: "TENANT_CREATE_FAILED",
        outcome: "failure",
        actorId: null,
        actorRole: "system",
        after: { code: "ORPHAN" },
      },
    ]);
  });
});
