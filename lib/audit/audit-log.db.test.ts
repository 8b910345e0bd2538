import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import type { AuditLog } from "./schema.ts";

interface Page {
  readonly items: readonly AuditLog[];
  readonly totalItems: number;
  readonly totalPages: number;
}

const ACTIONS = ["TENANT_UPDATED", "USER_LOCKED", "ACCESS_DENIED"] as const;
const OUTCOMES = ["success", "denied", "failure"] as const;
const TYPES = ["tenant", "user", "webhook"] as const;
const actors = [randomUUID(), randomUUID(), randomUUID()];
const entities = [randomUUID(), "a-name-of-64-characters".padEnd(64, "x"), randomUUID()];
const START = Date.UTC(2026, 2, 31, 12);
const HOUR = 3_600_000;

let admin: SignedIn;
let tenants: string[];
let written: AuditLog[];

/** Sixty records around the turn of a month, every combination of values somewhere among them, two of each moment. */
beforeAll(async () => {
  admin = await as("SuperAdmin");
  tenants = [await createTenantRow(), await createTenantRow()];
  await prisma().auditEvent.createMany({
    data: Array.from({ length: 60 }, (_, n) => {
      const occurredOn = new Date(START + Math.floor(n / 2) * HOUR);
      return {
        auditId: uuidv7({ msecs: occurredOn.getTime() }),
        occurredOn,
        action: ACTIONS[n % 3] ?? "",
        outcome: OUTCOMES[Math.floor(n / 3) % 3] ?? "",
        actorId: actors[n % 4] ?? null,
        actorRole: "SuperAdmin",
        entityType: TYPES[n % 5] ?? "tenant",
        entityId: entities[n % 7] ?? null,
        tenantId: tenants[n % 3] ?? null,
        reason: n % 2 ? "Because" : null,
        requestId: `request-${n % 10}`,
        ipAddress: "203.0.113.0/24",
        after: { n },
      };
    }),
  });
  written = (await list("dateFrom=2026-03-31&dateTo=2026-04-03&pageSize=100")).items.slice();
});

const list = async (query: string, { client } = admin, family = "super-admin") =>
  (await client.get<Page>(`/${family}/audit-logs?${query}`)).response;

describe("decisions §5 audit: the item", () => {
  test("has every field that the decisions name", async () => {
    expect(written).toHaveLength(60);
    expect(Object.keys(written[0] ?? {}).sort()).toEqual(
      expect.arrayContaining(
        (
          "action actorId actorRole after auditId before entityId entityType ipAddress occurredOn outcome reason requestId " +
          "sequence tenantId"
        ).split(" "),
      ),
    );
    expect(written[0]).toMatchObject({ occurredOn: expect.stringMatching(/Z$/), sequence: expect.any(Number) });
  });
});

describe("SRS §11.2, decisions §5: every filter returns exactly the matching records", () => {
  const within = "dateFrom=2026-03-31&dateTo=2026-04-03&pageSize=100";
  const at = (hours: number) => new Date(START + hours * HOUR).toISOString();

  test.each<[string, () => string, (row: AuditLog) => boolean]>([
    ["actorId", () => `actorId=${actors[0]}`, ({ actorId }) => actorId === actors[0]],
    ["actorId in capitals", () => `actorId=${actors[1]?.toUpperCase()}`, ({ actorId }) => actorId === actors[1]],
    ["entityType", () => "entityType=webhook", ({ entityType }) => entityType === "webhook"],
    ["entityId", () => `entityId=${entities[0]}`, ({ entityId }) => entityId === entities[0]],
    ["entityId of 64 characters", () => `entityId=${entities[1]}`, ({ entityId }) => entityId === entities[1]],
    ["tenantId", () => `tenantId=${tenants[1]}`, ({ tenantId }) => tenantId === tenants[1]],
    ["action", () => "action=USER_LOCKED", ({ action }) => action === "USER_LOCKED"],
    ["outcome success", () => "outcome=success", ({ outcome }) => outcome === "success"],
    ["outcome denied", () => "outcome=denied", ({ outcome }) => outcome === "denied"],
    ["outcome failure", () => "outcome=failure", ({ outcome }) => outcome === "failure"],
    ["requestId", () => "requestId=request-3", ({ requestId }) => requestId === "request-3"],
    ["dateFrom, inclusive", () => `dateFrom=${at(12)}`, ({ occurredOn }) => occurredOn >= at(12)],
    ["dateTo, exclusive", () => `dateTo=${at(12)}`, ({ occurredOn }) => occurredOn < at(12)],
    ["both dates across months", () => `dateFrom=${at(11)}&dateTo=${at(13)}`, (row) => isBetween(row, at(11), at(13))],
    [
      "a date with an offset",
      () => "dateFrom=2026-04-01T02:00:00%2B02:00",
      ({ occurredOn }) => occurredOn >= "2026-04-01T00:00:00.000Z",
    ],
    [
      "several at once",
      () => `actorId=${actors[2]}&outcome=success&action=USER_LOCKED&tenantId=${tenants[1]}`,
      (row) =>
        row.actorId === actors[2] &&
        row.outcome === "success" &&
        row.action === "USER_LOCKED" &&
        row.tenantId === tenants[1],
    ],
  ])("%s", async (_case, query, matches) => {
    const given = query();
    const dates = ["dateFrom", "dateTo"].filter((name) => !given.includes(name));
    const rest = within
      .split("&")
      .filter((part) => !given.includes("date") || dates.some((name) => part.startsWith(name)));
    const page = await list(
      [given, ...rest, "pageSize=100"].filter((part, n, all) => all.indexOf(part) === n).join("&"),
    );
    const expected = written.filter(matches);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(60);
    expect(page.items).toEqual(expected);
    expect(page.totalItems).toBe(expected.length);
  });

  test.each(["actorId=7", "entityType=bird", "action=NOTHING", "outcome=maybe", "tenantId=x", "dateFrom=yesterday"])(
    "%s is 400, named",
    async (query) => {
      const { status, errors } = await admin.client.get(`/super-admin/audit-logs?${query}`);
      expect([status, Object.keys(errors)]).toEqual([400, [query.split("=")[0]]]);
    },
  );

  test.each(["dateFrom=0000-01-01", "dateTo=9999-12-31T23:59:59-14:00"])(
    "%s is 400: no calendar has it",
    async (query) => {
      expect((await admin.client.get(`/super-admin/audit-logs?${query}`)).status).toBe(400);
    },
  );

  test("dates the wrong way round match nothing", async () => {
    const page = await list("dateFrom=2026-04-03&dateTo=2026-03-31");
    expect([page.items, page.totalItems, page.totalPages]).toEqual([[], 0, 0]);
  });
});

const isBetween = ({ occurredOn }: AuditLog, from: string, to: string) => occurredOn >= from && occurredOn < to;

describe("decisions §9 Sort fields: audit newest first by default", () => {
  const range = "dateFrom=2026-03-31&dateTo=2026-04-03";

  test("in both directions, each the other reversed", async () => {
    const ascending = (await list(`${range}&pageSize=100&sort=occurredOn`)).items;
    expect(ascending).toEqual(written.toReversed());
    expect((await list(`${range}&pageSize=100&sort=-occurredOn`)).items).toEqual(written);
    const times = ascending.map(({ occurredOn }) => occurredOn);
    expect(times).toEqual(times.toSorted());
  });

  test.each(["occurredOn", "-occurredOn"])("paging is stable for sort=%s, equal moments included", async (sort) => {
    const seen: string[] = [];
    for (let page = 1; page <= 9; page += 1) {
      const { items } = await list(`${range}&pageSize=7&page=${page}&sort=${sort}`);
      seen.push(...items.map(({ auditId }) => auditId));
    }
    expect(new Set(seen).size).toBe(60);
    const whole = await list(`${range}&pageSize=100&sort=${sort}`);
    expect(seen).toEqual(whole.items.map(({ auditId }) => auditId));
  });
});

describe("decisions §5 GET /audit-logs/{auditId}", () => {
  test("shows the record as the list does", async () => {
    const { status, response } = await admin.client.get(`/super-admin/audit-logs/${written[7]?.auditId}`);
    expect([status, response]).toMatchObject([200, written[7] ?? {}]);
  });

  test("issue: with what changed between before and after, field by field, and in words", async () => {
    const auditId = uuidv7();
    await prisma().auditEvent.create({
      data: {
        auditId,
        occurredOn: new Date(),
        action: "TENANT_UPDATED",
        outcome: "success",
        actorId: admin.userId,
        actorRole: "SuperAdmin",
        entityType: "tenant",
        entityId: tenants[0] ?? "",
        requestId: "request-diff",
        before: { name: "Acme", plan: "free", address: { city: "Oslo" }, tags: ["a", "b"] },
        after: { name: "Acme", plan: "free", address: { city: "Bergen" }, tags: ["b"] },
      },
    });
    const { response } = await admin.client.get(`/super-admin/audit-logs/${auditId}`);
    expect(response).toMatchObject({
      sentence: "Super admin changed tags and address of tenant Acme",
      changes: [
        { path: "tags", kind: "removed", before: "a", after: null },
        { path: "address.city", kind: "changed", before: "Oslo", after: "Bergen" },
      ],
    });
  });

  test("finds a record whose id does not tell its time, and one whose clock was off", async () => {
    const moments = { v4: new Date("2026-04-01T00:00:00Z"), late: new Date(START + 30_000) };
    const ids = { v4: randomUUID(), late: uuidv7({ msecs: START }) };
    for (const key of ["v4", "late"] as const) {
      await prisma().auditEvent.create({
        data: {
          auditId: ids[key],
          occurredOn: moments[key],
          action: "USER_LOCKED",
          outcome: "success",
          entityType: "user",
          requestId: "odd",
        },
      });
      const { response } = await admin.client.get(`/super-admin/audit-logs/${ids[key]}`);
      expect(response).toMatchObject({ auditId: ids[key], occurredOn: moments[key].toISOString() });
    }
  });

  test.each(["00000000-0000-7000-8000-000000000000", "ffffffff-ffff-7fff-8fff-ffffffffffff", uuidv7(), "7"])(
    "%s is 404",
    async (id) => {
      expect((await admin.client.get(`/super-admin/audit-logs/${id}`)).status).toBe(404);
    },
  );
});

describe("decisions §3: an Auditor with assigned tenants reads theirs only", () => {
  test("in the list, its total and the detail; a record outside is 404", async () => {
    const tenantId = tenants[0] ?? "";
    const auditor = await as("Auditor", { tenantIds: [tenantId] });
    const range = "dateFrom=2026-03-31&dateTo=2026-04-03&pageSize=100";
    // Who did it belongs to none of the own tenants, and is not named.
    const inside = written.filter((row) => row.tenantId === tenantId).map((row) => ({ ...row, actorId: null }));
    const page = await list(range, auditor, "admin");
    expect([page.items, page.totalItems]).toEqual([inside, inside.length]);
    const outside = written.find((row) => row.tenantId !== tenantId);
    const [own, foreign] = await Promise.all(
      [inside[0], outside].map((row) => auditor.client.get(`/admin/audit-logs/${row?.auditId}`)),
    );
    expect([own?.status, foreign?.status]).toEqual([200, 404]);
    expect((await list(`tenantId=${tenants[1]}`, auditor, "admin")).items).toEqual([]);
  });
});
