import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { as, type Client, type SignedIn } from "../testing/client.ts";
import { inProcess } from "../testing/handlers.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner, auditOf } from "../testing/rows.ts";
import type { AuditLog } from "./schema.ts";

const ACTOR = randomUUID();
const ROWS = 3500;
let admin: SignedIn;
let auditor: SignedIn;

/** Seven batches of one actor over several months, several records a moment, beside records of others. */
beforeAll(async () => {
  await asOwner(
    `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_id, entity_type, entity_id, request_id, reason, after)
     SELECT gen_random_uuid(), date_trunc('month', now()) - interval '40 days' + (n / 3) * interval '47 minutes',
       CASE WHEN n % 7 = 0 THEN 'TENANT_UPDATED' ELSE 'USER_UPDATED' END, CASE WHEN n % 100 = 0 THEN 'denied' ELSE 'success' END,
       $1::uuid, 'user', 'entity-' || (n % 10), 'export-test-' || n, CASE WHEN n % 50 = 0 THEN '=HYPERLINK("x")' END,
       jsonb_build_object('n', n, 'note', 'a, "b"')
     FROM generate_series(1, $2::int) n`,
    [ACTOR, ROWS],
  );
});

beforeEach(async () => {
  [admin, auditor] = [await as("SuperAdmin"), await as("Auditor")];
});

const start = (client: Client, query: string) =>
  inProcess(client.request("GET", `/super-admin/audit-logs/export?${query}`));
const rowsOf = (headers: Headers) => auditOf(headers.get("x-request-id"));
type Kept = Omit<AuditLog, "sentence">;
/** Beside what the list has, a line of NDJSON has what proves its personal values; here it has none. */
const parse = (text: string): Kept[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const { erased, commitments, salts, ...record } = JSON.parse(line);
      expect([erased, commitments === null]).toEqual([null, salts === null]);
      return record;
    });

async function listAll(query: string): Promise<Kept[]> {
  const items: Kept[] = [];
  for (let page = 1; ; page++) {
    const { response } = await admin.client.get<{ items: AuditLog[] }>(
      `/super-admin/audit-logs?${query}&pageSize=100&page=${page}`,
    );
    // Words are for readers of single records; a file has what the decisions name.
    items.push(...response.items.map(({ sentence: _words, ...item }) => item));
    if (response.items.length < 100) {
      return items;
    }
  }
}

describe("decisions §5 GET /audit-logs/export", () => {
  test.each(["", "&sort=occurredOn"])("NDJSON has the very records of the list, in its order: %j", async (sort) => {
    const { status, text, headers } = await admin.client.get(
      `/super-admin/audit-logs/export?format=ndjson&actorId=${ACTOR}${sort}`,
    );
    expect([status, headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="audit-log-[\dT-]+Z\.ndjson"$/);
    const records = parse(text);
    expect(records).toHaveLength(ROWS);
    expect(records).toEqual(await listAll(`actorId=${ACTOR}${sort}`));
  });

  test("CSV is the default, with a header, and a reason that looks like a formula is defused", async () => {
    const { text, headers } = await admin.client.get(
      `/super-admin/audit-logs/export?actorId=${ACTOR}&entityId=entity-0&outcome=denied`,
    );
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = text.split("\r\n");
    expect(lines[0]).toBe(
      "auditId,sequence,occurredOn,action,outcome,actorId,actorRole,entityType,entityId,tenantId,reason,requestId,ipAddress,before,after,erased",
    );
    expect(lines).toHaveLength(ROWS / 100 + 2);
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
    expect(lines[1]).toContain(`"{""n"": 3500, ""note"": ""a, \\""b\\""""}"`);
  });

  test.each([
    ["actorId", `actorId=${ACTOR}`],
    ["entityType", `actorId=${ACTOR}&entityType=user`],
    ["entityId", `actorId=${ACTOR}&entityId=entity-3`],
    ["action", `actorId=${ACTOR}&action=TENANT_UPDATED`],
    ["outcome", `actorId=${ACTOR}&outcome=denied`],
    ["requestId", "requestId=export-test-77"],
    ["tenantId", `tenantId=${randomUUID()}`],
    [
      "dates",
      () => `actorId=${ACTOR}&dateFrom=${new Date(Date.now() - 40 * 86_400_000).toISOString()}&dateTo=2099-01-01`,
    ],
  ])("takes every filter of the list: %s", async (_name, given) => {
    const query = typeof given === "string" ? given : given();
    const { text } = await admin.client.get(`/super-admin/audit-logs/export?format=ndjson&${query}`);
    expect(parse(text)).toEqual(await listAll(query));
  });

  test("without filters it has every record up to its own, and not its own", async () => {
    const { text, headers } = await admin.client.get("/super-admin/audit-logs/export?format=ndjson");
    const [began] = await rowsOf(headers);
    const [row] = await asOwner<{ n: number }>("SELECT count(*)::int AS n FROM audit_events WHERE sequence < $1", [
      began?.sequence,
    ]);
    const records = parse(text);
    expect(records).toHaveLength(row?.n ?? 0);
    expect(records.some(({ requestId }) => requestId === headers.get("x-request-id"))).toBe(false);
  });

  test("an export of nothing is a header alone, or an empty file", async () => {
    const nobody = `actorId=${randomUUID()}`;
    const csv = await admin.client.get(`/super-admin/audit-logs/export?${nobody}`);
    const ndjson = await admin.client.get(`/super-admin/audit-logs/export?format=ndjson&${nobody}`);
    expect([csv.text.split("\r\n").length, ndjson.text]).toEqual([2, ""]);
  });

  test("decisions §4 what it does not know is refused by name, in the envelope, and leaves no record", async () => {
    const answer = await admin.client.get("/super-admin/audit-logs/export?format=xml&page=2&dateFrom=x");
    expect([answer.status, Object.keys(answer.errors).sort()]).toEqual([400, ["dateFrom", "format", "page"]]);
    expect(answer.body).toMatchObject({ statusCode: 400, message: "Validation failed" });
    expect(await rowsOf(answer.headers)).toEqual([]);
  });

  test("decisions §3: an Auditor exports everything through /admin, and not through /super-admin", async () => {
    const { text } = await auditor.client.get(`/admin/audit-logs/export?format=ndjson&actorId=${ACTOR}`);
    expect(parse(text)).toHaveLength(ROWS);
    expect((await start(auditor.client, "")).status).toBe(403);
  });

  test("an Auditor who is bound to tenants gets the records of those alone", async () => {
    const [tenantId, actorId] = [await createTenantRow(), randomUUID()];
    await asOwner(
      `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_id, entity_type, tenant_id, request_id)
       VALUES (gen_random_uuid(), now(), 'TENANT_UPDATED', 'success', $1, 'tenant', $2, 'bound')`,
      [actorId, tenantId],
    );
    const bound = await as("Auditor", { tenantIds: [tenantId] });
    const { text } = await bound.client.get(`/admin/audit-logs/export?format=ndjson`);
    expect(parse(text)).toMatchObject([{ requestId: "bound", tenantId }]);
    const foreign = await bound.client.get(`/admin/audit-logs/export?format=ndjson&tenantId=${randomUUID()}`);
    expect(foreign.text).toBe("");
  });

  test("decisions §4: HEAD is refused, since it would make the whole file", async () => {
    const response = await inProcess(admin.client.request("HEAD", "/super-admin/audit-logs/export"));
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });
});

describe("SRS §11: an export is itself on record", () => {
  test("before the first byte with filters and format, after the last row with their number", async () => {
    const { headers } = await admin.client.get(
      `/super-admin/audit-logs/export?format=ndjson&actorId=${ACTOR}&action=TENANT_UPDATED`,
    );
    const [began, ended, ...further] = await rowsOf(headers);
    const filters = { sort: "-occurredOn", actorId: ACTOR, action: "TENANT_UPDATED" };
    const common = { action: "EXPORT_CREATED", entityType: "export", outcome: "success", actorId: admin.userId };
    expect(began).toMatchObject({
      ...common,
      after: { subject: "audit-log", format: "ndjson", filters, state: "started" },
    });
    expect(ended).toMatchObject({ ...common, entityId: began?.entityId, after: { state: "complete", rows: ROWS / 7 } });
    expect(further).toEqual([]);
  });

  test("when its beginning cannot be recorded, nothing leaves", async () => {
    await asOwner("ALTER TABLE audit_events ADD CONSTRAINT no_exports CHECK (action <> 'EXPORT_CREATED') NOT VALID");
    try {
      const answer = await admin.client.get(`/super-admin/audit-logs/export?actorId=${ACTOR}`);
      expect([answer.status, answer.text.includes(ACTOR)]).toEqual([500, false]);
    } finally {
      await asOwner("ALTER TABLE audit_events DROP CONSTRAINT no_exports");
    }
  });

  test("when its end cannot be recorded, the file is cut off", async () => {
    const response = await start(admin.client, `format=ndjson&actorId=${ACTOR}`);
    await asOwner("ALTER TABLE audit_events ADD CONSTRAINT no_exports CHECK (action <> 'EXPORT_CREATED') NOT VALID");
    try {
      await expect(response.text()).rejects.toThrow();
    } finally {
      await asOwner("ALTER TABLE audit_events DROP CONSTRAINT no_exports");
    }
  });
});

async function drain(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  while (!(await reader?.read())?.done);
}
const lastOf = async (headers: Headers) => (await rowsOf(headers)).at(-1);

describe("SRS §13: an export that does not come to its end", () => {
  test("nothing is read before it is asked for, and a reader who leaves ends it", async () => {
    const response = await start(admin.client, `format=ndjson&actorId=${ACTOR}`);
    const reader = response.body?.getReader();
    expect(parse(Buffer.from((await reader?.read())?.value ?? "").toString())).toHaveLength(500);
    await reader?.cancel();
    const end = { action: "EXPORT_CREATED", outcome: "failure", after: { state: "left", rows: 500 } };
    await vi.waitFor(async () => expect(await lastOf(response.headers)).toMatchObject(end));
  });

  test("a database that fails in the middle breaks the connection: half a file does not look whole", async () => {
    const response = await start(admin.client, `format=ndjson&actorId=${ACTOR}`);
    const reader = response.body?.getReader();
    await reader?.read();
    await asOwner("REVOKE SELECT ON audit_events FROM rookery_app");
    await asOwner("GRANT SELECT (audit_id, occurred_on) ON audit_events TO rookery_app");
    try {
      await expect(drain(reader)).rejects.toThrow();
    } finally {
      await asOwner("GRANT SELECT ON audit_events TO rookery_app");
    }
    expect(await lastOf(response.headers)).toMatchObject({
      outcome: "failure",
      after: { state: "broken", rows: 500 },
    });
  });

  test("a database that fails before the first row is answered in the envelope", async () => {
    await asOwner("ALTER TABLE audit_events RENAME COLUMN ip_address TO network");
    try {
      const answer = await admin.client.get(`/super-admin/audit-logs/export?actorId=${ACTOR}`);
      expect([answer.status, answer.body["statusCode"]]).toEqual([500, 500]);
      expect(answer.headers.get("content-disposition")).toBeNull();
    } finally {
      await asOwner("ALTER TABLE audit_events RENAME COLUMN network TO ip_address");
    }
  });

  test("decisions §2: whoever is signed out meanwhile gets no more of it", async () => {
    const response = await start(admin.client, `format=ndjson&actorId=${ACTOR}`);
    const reader = response.body?.getReader();
    await reader?.read();
    await admin.client.post("/auth/logout", {});
    await expect(drain(reader)).rejects.toThrow();
    expect(await lastOf(response.headers)).toMatchObject({ outcome: "failure", after: { state: "revoked" } });
  });
});
