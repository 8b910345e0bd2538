import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import { prisma } from "../db/client.ts";
import { Planning } from "../executive/planning-schema.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { asOwner, auditOf } from "../testing/rows.ts";
import { day, decisionInput, initiativeInput, marketRecordInput } from "./testing.ts";

let ceo: SignedIn;
beforeAll(async () => {
  ceo = await as("ROLE_EXECUTIVE_CEO");
});
beforeEach(async () => {
  await asOwner("TRUNCATE planning_reviews, planning_decisions, planning_initiatives, market_records");
  await asOwner("UPDATE source_health SET last_success_at = NULL WHERE source = 'market'");
});

const view = async (query = "", who = ceo) => {
  const answer = await who.client.get<z.output<typeof Planning>>(`/system/planning${query}`);
  const meta = answer.body["meta"] as {
    readonly data_source: string;
    readonly data_quality: string;
    readonly last_updated: string | null;
    readonly data_sources_limited?: string[];
    readonly figures: Readonly<
      Record<string, { readonly figure_id: string; readonly as_of: string | null; value: unknown }>
    >;
  };
  return { ...answer, meta };
};
const enter = async (segment: string, body: object) => {
  const { status, response } = await ceo.client.post(`/system/planning/${segment}`, body);
  expect([status, response]).toEqual([201, expect.anything()]);
  return response as Readonly<Record<string, string>>;
};

describe("contract §3.6 GET /system/planning", () => {
  test("every field of the example, in its shape, vocabulary and grammar", async () => {
    const { initiative_id } = await enter(
      "initiatives",
      initiativeInput(ceo.userId, { name: "Revenue Protection Enhancement", progress: 70 }),
    );
    const { decision_id } = await enter("decisions", decisionInput());
    await enter("decisions", decisionInput({ insight_on: day(-40), decided_on: day(-33) }));
    await enter("reviews", { decision_id, due_on: day(20) });
    await enter("market-records", marketRecordInput());
    await enter("market-records", marketRecordInput({ kind: "opportunity", position: null }));
    await enter("market-records", marketRecordInput({ kind: "opportunity", position: null, observed_on: day(-80) }));
    const { status, response, meta, headers } = await view("?window=semi_annual");
    expect(status).toBe(200);
    expect(response).toEqual({
      window: "semi_annual",
      business_initiatives: [
        {
          id: initiative_id,
          name: "Revenue Protection Enhancement",
          status: "in_progress",
          progress: "70_percent",
          impact: "positive",
          due_on: day(30),
        },
      ],
      total_initiatives: 1,
      business_decisions: { recent_decisions: 2, pending_reviews: 1, decision_velocity: "appropriate" },
      competitive_analysis: { market_position: "competitive", opportunities: 2, observed_on: day(-3) },
    });
    expect(Planning.safeParse(response).success).toBe(true);
    expect(meta).toMatchObject({ data_source: "backbone_api", data_quality: "standard" });
    expect(meta.data_sources_limited).toBeUndefined();
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "SYSTEM_VIEWED", actorId: ceo.userId, entityId: "getBusinessPlanning" },
    ]);
  });

  test("semi_annual is the default", async () => {
    expect((await view()).response.window).toBe("semi_annual");
  });

  test.each(["monthly", "", "QUARTERLY", "toString"])(
    "an unknown window %j is 400 and the allowed are listed",
    async (w) => {
      const { status, body } = await view(`?window=${w}`);
      expect([status, body["error"]]).toMatchObject([
        400,
        { code: "VALIDATION_ERROR", details: ["window: Must be one of quarterly, semi_annual, annual"] },
      ]);
    },
  );

  test.each(["realtime", "live", "raw"])("decisions §9: window=%s is 422 BACKBONE_CONSTRAINT_APPLIED", async (w) => {
    const { status, body } = await view(`?window=${w}`);
    expect([status, body["error"]]).toMatchObject([422, { code: "BACKBONE_CONSTRAINT_APPLIED" }]);
  });

  test("decisions §7, §9: executives, SuperAdmin and Auditor read it, nobody else", async () => {
    for (const role of [
      "SuperAdmin",
      "Auditor",
      "ROLE_EXECUTIVE_CFO",
      "ROLE_EXECUTIVE_COO",
      "ROLE_EXECUTIVE_CTO",
    ] as const) {
      expect([role, (await view("", await as(role))).status]).toEqual([role, 200]);
    }
    for (const role of ["ROLE_SYSTEM_ADMIN", "ROLE_ANALYST", "ROLE_FINANCE", "Support"] as const) {
      expect([role, (await view("", await as(role))).status]).toEqual([role, 403]);
    }
  });
});

describe("domain.md §5 the figures of planning", () => {
  test.each([
    [7, "appropriate"],
    [8, "slow"],
  ])("a mean of %i days from insight to decision is %s", async (days, velocity) => {
    await enter("decisions", decisionInput({ insight_on: day(-5 - days), decided_on: day(-5) }));
    expect((await view()).response.business_decisions.decision_velocity).toBe(velocity);
  });

  test("it is the mean that counts, and only of what was decided in the window", async () => {
    await enter("decisions", decisionInput({ insight_on: day(-11), decided_on: day(-10) }));
    await enter("decisions", decisionInput({ insight_on: day(-23), decided_on: day(-10) }));
    await enter("decisions", decisionInput({ insight_on: day(-200), decided_on: day(-100) }));
    const { business_decisions: quarter } = (await view("?window=quarterly")).response;
    expect(quarter).toMatchObject({ recent_decisions: 2, decision_velocity: "appropriate" });
    const { business_decisions: half } = (await view("?window=semi_annual")).response;
    expect(half).toMatchObject({ recent_decisions: 3, decision_velocity: "slow" });
  });

  test("without decisions it says so, and a pending one is none", async () => {
    await enter("decisions", decisionInput({ decided_on: null, outcome: null, review_due_on: null }));
    expect((await view()).response.business_decisions).toEqual({
      recent_decisions: 0,
      pending_reviews: 0,
      decision_velocity: "insufficient_data",
    });
  });

  test("what is pending: open reviews, and decisions past their review day without any", async () => {
    const past = decisionInput({ insight_on: day(-40), decided_on: day(-38), review_due_on: day(-1) });
    const { decision_id } = await enter("decisions", past);
    await enter("decisions", past);
    expect((await view()).response.business_decisions.pending_reviews).toBe(2);
    const { review_id } = await enter("reviews", { decision_id, due_on: day(3) });
    expect((await view()).response.business_decisions.pending_reviews).toBe(2);
    const done = { decision_id, due_on: day(3), done_on: day(), outcome: "It holds." };
    await ceo.client.put(`/system/planning/reviews/${review_id}`, done);
    expect((await view()).response.business_decisions.pending_reviews).toBe(1);
  });

  test("initiatives: under way or ended in the window, the most urgent first, ended ones last", async () => {
    const add = (name: string, change: object) =>
      enter("initiatives", initiativeInput(ceo.userId, { name, ...change }));
    await add("Later", { due_on: day(90) });
    await add("Sooner", { due_on: day(9) });
    await add("Whenever", { due_on: null });
    await add("Done", { due_on: day(1), status: "completed", progress: 100 });
    const { initiative_id } = await add("Done long ago", { due_on: day(1), status: "cancelled" });
    await asOwner("UPDATE planning_initiatives SET ended_at = now() - interval '100 days' WHERE initiative_id = $1", [
      initiative_id,
    ]);
    const names = async (window: string) =>
      (await view(`?window=${window}`)).response.business_initiatives.map(({ name }) => name);
    expect(await names("quarterly")).toEqual(["Sooner", "Later", "Whenever", "Done"]);
    expect(await names("semi_annual")).toContain("Done long ago");
  });
});

describe("decisions §7, §8: the market is entered by people, never computed", () => {
  test("without any record: null, never a zero, partial, and named", async () => {
    const { response, meta } = await view();
    expect(response.competitive_analysis).toMatchObject({ market_position: null, opportunities: null });
    expect(meta).toMatchObject({ data_quality: "partial", data_sources_limited: ["market"] });
    expect(meta.figures["competitive_analysis.market_position"]).toMatchObject({
      value: null,
      reason: "source_missing",
    });
  });

  test("opportunities alone: their number is known, the position is not", async () => {
    await enter("market-records", marketRecordInput({ kind: "opportunity", position: null }));
    const { response, meta } = await view();
    expect(response.competitive_analysis).toMatchObject({ market_position: null, opportunities: 1 });
    expect(meta).toMatchObject({ data_quality: "partial", data_sources_limited: ["market"] });
  });

  test("the newest record of the position counts, and it is as old as the day that it tells of", async () => {
    await enter("market-records", marketRecordInput({ position: "leading", observed_on: day(-30) }));
    await enter("market-records", marketRecordInput({ position: "challenged", observed_on: day(-2) }));
    await enter("market-records", marketRecordInput({ position: "lagging", observed_on: day(-60) }));
    const { response, meta } = await view();
    expect(response.competitive_analysis.market_position).toBe("challenged");
    expect(meta.figures["competitive_analysis.market_position"]?.as_of).toBe(`${day(-2)}T00:00:00.000Z`);
    expect(meta.last_updated).toBe(`${day(-2)}T00:00:00.000Z`);
  });

  test("an old record: shown with its age, stale, named; past its tolerance null and partial", async () => {
    const { market_record_id } = await enter("market-records", marketRecordInput({ observed_on: day(-120) }));
    const old = await view();
    expect(old.response.competitive_analysis.market_position).toBe("competitive");
    expect(old.meta).toMatchObject({ data_quality: "stale", data_sources_limited: ["market"] });
    await ceo.client.put(
      `/system/planning/market-records/${market_record_id}`,
      marketRecordInput({ observed_on: day(-500) }),
    );
    const older = await view();
    expect(older.response.competitive_analysis).toMatchObject({ market_position: null, opportunities: null });
    expect(older.meta).toMatchObject({ data_quality: "partial", data_sources_limited: ["market"] });
  });

  test("a deleted record says nothing any more", async () => {
    const { market_record_id } = await enter("market-records", marketRecordInput());
    await ceo.client.del(`/system/planning/market-records/${market_record_id}`, {});
    expect((await view()).response.competitive_analysis.market_position).toBeNull();
    const { lastSuccessAt } = await prisma().sourceHealth.findUniqueOrThrow({ where: { source: "market" } });
    expect(lastSuccessAt).toBeNull();
  });

  test("last_updated is the oldest contributor: an initiative that nobody has touched for long", async () => {
    const { initiative_id } = await enter("initiatives", initiativeInput(ceo.userId));
    await enter("market-records", marketRecordInput());
    await asOwner("UPDATE planning_initiatives SET updated_at = '2026-05-05T05:05:05Z' WHERE initiative_id = $1", [
      initiative_id,
    ]);
    const { meta } = await view();
    expect(meta.last_updated).toBe("2026-05-05T05:05:05.000Z");
    expect(meta.figures["business_initiatives.0.progress"]?.as_of).toBe("2026-05-05T05:05:05.000Z");
  });
});

describe("issue 5 §6 lineage", () => {
  test("every figure of the view leads to what it was made of and computes to itself", async () => {
    await enter("initiatives", initiativeInput(ceo.userId));
    await enter("decisions", decisionInput());
    await enter("market-records", marketRecordInput());
    const { meta } = await view();
    const figures = Object.values(meta.figures);
    expect(figures.length).toBe(7);
    for (const { figure_id, value } of figures) {
      const lineage = await ceo.client.get(`/system/figures/${figure_id}/lineage`);
      expect([figure_id, lineage.status, lineage.response]).toMatchObject([figure_id, 200, { figure_id, value }]);
    }
    const [first] = figures;
    expect(
      (await (await as("ROLE_ANALYST")).client.get(`/system/figures/${first?.figure_id}/lineage`)).status,
    ).not.toBe(200);
  });
});
