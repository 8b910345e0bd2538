import { beforeAll, describe, expect, test } from "vitest";
import { as, asCustom, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner, auditOf } from "../testing/rows.ts";

const ROLES = [
  "SuperAdmin",
  "Auditor",
  "ROLE_EXECUTIVE_CEO",
  "ROLE_EXECUTIVE_CFO",
  "ROLE_EXECUTIVE_COO",
  "ROLE_EXECUTIVE_CTO",
  "ROLE_SYSTEM_ADMIN",
  "ROLE_OPERATIONS_MANAGER",
] as const;
let ceo: SignedIn;

beforeAll(async () => {
  ceo = await as("ROLE_EXECUTIVE_CEO");
  await createTenantRow();
  await createTenantRow({ isActive: false });
  await createTenantRow({ isActive: false, deletedOn: new Date() });
  const old = await createTenantRow();
  await asOwner("UPDATE tenants SET created_on = now() - interval '31 days' WHERE id = $1", [old]);
});

const overview = (query = "", { client } = ceo) => client.get(`/system/overview${query}`);

describe("decisions §7 GET /system/overview", () => {
  test("counts tenants, deleted ones left out", async () => {
    const { status, body, response } = await overview();
    expect([status, body["success"]]).toEqual([200, true]);
    expect(response["tenant_metrics"]).toEqual({ total_tenants: 3, active_tenants: 2, new_tenants_30d: 2 });
  });

  test("a figure whose source is missing is null, never a guess or a zero, and the source is named", async () => {
    const { body, response } = await overview();
    const { tenant_metrics: _, timeframe: __, ...rest } = response;
    const figures = Object.values(rest).flatMap((group) => Object.values(group as object));
    expect(figures.filter((figure) => figure !== null)).toEqual([]);
    expect(body["meta"]).toMatchObject({
      data_source: "backbone_apis",
      data_quality: "partial",
      last_updated: expect.stringMatching(/Z$/),
      data_sources_limited: expect.arrayContaining(["esp_events", "backbone_health"]),
    });
  });

  test("decisions §9: meta.figures is keyed by the path inside data and repeats every figure with its origin", async () => {
    const { body, response } = await overview();
    const { figures } = body["meta"] as { figures: Record<string, object> };
    const { timeframe: _, ...groups } = response;
    const paths = Object.entries(groups).flatMap(([group, members]) =>
      Object.keys(members as object).map((member) => `${group}.${member}`),
    );
    expect(Object.keys(figures).sort()).toEqual(paths.sort());
    expect(figures["tenant_metrics.active_tenants"]).toMatchObject({ low: 2, high: 2, unit: "tenants" });
    for (const figure of Object.values(figures)) {
      expect(Object.keys(figure)).toEqual(
        expect.arrayContaining(["as_of", "confidence", "high", "low", "method", "source", "unit"]),
      );
    }
  });

  test.each(["last_7d", "last_30d", "last_90d"])("takes timeframe=%s", async (timeframe) => {
    expect((await overview(`?timeframe=${timeframe}`)).response["timeframe"]).toBe(timeframe);
  });

  test("last_30d is the default", async () => {
    expect((await overview()).response["timeframe"]).toBe("last_30d");
  });

  test.each(["last_1d", "", "LAST_7D", "toString"])(
    "an unknown window %j is 400 and the allowed ones are listed",
    async (w) => {
      const { status, body } = await overview(`?timeframe=${w}`);
      expect(status).toBe(400);
      expect(body["error"]).toMatchObject({
        code: "VALIDATION_ERROR",
        details: ["timeframe: Must be one of last_7d, last_30d, last_90d"],
      });
    },
  );

  test.each(["realtime", "live", "raw"])(
    "decisions §9: timeframe=%s is 422 BACKBONE_CONSTRAINT_APPLIED",
    async (timeframe) => {
      const { status, body } = await overview(`?timeframe=${timeframe}`);
      expect([status, (body["error"] as { code: string }).code]).toEqual([422, "BACKBONE_CONSTRAINT_APPLIED"]);
    },
  );

  test("an unknown parameter is 400, named", async () => {
    const { status, body } = await overview("?window=monthly");
    expect([status, body["error"]]).toEqual([400, expect.objectContaining({ details: ["window: Unknown parameter"] })]);
  });

  test.each(ROLES)("%s may read it, and every reading leaves one SYSTEM_VIEWED row", async (role) => {
    const who = await as(role);
    const { status, headers } = await overview("", who);
    expect(status).toBe(200);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "SYSTEM_VIEWED", outcome: "success", actorId: who.userId, actorRole: role },
    ]);
  });

  test("a refused request leaves no SYSTEM_VIEWED row", async () => {
    const { headers } = await overview("?timeframe=live");
    expect(await auditOf(headers.get("x-request-id"))).toEqual([]);
  });

  test("decisions §9: a custom role reads it with SYSTEM_OVERVIEW_VIEW", async () => {
    expect((await overview("", await asCustom(["SYSTEM_OVERVIEW_VIEW"]))).status).toBe(200);
    const denied = await overview("", await asCustom(["SYSTEM_TENANT_VIEW"]));
    expect([denied.status, denied.body["error"]]).toEqual([403, expect.objectContaining({ code: "ACCESS_DENIED" })]);
  });
});
