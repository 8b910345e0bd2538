import { beforeAll, describe, expect, test } from "vitest";
import { apis } from "../apis.ts";
import { accessOf } from "../auth/access.ts";
import type { Caller } from "../operation/operation.ts";
import { scopeOf } from "../operation/request.ts";
import type { SystemRoleName } from "../policy/roles.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { publishedFile } from "./files.ts";
import { referenceIndex, referenceOf } from "./index.ts";
import { type Trial, tryOperation } from "./try.ts";

const callerOf = async ({ client }: SignedIn): Promise<Caller> => {
  const { response } = await client.get<{ items: { sessionId: string; isCurrent: boolean }[] }>("/auth/sessions");
  const sessionId = response.items.find(({ isCurrent }) => isCurrent)?.sessionId ?? "";
  const access = await accessOf(sessionId);
  if (!access) {
    throw new Error("no session");
  }
  return { actor: access.actor, request: scopeOf(new Headers({ "x-forwarded-for": "203.0.113.9" })) };
};
const caller = async (role: SystemRoleName): Promise<Caller> => callerOf(await as(role));
const trial = (parts: Partial<Trial>): Trial => ({ path: {}, query: {}, headers: {}, body: "", ...parts });

let admin: Caller;

beforeAll(async () => {
  admin = await caller("SuperAdmin");
});

describe("SRS §17: the API as far as the reader may call it", () => {
  // To describe everything takes its time on a busy machine.
  const timeout = 120_000;

  test("a super admin is shown every operation, each with its answers and a command", { timeout }, async () => {
    const entries = referenceIndex(admin.actor);
    expect(entries).toHaveLength(apis.flatMap(({ operations }) => operations).length);
    for (const { id, method, path } of entries) {
      const reference = await referenceOf(admin.actor, id);
      expect(reference, id).toMatchObject({ id, method, path, curl: expect.stringContaining(`--request ${method}`) });
      expect(reference?.answers.length, id).toBeGreaterThan(3);
      expect(
        reference?.body?.fields.every(({ type }) => type !== ""),
        id,
      ).not.toBe(false);
    }
  });

  test.each(["PoolAdmin", "Auditor", "ROLE_FINANCE"] as const)(
    "%s is shown what the document shows, file by file",
    async (role) => {
      const { actor } = await caller(role);
      const paths = new Set(referenceIndex(actor).map(({ path }) => path));
      const document = publishedFile(actor, "openapi.json") as { paths: object };
      expect(new Set(Object.keys(document.paths))).toEqual(paths);
      expect([...paths].filter((path) => path.includes("/super-admin/"))).toEqual([]);
      expect(JSON.stringify(publishedFile(actor, "rookery.postman_collection.json"))).not.toContain("super-admin/");
      expect(await referenceOf(actor, "super-admin.createTenant")).toBeNull();
    },
  );
});

describe("SRS §17: trying an operation", () => {
  test("answers as the API would, with its headers, and is recorded under the reader", async () => {
    const read = await tryOperation(admin, "super-admin.listTenants", trial({ query: { pageSize: "1" } }));
    expect(read).toMatchObject({ status: 200, request: "GET /api/v1/super-admin/tenants?pageSize=1" });
    expect(Object.fromEntries(read.headers)).toMatchObject({ ratelimit: expect.any(String) });
    const body = JSON.stringify({ name: "Tried", code: "TRIED", timezone: "UTC", currency: "USD" });
    const rehearsed = await tryOperation(admin, "super-admin.createTenant", trial({ query: { dryRun: "true" }, body }));
    expect([rehearsed.status, JSON.parse(rehearsed.body).response.dryRun]).toEqual([200, true]);
    const made = await tryOperation(admin, "super-admin.createTenant", trial({ body }));
    expect(made.status).toBe(201);
    const again = await tryOperation(admin, "super-admin.createTenant", trial({ body }));
    expect(again.status).toBe(409);
  });

  test("what hands out credentials, is not shown or cannot be addressed is not called", async () => {
    for (const id of ["login", "changePassword", "ingestPostmark", "nothing"]) {
      await expect(tryOperation(admin, id, trial({})), id).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const finance = await caller("ROLE_FINANCE");
    await expect(tryOperation(finance, "super-admin.listTenants", trial({}))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    for (const tenantId of ["", "..", "."]) {
      const asked = tryOperation(admin, "super-admin.getTenant", trial({ path: { tenantId } }));
      await expect(asked).rejects.toMatchObject({
        code: "VALIDATION",
        detail: { fields: { "path.tenantId": "Enter a value" } },
      });
    }
  });
});
