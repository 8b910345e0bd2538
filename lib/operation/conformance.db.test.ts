import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { apis } from "../apis.ts";
import { AppError } from "../core/errors.ts";
import { docsApi } from "../docs-api.ts";
import { PERMISSIONS } from "../policy/permissions.ts";
import { SYSTEM_ROLE_NAMES, SYSTEM_ROLES, type SystemRoleName } from "../policy/roles.ts";
import { callByExample as call } from "../testing/by-example.ts";
import { type Answer, anonymous, as, asCustom, type SignedIn } from "../testing/client.ts";
import { auditOf } from "../testing/rows.ts";
import { type ExampleInput, WRITE_FIXTURES } from "../testing/write-fixtures.ts";
import type { Api } from "./api.ts";
import { type AnyOperation, isWrite } from "./operation.ts";
import { createRouter, split } from "./router.ts";

// Every operation of every family, whatever is added to them: what holds for one declared operation holds for all.

const families = [...apis, docsApi];
const all = families.flatMap((api) => api.operations.map((op) => ({ label: `${api.name} ${op.name}`, api, op })));
const restricted = all.filter(({ op }) => op.policy.access === "roles");

const everybody = new Map<SystemRoleName, SignedIn>();
let custom: SignedIn;

beforeAll(async () => {
  for (const role of SYSTEM_ROLE_NAMES) {
    everybody.set(role, await as(role));
  }
  custom = await asCustom(Object.keys(PERMISSIONS));
});

/** The roles that may call: named by the policy, holding its permission, and let into the family. */
function allowed(api: Api, op: AnyOperation): SystemRoleName[] {
  const { policy } = op;
  return SYSTEM_ROLE_NAMES.filter((role) => {
    const isNamed = policy.access !== "roles" || policy.roles.includes(role);
    return isNamed && (api.onlyRoles?.includes(role) ?? true);
  });
}

const rowsOf = ({ headers }: Answer) => auditOf(headers.get("x-request-id"));

function expectFailure({ body, headers }: Answer, api: Api, code: "UNAUTHENTICATED" | "FORBIDDEN"): void {
  const expected = api.envelope.failure(new AppError(code), headers.get("x-request-id") ?? "", new Date());
  const withoutTime = { ...body, timestamp: undefined };
  expect(withoutTime).toEqual({ ...expected, timestamp: undefined });
  expect(api.envelope.failureSchema().safeParse(body).success).toBe(true);
}

describe.each(all)("$label", ({ api, op }) => {
  test("SRS §17 its example input and output satisfy its schemas", () => {
    const { path, query, body } = op.example.input as ExampleInput;
    expect(op.input.path?.safeParse(path).error).toBeUndefined();
    expect(op.input.query?.safeParse(query ?? {}).error).toBeUndefined();
    expect(op.input.body?.safeParse(body ?? {}).error).toBeUndefined();
    if (!(op.output instanceof z.ZodNever)) {
      expect(op.output.safeParse(op.example.output).error).toBeUndefined();
      const data = op.output.parse(op.example.output);
      expect(api.envelope.success({ status: 200, message: "Success", data })).toBeTypeOf("object");
    }
    const streams = Object.values(op.streams ?? {});
    expect(op.output instanceof z.ZodNever && streams.length === 0).toBe(false);
    expect(streams.every((body) => body.length > 0)).toBe(true);
  });

  test("its path leads to it and to nothing else", () => {
    const own = split(op.http.path.replace(/\{\w+\}/g, "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001"));
    expect(createRouter(api)(op.http.method, own)).toMatchObject({ kind: "found", op: { name: op.name } });
  });

  test("its declaration is whole", () => {
    expect(op.summary).toMatch(/^[A-Z].{5,}/);
    expect(op.entityType === undefined).toBe(op.audit === null);
    expect(op.http.method === "GET" || op.asks === true || op.ingests === true || op.audit !== null).toBe(true);
    expect(op.ingests === true && (op.audit !== null || op.policy.access !== "signed-webhook")).toBe(false);
    expect(op.asks === true && op.audit !== null).toBe(false);
    // Only what leaves as a file is a read on record.
    expect(op.http.method === "GET" && op.audit !== null && op.streams === undefined).toBe(false);
    expect(op.streams !== undefined && op.idempotent === true).toBe(false);
    expect(op.http.path.includes("{") && !op.errors.includes("NOT_FOUND")).toBe(false);
    if (op.policy.access === "roles") {
      const { roles, permission } = op.policy;
      const holders = roles.filter((role) =>
        (SYSTEM_ROLES[role].permissions as readonly string[]).some((held) => held === permission || held === "*"),
      );
      expect(holders).toEqual(roles);
    }
  });

  test("SRS §15 a list is paged", () => {
    const output = (op.example.output ?? {}) as object;
    const isList = "items" in output;
    const query = Object.keys(op.input.query?.shape ?? {});
    const isPaged =
      query.includes("page") && (query.includes("pageSize") || query.includes("page_size") || query.includes("limit"));
    expect(isList && !isPaged).toBe(false);
  });
});

describe("SRS §5.3 without a token", () => {
  test.each(all.filter(({ op }) => op.policy.access !== "public"))("$label is 401", async ({ api, op }) => {
    const answer = await call(anonymous(), api, op);
    expect(answer.status).toBe(401);
    expectFailure(answer, api, "UNAUTHENTICATED");
    expect(await rowsOf(answer)).toEqual([]);
  });
});

describe("SRS §3, §4.2, decisions §3: every role that is not named", () => {
  test.each(restricted)("$label is 403 to it and leaves one ACCESS_DENIED row", async ({ api, op }) => {
    const permitted = allowed(api, op);
    const others = SYSTEM_ROLE_NAMES.filter((role) => !permitted.includes(role));
    expect(others.length + permitted.length).toBe(SYSTEM_ROLE_NAMES.length);
    for (const role of others) {
      const who = everybody.get(role);
      if (!who) {
        throw new Error(`nobody has the role ${role}`);
      }
      const answer = await call(who.client, api, op);
      expect([role, answer.status]).toEqual([role, 403]);
      expectFailure(answer, api, "FORBIDDEN");
      expect(await rowsOf(answer)).toMatchObject([
        { action: "ACCESS_DENIED", outcome: "denied", actorId: who.userId, actorRole: role, entityId: who.userId },
      ]);
    }
  });

  test.each(restricted)("$label is 403 to a custom role, unless the policy opens it", async ({ api, op }) => {
    const isOpen = op.policy.access === "roles" && op.policy.customRoles === true && !api.onlyRoles;
    const answer = await call(custom.client, api, op);
    expect(answer.status === 403).toBe(!isOpen);
    if (!isOpen) {
      expect(await rowsOf(answer)).toMatchObject([{ action: "ACCESS_DENIED", actorId: custom.userId }]);
    }
  });

  test.each(restricted.filter(({ op }) => op.policy.access === "roles" && op.policy.customRoles === true))(
    "$label is 403 to a custom role with every permission but its own",
    async ({ api, op }) => {
      const own: string[] =
        op.policy.access === "roles" ? [op.policy.permission, ...(op.policy.orPermissions ?? [])] : [];
      const who = await asCustom(Object.keys(PERMISSIONS).filter((permission) => !own.includes(permission)));
      expect((await call(who.client, api, op)).status).toBe(403);
    },
  );
});

describe("every role that is named", () => {
  test.each(restricted.filter(({ op }) => op.audit === null))("$label lets it read", async ({ api, op }) => {
    for (const role of allowed(api, op)) {
      const answer = await call(everybody.get(role)?.client ?? anonymous(), api, op);
      expect([role, answer.status]).toEqual([role, op.errors.includes("NOT_FOUND") ? 404 : 200]);
      const viewed = answer.status === 200 && op.viewed ? [{ action: op.viewed.action, outcome: "success" }] : [];
      expect(await rowsOf(answer)).toMatchObject(viewed);
    }
  });
});

describe("SRS §11, decisions §5: every read that is on record", () => {
  const recorded = restricted.filter(({ op }) => op.audit !== null && !isWrite(op));

  test.each(recorded)(
    "$label streams a declared type and leaves when it began and how it ended",
    async ({ api, op }) => {
      for (const role of allowed(api, op)) {
        const caller = everybody.get(role);
        const changed = caller && (await WRITE_FIXTURES[op.name]?.(op.example.input as ExampleInput, caller));
        const answer = await call(caller?.client ?? anonymous(), api, op, changed);
        expect([role, answer.status]).toEqual([role, 200]);
        expect(Object.keys(op.streams ?? {})).toContain(answer.headers.get("content-type")?.split(";")[0]);
        const [began, ended, ...further] = await rowsOf(answer);
        expect(further).toEqual([]);
        expect(op.audit).toContain(began?.action);
        expect(began).toMatchObject({ entityType: op.entityType, outcome: "success", after: { state: "started" } });
        expect(ended).toMatchObject({ action: began?.action, entityId: began?.entityId, after: { state: "complete" } });
      }
    },
  );
});

describe("SRS §11, §18: every successful write", () => {
  const writes = all.filter(({ op }) => isWrite(op));

  test.each(writes)("$label has a line in lib/testing/write-fixtures.ts", ({ op }) => {
    expect(Object.keys(WRITE_FIXTURES)).toContain(op.name);
  });

  test.each(writes)("$label leaves exactly its one declared audit row", async ({ api, op }) => {
    const [role = "SuperAdmin"] = allowed(api, op);
    const caller = await as(role);
    const changed = await WRITE_FIXTURES[op.name]?.(op.example.input as ExampleInput, caller);
    const client = op.policy.access === "public" ? anonymous() : caller.client;
    const answer = await call(client, api, op, changed);
    expect([answer.status, answer.body]).toEqual([op.http.status ?? 200, expect.anything()]);
    expect(api.envelope.successSchema(op.output).safeParse(answer.body).error).toBeUndefined();
    const all = await rowsOf(answer);
    // What was approved leaves its own row beside that of the approval.
    const rows = op.name === "approveProposal" ? all.filter(({ entityType }) => entityType === op.entityType) : all;
    expect(rows).toHaveLength(1);
    expect(op.audit).toContain(rows[0]?.action);
    expect(rows[0]).toMatchObject({
      outcome: "success",
      entityType: op.entityType,
      entityId: expect.stringMatching(/^([0-9a-f-]{36}|global)$/),
      actorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("names nothing that leaves no record any more", () => {
    const recorded = all.filter(({ op }) => op.audit !== null);
    expect(Object.keys(WRITE_FIXTURES).filter((name) => !recorded.some(({ op }) => op.name === name))).toEqual([]);
  });
});

describe("each family", () => {
  test.each(families.map((api) => ({ label: api.name, api })))("$label has unambiguous paths and names", ({ api }) => {
    const routes = api.operations.map(({ http }) => `${http.method} ${http.path.replace(/\{\w+\}/g, "{}")}`);
    expect(new Set(routes).size).toBe(routes.length);
    expect(new Set(api.operations.map(({ name }) => name)).size).toBe(api.operations.length);
  });

  test("SRS §16 has its version in its URL", () => {
    expect(families.filter(({ base }) => !/^\/api\/v1(\/|$)/.test(base)).map(({ name }) => name)).toEqual([]);
  });

  test("decisions §4: every POST under /super-admin honours Idempotency-Key", () => {
    const posts = all.filter(({ api, op }) => api.name === "super-admin" && op.http.method === "POST");
    expect(posts.filter(({ op }) => op.idempotent !== true).map(({ label }) => label)).toEqual([]);
  });

  test("decisions §3: /super-admin lets in SuperAdmin and nobody else", () => {
    expect(apis.find(({ name }) => name === "super-admin")?.onlyRoles).toEqual(["SuperAdmin"]);
  });

  test("decisions §3: an Auditor mutates nothing", () => {
    const writes = all.filter(({ op }) => isWrite(op) && op.policy.access === "roles");
    expect(writes.filter(({ api, op }) => allowed(api, op).includes("Auditor")).map(({ label }) => label)).toEqual([]);
  });
});
