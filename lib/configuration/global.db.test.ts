import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { auditOf } from "../testing/rows.ts";
import { configuration } from "./current.ts";
import { CONFIGURATION_KEYS, type Configuration, DEFAULT_CONFIGURATION } from "./definitions.ts";
import type { GlobalConfiguration, HistoryItem } from "./schema.ts";

const URL = "/super-admin/configurations/global";
let admin: SignedIn;

beforeAll(async () => {
  admin = await as("SuperAdmin");
});
beforeEach(() => configure({}));

type Changes = Partial<Configuration>;
const full = (changes: Changes = {}) => ({ values: { ...DEFAULT_CONFIGURATION, ...changes } });
const get = () => admin.client.get<GlobalConfiguration>(URL);
const put = (changes: Changes = {}, headers?: Record<string, string>) =>
  admin.client.put<GlobalConfiguration>(URL, full(changes), headers);
const patch = (steps: unknown, headers: Record<string, string> = {}) =>
  admin.client.patch<GlobalConfiguration>(URL, steps, { "content-type": "application/json-patch+json", ...headers });
const replace = (key: string, value: unknown) => [{ op: "replace", path: `/${key}`, value }];
const rowsOf = ({ headers }: Pick<Answer, "headers">) => auditOf(headers.get("x-request-id"));
const newest = async () => (await get()).response.version;

describe("SRS §9.1, decisions §5 GET /configurations/global", () => {
  test("answers version, a value for every key, and every definition", async () => {
    const { status, headers, response } = await get();
    expect(status).toBe(200);
    expect(response.values).toEqual(DEFAULT_CONFIGURATION);
    expect(response.definitions.map(({ key }) => key)).toEqual(CONFIGURATION_KEYS);
    expect(headers.get("etag")).toBe(`"${response.version}"`);
    expect(headers.get("ratelimit-policy")).toMatch(/^"config";q=100;/);
    const timeout = response.definitions.find(({ key }) => key === "auth.sessionTimeoutMinutes");
    expect(timeout).toEqual({
      key: "auth.sessionTimeoutMinutes",
      area: "auth",
      title: "Session timeout",
      type: "integer",
      description: expect.any(String),
      default: 720,
      overridable: true,
      unit: "minutes",
      constraints: { minimum: 5, maximum: 43_200 },
    });
  });

  test("an Auditor reads it at /admin and cannot write; a PoolAdmin sees none of it", async () => {
    const auditor = await as("Auditor");
    expect((await auditor.client.get("/admin/configurations/global")).status).toBe(200);
    expect((await auditor.client.put("/admin/configurations/global", full())).status).toBe(403);
    const pool = await as("PoolAdmin");
    expect((await pool.client.get("/admin/configurations/global")).status).toBe(403);
    expect((await pool.client.get("/admin/configurations/global/history")).status).toBe(403);
  });
});

describe("SRS §9.1, decisions §5 PUT: the full model", () => {
  test("saves a new version, which is in force at once, with before and after in the audit log", async () => {
    const before = await newest();
    const answer = await put({ "auth.sessionTimeoutMinutes": 60 });
    expect(answer.status).toBe(200);
    expect(answer.response).toEqual({
      ...(await get()).response,
      version: before + 1,
      values: { ...DEFAULT_CONFIGURATION, "auth.sessionTimeoutMinutes": 60 },
    });
    expect(answer.headers.get("etag")).toBe(`"${before + 1}"`);
    expect((await configuration())["auth.sessionTimeoutMinutes"]).toBe(60);
    const [row, ...others] = await rowsOf(answer);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      action: "CONFIG_UPDATED",
      entityType: "configuration",
      entityId: "global",
      actorId: admin.userId,
      before: { version: before, ...DEFAULT_CONFIGURATION },
      after: { version: before + 1, "auth.sessionTimeoutMinutes": 60 },
    });
  });

  test("keeps the reason, with addresses of persons masked", async () => {
    const answer = await admin.client.put(URL, { ...full(), reason: "Asked by ann.lee@example.com" });
    expect((await rowsOf(answer))[0]).toMatchObject({ reason: "Asked by a***@example.com" });
    const { response } = await admin.client.get<{ items: HistoryItem[] }>(`${URL}/history?pageSize=1`);
    expect(response.items[0]).toMatchObject({ reason: "Asked by a***@example.com" });
  });

  test("names every missing, unknown and ill-typed key", async () => {
    const { "features.webhooks": _, ...incomplete } = DEFAULT_CONFIGURATION;
    const before = await newest();
    const { status, errors } = await admin.client.put(URL, {
      values: {
        ...incomplete,
        "auth.sessionTimeoutMinutes": "long",
        "rateLimits.configPerMinute": 4,
        "auth.passwordPolicy": { ...DEFAULT_CONFIGURATION["auth.passwordPolicy"], minLength: 1, colour: "red" },
        "auth.mfaRequiredRoles": ["Emperor"],
        "auth.nonsense": true,
      },
    });
    expect(status).toBe(400);
    expect(errors).toMatchObject({
      "features.webhooks": "Required",
      "auth.sessionTimeoutMinutes": "Must be a number",
      "rateLimits.configPerMinute": expect.stringContaining("5"),
      "auth.passwordPolicy.minLength": expect.stringContaining("8"),
      "auth.passwordPolicy.colour": "Unknown field",
      "auth.mfaRequiredRoles.0": expect.stringContaining("SuperAdmin"),
      "auth.nonsense": "Unknown field",
    });
    expect(Object.keys(errors)).toHaveLength(7);
    expect(await newest()).toBe(before);
  });

  test.each([[{}], [{ values: [] }], [{ values: null }], [[]], [{ ...full(), extra: 1 }]])(
    "%j is 400",
    async (body) => {
      expect((await admin.client.put(URL, body)).status).toBe(400);
    },
  );

  test("SRS §12, decisions §9: nobody can lock themselves out by a rate limit below five", async () => {
    expect((await put({ "rateLimits.configPerMinute": 4 })).status).toBe(400);
    expect((await put({ "rateLimits.configPerMinute": 5 })).status).toBe(200);
  });

  test("a stale If-Match is 412 and saves nothing; without it, it goes through", async () => {
    const version = await newest();
    expect((await put({ "auth.sessionTimeoutMinutes": 61 }, { "if-match": `"${version}"` })).status).toBe(200);
    const stale = await put({ "auth.sessionTimeoutMinutes": 62 }, { "if-match": `"${version}"` });
    expect([stale.status, await rowsOf(stale)]).toEqual([412, []]);
    expect((await get()).response.values).toMatchObject({ "auth.sessionTimeoutMinutes": 61 });
    expect((await put({ "auth.sessionTimeoutMinutes": 63 })).status).toBe(200);
  });

  test("of eight writers at once with one ETag one wins; without one all come one after the other", async () => {
    const version = await newest();
    const all = (headers?: Record<string, string>) =>
      Promise.all(Array.from({ length: 8 }, (_, n) => put({ "auth.sessionTimeoutMinutes": 100 + n }, headers)));
    const guarded = await all({ "if-match": `"${version}"` });
    expect(guarded.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
    const open = await all();
    expect(open.map(({ response }) => response.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 8 }, (_, n) => version + 2 + n),
    );
  });

  test("a dry run answers the diff and changes nothing", async () => {
    const version = await newest();
    const answer = await admin.client.put(`${URL}?dryRun=true`, full({ "auth.accessTokenTtlMinutes": 5 }));
    expect(answer.body).toMatchObject({
      message: "Dry run: nothing was changed",
      response: {
        dryRun: true,
        before: { "auth.accessTokenTtlMinutes": 60 },
        after: { "auth.accessTokenTtlMinutes": 5 },
        cascade: { changedKeys: 1, tenantsWithOverride: 0 },
        audit: [{ action: "CONFIG_UPDATED", entityType: "configuration", entityId: "global" }],
      },
    });
    expect([await newest(), await rowsOf(answer)]).toEqual([version, []]);
    expect((await configuration())["auth.accessTokenTtlMinutes"]).toBe(60);
  });
});

describe("decisions §5 PATCH: application/json-patch+json", () => {
  test("changes what it names and nothing else, on the record", async () => {
    const version = await newest();
    const answer = await patch([
      { op: "test", path: "/auth.sessionTimeoutMinutes", value: 720 },
      ...replace("auth.sessionTimeoutMinutes", 90),
      ...replace("auth.passwordPolicy/minLength", 16),
    ]);
    expect(answer.status).toBe(200);
    expect(answer.response).toMatchObject({
      version: version + 1,
      values: {
        ...DEFAULT_CONFIGURATION,
        "auth.sessionTimeoutMinutes": 90,
        "auth.passwordPolicy": { ...DEFAULT_CONFIGURATION["auth.passwordPolicy"], minLength: 16 },
      },
    });
    expect(await rowsOf(answer)).toMatchObject([{ action: "CONFIG_UPDATED", entityId: "global" }]);
  });

  test("a failed test operation is 409 and nothing of the patch is saved", async () => {
    const version = await newest();
    const { status, errors } = await patch([
      ...replace("features.exports", false),
      { op: "test", path: "/auth.sessionTimeoutMinutes", value: 1 },
    ]);
    expect([status, Object.keys(errors), await newest()]).toEqual([409, ["auth.sessionTimeoutMinutes"], version]);
  });

  test.each([
    ["an unknown key", replace("auth.nonsense", 1), ["auth.nonsense"]],
    ["an added unknown key", [{ op: "add", path: "/auth.nonsense", value: 1 }], ["auth.nonsense"]],
    ["a removed key", [{ op: "remove", path: "/features.exports" }], ["features.exports"]],
    ["an ill-typed value", replace("features.exports", "no"), ["features.exports"]],
    ["no operation", [], ["body"]],
    ["no list", { op: "replace" }, ["body"]],
  ])("%s is 400, named", async (_what, steps, fields) => {
    const { status, errors } = await patch(steps);
    expect([status, Object.keys(errors)]).toEqual([400, fields]);
  });

  test.each(["application/json", "application/merge-patch+json", "text/plain"])("%s is 415", async (type) => {
    expect((await patch(replace("features.exports", false), { "content-type": type })).status).toBe(415);
  });

  test("a charset may follow the type; a stale If-Match is 412", async () => {
    const version = await newest();
    const type = { "content-type": "application/json-patch+json; charset=utf-8" };
    expect((await patch(replace("features.exports", false), type)).status).toBe(200);
    expect((await patch(replace("features.exports", true), { "if-match": `"${version}"` })).status).toBe(412);
  });

  test("a dry run changes nothing", async () => {
    const version = await newest();
    const answer = await admin.client.patch(`${URL}?dryRun=true`, replace("features.exports", false), {
      "content-type": "application/json-patch+json",
    });
    expect([answer.status, answer.response["cascade"], await newest()]).toEqual([
      200,
      { changedKeys: 1, tenantsWithOverride: 0 },
      version,
    ]);
  });
});
