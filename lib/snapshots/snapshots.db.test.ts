import { createHash, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { csvRecords } from "../core/csv.ts";
import {
  addAlert,
  addMail,
  addServer,
  addSubscription,
  everyDay,
  refresh,
  sourcesAnswered,
} from "../executive/testing.ts";
import { type Answer, as, asCustom, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { asApp, asOwner, auditOf } from "../testing/rows.ts";
import type { Snapshot } from "./resource.ts";

const UNKNOWN = "01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff";
let cfo: SignedIn;
let acme: string;
let calm: string;

beforeAll(async () => {
  cfo = await as("ROLE_EXECUTIVE_CFO");
  [acme, calm] = [await createTenantRow(), await createTenantRow()];
  await addMail(acme, everyDay(60, { sent: 4200, bounced: 300, complained: 2 }));
  await addMail(calm, everyDay(60, { sent: 900, bounced: 9 }));
  await addServer("s1", 999, [{ ip: "10.0.0.1", cents: 499, tenants: [acme] }]);
  await addSubscription(acme, 29_900);
  await addAlert(acme, { priority: "high", category: "compliance", title: '=HYPERLINK("http://example.com")' });
  await sourcesAnswered();
  await refresh();
});

const take = (
  tenantId = acme,
  { client }: Pick<SignedIn, "client"> = cfo,
  headers?: Record<string, string>,
  body: object = {},
) => client.post<Snapshot>(`/system/tenants/${tenantId}/snapshots`, body, headers);
const get = (id: string, { client }: Pick<SignedIn, "client"> = cfo, query = "") =>
  client.get<Snapshot>(`/system/snapshots/${id}${query}`);
const rowsOf = ({ headers }: Answer<unknown>) => auditOf(headers.get("x-request-id"));
const codeOf = ({ body }: Answer<unknown>) => (body["error"] as { code: string }).code;

describe("decisions §7 POST /tenants/{tenantId}/snapshots", () => {
  test("takes an immutable copy with number, hash, who, when and the freshness of each part, and is on record", async () => {
    const answer = await take(acme, cfo, {}, { note: "Quarterly review" });
    expect(answer.status).toBe(201);
    const { response: snapshot, body } = answer;
    expect(snapshot).toMatchObject({
      number: 1,
      tenant: { tenant_id: acme },
      captured_by: { user_id: cfo.userId, role: "ROLE_EXECUTIVE_CFO" },
      note: "Quarterly review",
      data_quality: "standard",
      summary: {
        system_metrics: { sent_30d: "100K-150K" },
        cost_analysis: { label: "Internal approximation / non-authoritative" },
      },
      trends: { timeframe: "last_30d", interval: "day" },
      incidents: expect.arrayContaining([
        expect.objectContaining({ category: "compliance", severity: "high", status: "open" }),
      ]),
      verification: { matches: true, recomputed_sha256: snapshot.sha256, audit: "matches" },
    });
    expect(snapshot.sections.map(({ section, state, unknown }) => [section, state, unknown])).toEqual([
      ["system_metrics", "fresh", 0],
      ["deliverability", "fresh", 0],
      ["revenue_value", "fresh", 0],
      ["cost_analysis", "fresh", 0],
      ["system_alerts", "fresh", 0],
    ]);
    expect(snapshot.sections.every(({ as_of, sources }) => as_of !== null && sources.length > 0)).toBe(true);
    expect(body["meta"]).toMatchObject({ data_source: "backbone_api", last_updated: snapshot.captured_at });
    expect(await rowsOf(answer)).toMatchObject([
      {
        action: "SNAPSHOT_CAPTURED",
        outcome: "success",
        entityType: "snapshot",
        entityId: snapshot.snapshot_id,
        tenantId: acme,
        after: { number: 1, sha256: snapshot.sha256 },
      },
    ]);
  });

  test("the hash is that of the document, which anybody can compute", async () => {
    const { document, sha256, summary } = (await take()).response;
    expect(createHash("sha256").update(String(document)).digest("hex")).toBe(sha256);
    expect(JSON.parse(String(document)).summary).toEqual(summary);
  });

  test("is what GET says ever after, whatever becomes of the figures", async () => {
    const taken = (await take()).response;
    await addMail(acme, everyDay(1, { sent: 900_000 }));
    await refresh();
    const read = await get(taken.snapshot_id);
    expect(read.response).toEqual(taken);
    expect(await rowsOf(read)).toMatchObject([
      { action: "SYSTEM_VIEWED", entityType: "snapshot", entityId: taken.snapshot_id },
    ]);
  });

  test("numbers count by tenant, without gaps, also when several are taken at once", async () => {
    const tenant = await createTenantRow();
    await refresh();
    const answers = await Promise.all(Array.from({ length: 5 }, () => take(tenant)));
    expect(answers.map(({ response }) => response.number).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test("journey: a missing source is said, and its figures are unknown", async () => {
    await sourcesAnswered({ infrastructure: null });
    const { response, body } = await take();
    await sourcesAnswered();
    expect(response).toMatchObject({ data_quality: "partial", data_sources_limited: ["infrastructure"] });
    expect(response.sections.find(({ section }) => section === "cost_analysis")).toMatchObject({
      state: "missing",
      as_of: null,
    });
    expect(response.summary.cost_analysis.monthly_cost).toBeNull();
    expect(body["meta"]).toMatchObject({ data_quality: "partial", data_sources_limited: ["infrastructure"] });
  });

  test("decisions §9 a deleted tenant is 409, and nothing is kept", async () => {
    const gone = await createTenantRow();
    await asOwner("UPDATE tenants SET deleted_on = now(), is_active = false WHERE id = $1", [gone]);
    const answer = await take(gone);
    expect([answer.status, codeOf(answer)]).toEqual([409, "PROCESS_REQUIRED"]);
    expect(await asApp("SELECT 1 FROM snapshots WHERE tenant_id = $1", [gone])).toEqual([]);
  });

  test("journey: an unknown tenant and one out of scope are the same 404", async () => {
    const scoped = await as("ROLE_OPERATIONS_MANAGER", { tenantIds: [calm] });
    const answers = [await take(acme, scoped), await take(UNKNOWN, scoped)];
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(2).fill([404, "RESOURCE_NOT_FOUND"]),
    );
    expect((await take(calm, scoped)).status).toBe(201);
  });

  test("decisions §3 an Auditor takes none; who does not read the summary takes and reads none", async () => {
    expect((await take(acme, await as("Auditor"))).status).toBe(403);
    const { snapshot_id } = (await take()).response;
    const analyst = await as("ROLE_ANALYST");
    expect([(await take(acme, analyst)).status, (await get(snapshot_id, analyst)).status]).toEqual([403, 403]);
    expect((await take(acme, await asCustom(["SYSTEM_TENANT_VIEW"]))).status).toBe(201);
  });

  test("decisions §4 an Idempotency-Key replays, and another body under it is 422", async () => {
    const key = { "idempotency-key": randomUUID() };
    const [one, two] = [await take(acme, cfo, key), await take(acme, cfo, key)];
    expect([two.status, two.response, two.headers.get("idempotency-replayed")]).toEqual([201, one.response, "true"]);
    expect((await take(acme, cfo, key, { note: "Another" })).status).toBe(422);
  });

  test("a dry run says what would be kept and keeps nothing", async () => {
    const before = await asApp("SELECT count(*) FROM snapshots");
    const answer = await cfo.client.post(`/system/tenants/${acme}/snapshots?dryRun=true`, {});
    expect(answer.response).toMatchObject({
      dryRun: true,
      before: null,
      audit: [{ action: "SNAPSHOT_CAPTURED" }],
      cascade: { figures: 17 },
    });
    expect(await asApp("SELECT count(*) FROM snapshots")).toEqual(before);
  });

  test.each([{ note: "ab" }, { note: "Ask ann.lee@example.com" }, { note: "two\nlines" }, { format: "pdf" }])(
    "%j is 400",
    async (body) => {
      const answer = await take(acme, cfo, {}, body);
      expect([answer.status, codeOf(answer)]).toEqual([400, "VALIDATION_ERROR"]);
    },
  );
});

describe("issue 5 §10 immutable", () => {
  const CHANGES = ["UPDATE snapshots SET note = 'x'", "DELETE FROM snapshots", "TRUNCATE snapshots"];

  test.each(CHANGES)("the application may not: %s", async (sql) => {
    await expect(asApp(sql)).rejects.toThrow("permission denied");
  });
  test.each(CHANGES)("a trigger stops the owner: %s", async (sql) => {
    await expect(asOwner(sql)).rejects.toThrow("snapshots are immutable");
  });

  test("who gets round all that is found out: by the hash, and with a hash made to fit, by the audit log", async () => {
    const { snapshot_id: id } = (await take(calm)).response;
    const forge = async (set: string) => {
      await asOwner("ALTER TABLE snapshots DISABLE TRIGGER snapshots_immutable");
      await asOwner("ALTER TABLE snapshots DROP CONSTRAINT IF EXISTS snapshots_sha256_check");
      await asOwner(`UPDATE snapshots SET ${set} WHERE snapshot_id = $1`, [id]);
      await asOwner("ALTER TABLE snapshots ENABLE TRIGGER snapshots_immutable");
    };
    await forge('document = replace(document, \'"status":"active"\', \'"status":"suspended"\')');
    expect((await get(id)).response.verification).toMatchObject({ matches: false, audit: "matches" });
    await forge("sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')");
    expect((await get(id)).response.verification).toMatchObject({ matches: true, audit: "differs" });
    await forge("captured_at = captured_at - interval '2 days'");
    expect((await get(id)).response.verification).toMatchObject({ matches: false, audit: "not_found" });
  });
});

describe("decisions §7 GET /snapshots", () => {
  test("journey: lists those of the tenants in scope only, and hides who is not to be known of", async () => {
    await take(acme);
    await take(calm);
    const scoped = await as("ROLE_OPERATIONS_MANAGER", { tenantIds: [calm] });
    const { response } = await scoped.client.get<{ items: Snapshot[]; total_items: number }>("/system/snapshots");
    expect(new Set(response.items.map(({ tenant }) => tenant.tenant_id))).toEqual(new Set([calm]));
    expect(response.items[0]?.captured_by).toEqual({ user_id: null, name: null, role: "ROLE_EXECUTIVE_CFO" });
    const foreign = await scoped.client.get<{ total_items: number }>(`/system/snapshots?tenant_id=${acme}`);
    expect(foreign.response).toMatchObject({ items: [], total_items: 0 });
  });

  test("decisions §9 Lists: newest first, page by page, of one tenant", async () => {
    const list = (query: string) =>
      cfo.client.get<{ items: Snapshot[]; total_items: number; total_pages: number }>(`/system/snapshots?${query}`);
    const all = (await list(`tenant_id=${acme}&page_size=100`)).response;
    expect(all.items.map(({ number }) => number)).toEqual(all.items.map((_, index) => all.total_items - index));
    const second = (await list(`tenant_id=${acme}&page_size=1&page=2`)).response;
    expect(second.items[0]?.snapshot_id).toBe(all.items[1]?.snapshot_id);
    expect((await list(`tenant_id=${acme}&sort=captured_at&page_size=1`)).response.items[0]?.number).toBe(1);
    for (const bad of ["pageSize=5", "page_size=0", "sort=note", "tenant_id=acme"]) {
      expect([bad, (await list(bad)).status]).toEqual([bad, 400]);
    }
  });

  test("journey: one of a tenant out of scope is 404, as an unknown one, in every format", async () => {
    const { snapshot_id } = (await take()).response;
    const scoped = await as("ROLE_OPERATIONS_MANAGER", { tenantIds: [calm] });
    for (const query of ["", "?format=csv", "?format=pdf"]) {
      expect((await get(snapshot_id, scoped, query)).status).toBe(404);
      expect((await get(UNKNOWN, cfo, query)).status).toBe(404);
    }
    expect((await get(snapshot_id, cfo, "?format=xlsx")).status).toBe(400);
  });

  test("domain.md §6 who does not read cost sees none of it in a snapshot of somebody who does", async () => {
    const { snapshot_id } = (await take()).response;
    const support = await as("ROLE_SUPPORT_MANAGER");
    const { response } = await get(snapshot_id, support);
    expect(response.summary).toMatchObject({
      cost_analysis: { monthly_cost: null, hidden: "not_for_this_role" },
      revenue_value: { business_health: null, cost_efficiency: null },
    });
    expect(Object.keys(response.figures).filter((path) => /cost|health/.test(path))).toEqual([]);
    expect(response).toMatchObject({ document: null, verification: { matches: true } });
    expect((await get(snapshot_id, support, "?format=csv")).text).not.toContain("monthly_cost");
  });
});

describe("decisions §7 files", () => {
  test("CSV holds head, figures, points and incidents, guards formulas, and is on record", async () => {
    const { snapshot_id, sha256, number } = (await take()).response;
    const answer = await get(snapshot_id, cfo, "?format=csv");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toMatch(new RegExp(`snapshot-[A-Z0-9-]+-0*${number}\\.csv`));
    const [head, ...rows] = csvRecords(answer.text);
    expect(head?.slice(0, 4)).toEqual(["section", "item", "label", "value"]);
    const cell = (item: string) => rows.find((row) => row[1] === item)?.[3];
    expect([cell("sha256"), cell("sent_30d"), cell("cost_label")]).toEqual([
      sha256,
      expect.stringMatching(/K-|M/),
      "Internal approximation / non-authoritative",
    ]);
    expect(rows.filter(([section]) => section === "trends").length).toBe(120);
    const guarded = rows.filter(([section]) => section === "incidents").map(([, , label]) => label);
    expect(guarded).toContain('\'=HYPERLINK("http://example.com")');
    expect(await rowsOf(answer)).toMatchObject([
      { action: "EXPORT_CREATED", tenantId: acme, after: { subject: "snapshot", format: "csv", state: "complete" } },
      { action: "SYSTEM_VIEWED", entityId: snapshot_id },
    ]);
  });

  test("PDF is one, says number and hash, and is the same again", async () => {
    const { snapshot_id } = (await take()).response;
    const file = async () => {
      const { transport } = cfo.client;
      const response = await transport(cfo.client.request("GET", `/system/snapshots/${snapshot_id}?format=pdf`));
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/pdf"]);
      return Buffer.from(await response.arrayBuffer());
    };
    const [one, two] = [await file(), await file()];
    expect(one.subarray(0, 8).toString("latin1")).toBe("%PDF-1.7");
    expect(one.subarray(-6).toString("latin1")).toContain("%%EOF");
    expect(one.equals(two)).toBe(true);
  });

  test("decisions §5 features.exports off: no files, but the snapshot", async () => {
    const { snapshot_id } = (await take()).response;
    await configure({ "features.exports": false });
    const statuses = [(await get(snapshot_id)).status, (await get(snapshot_id, cfo, "?format=pdf")).status];
    await configure({});
    expect(statuses).toEqual([200, 409]);
  });
});
