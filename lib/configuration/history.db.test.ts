import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { auditOf } from "../testing/rows.ts";
import { configuration } from "./current.ts";
import { type Configuration, DEFAULT_CONFIGURATION } from "./definitions.ts";
import type { GlobalConfiguration, HistoryItem } from "./schema.ts";

const URL = "/super-admin/configurations/global";
let admin: SignedIn;

beforeAll(async () => {
  admin = await as("SuperAdmin");
});
beforeEach(() => configure({}));

const put = (changes: Partial<Configuration>) =>
  admin.client.put<GlobalConfiguration>(URL, { values: { ...DEFAULT_CONFIGURATION, ...changes } });
const rollback = (body: object, headers?: Record<string, string>) =>
  admin.client.post<GlobalConfiguration>(`${URL}/rollback`, body, headers);
const rowsOf = ({ headers }: Pick<Answer, "headers">) => auditOf(headers.get("x-request-id"));
const newest = async () => (await admin.client.get<GlobalConfiguration>(URL)).response.version;

describe("decisions §5 history", () => {
  const history = async (query = "") =>
    (await admin.client.get<{ items: HistoryItem[]; totalItems: number; totalPages: number }>(`${URL}/history${query}`))
      .response;

  test("lists versions, newest first, with what changed and who changed it", async () => {
    const version = await newest();
    await put({ "auth.sessionTimeoutMinutes": 90 });
    await put({ "auth.sessionTimeoutMinutes": 90, "features.exports": false });
    const { items, totalItems } = await history();
    expect(totalItems).toBe(version + 2);
    expect(items.slice(0, 2)).toEqual([
      {
        version: version + 2,
        changedOn: expect.stringMatching(/Z$/),
        changedBy: admin.userId,
        reason: null,
        restores: null,
        auditId: expect.any(String),
        changes: [{ key: "features.exports", before: true, after: false }],
      },
      expect.objectContaining({
        version: version + 1,
        changes: [{ key: "auth.sessionTimeoutMinutes", before: 720, after: 90 }],
      }),
    ]);
  });

  test("leads to the audit record of each version (issue 3: links from an entity to its events and back)", async () => {
    const answers = [await put({ "features.exports": false }), await rollback({ version: 0 })];
    const records = (await Promise.all(answers.map(rowsOf))).flat();
    const { items } = await history("?pageSize=2");
    expect(items.map(({ auditId }) => auditId)).toEqual(records.map(({ auditId }) => auditId).toReversed());
  });

  test("of one key: the versions that changed it, and how many there are", async () => {
    const before = (await history("?key=features.exports")).totalItems;
    await put({ "features.exports": false });
    await put({ "features.exports": false, "auth.sessionTimeoutMinutes": 90 });
    await put({});
    const { items, totalItems } = await history("?key=features.exports&pageSize=2");
    expect(totalItems).toBe(before + 2);
    expect(items.map(({ changes }) => changes.find(({ key }) => key === "features.exports"))).toMatchObject([
      { before: false, after: true },
      { before: true, after: false },
    ]);
    expect((await history("?key=no.such")).items).toEqual([]);
  });

  test("is paged; the first version is told against the defaults", async () => {
    const { items, totalItems } = await history("?page=2&pageSize=1");
    expect(items).toHaveLength(1);
    expect((await history(`?pageSize=1&page=${totalItems}`)).items).toMatchObject([{ version: 1, changes: [] }]);
    expect((await history("?page=99999")).items).toEqual([]);
    expect((await admin.client.get(`${URL}/history?since=1`)).status).toBe(400);
  });
});

describe("decisions §5 rollback", () => {
  test("brings an earlier version back as a new one, in force at once and on the record", async () => {
    const version = await newest();
    await put({ "auth.sessionTimeoutMinutes": 61 });
    const answer = await rollback({ version, reason: "Too many sign-outs" });
    expect(answer.status).toBe(200);
    expect(answer.response).toMatchObject({ version: version + 2, values: DEFAULT_CONFIGURATION });
    expect((await configuration())["auth.sessionTimeoutMinutes"]).toBe(720);
    expect(await rowsOf(answer)).toMatchObject([
      {
        action: "CONFIG_ROLLED_BACK",
        entityId: "global",
        reason: "Too many sign-outs",
        before: { version: version + 1, "auth.sessionTimeoutMinutes": 61 },
        after: { version: version + 2, restores: version, "auth.sessionTimeoutMinutes": 720 },
      },
    ]);
    const { response } = await admin.client.get<{ items: HistoryItem[] }>(`${URL}/history?pageSize=1`);
    expect(response.items).toMatchObject([{ version: version + 2, restores: version, reason: "Too many sign-outs" }]);
  });

  test("version 0 brings back the defaults", async () => {
    await put({ "auth.sessionTimeoutMinutes": 61 });
    expect((await rollback({ version: 0 })).response.values).toEqual(DEFAULT_CONFIGURATION);
  });

  test("a version from before a key existed brings the key's default", async () => {
    const { "features.exports": _, ...older } = DEFAULT_CONFIGURATION;
    const version = (await newest()) + 1;
    await prisma().configurationVersion.create({ data: { version, values: older } });
    await put({ "features.exports": false });
    expect((await rollback({ version })).response.values).toMatchObject({ "features.exports": true });
  });

  test("400 on a version that is none, 409 on the one in force, 412 on a stale If-Match", async () => {
    const version = await newest();
    const none = await rollback({ version: 9_999 });
    expect([none.status, Object.keys(none.errors)]).toEqual([400, ["version"]]);
    const same = await rollback({ version });
    expect([same.status, Object.keys(same.errors)]).toEqual([409, ["version"]]);
    expect((await rollback({ version: 0 }, { "if-match": `"${version + 1}"` })).status).toBe(412);
    expect((await rollback({ version: -1 })).status).toBe(400);
    expect(await newest()).toBe(version);
  });

  test("a replay by Idempotency-Key makes no second version; a dry run makes none", async () => {
    await put({ "auth.sessionTimeoutMinutes": 61 });
    const version = await newest();
    const dry = await admin.client.post(`${URL}/rollback?dryRun=true`, { version: 0 });
    expect([dry.status, await newest()]).toEqual([200, version]);
    expect(dry.response).toMatchObject({
      before: { "auth.sessionTimeoutMinutes": 61 },
      after: { "auth.sessionTimeoutMinutes": 720 },
      cascade: { changedKeys: 1 },
    });
    const key = { "idempotency-key": randomUUID() };
    const first = await rollback({ version: 0 }, key);
    expect((await rollback({ version: 0 }, key)).body).toEqual(first.body);
    expect(await newest()).toBe(version + 1);
  });

  test("only a SuperAdmin may", async () => {
    const { client } = await as("Auditor");
    expect((await client.post("/admin/configurations/global/rollback", { version: 0 })).status).toBe(403);
  });
});

test("SRS §14 the application's role can neither change nor remove a saved version", async () => {
  await expect(prisma().configurationVersion.deleteMany({})).rejects.toThrow(/permission denied/);
  await expect(prisma().configurationVersion.updateMany({ data: { values: {} } })).rejects.toThrow(/permission denied/);
  await expect(prisma().tenantOverrideVersion.deleteMany({})).rejects.toThrow(/permission denied/);
});
