import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Configuration, DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import {
  addAlert,
  addBills,
  addMail,
  addServer,
  addSubscription,
  daysAgo,
  everyDay,
  refresh,
  sourcesAnswered,
} from "./testing.ts";

// Each coefficient of a formula is changed, and the next answer is another: no key is decoration (decisions §5).

let ceo: SignedIn;
let acme: string;
beforeAll(async () => {
  ceo = await as("ROLE_EXECUTIVE_CEO");
  acme = await createTenantRow();
  await addMail(acme, everyDay(40, { sent: 4200, bounced: 300, complained: 2 }));
  await addServer("s1", 10_000, [{ ip: "10.0.0.1", cents: 500, tenants: [acme] }]);
  await addSubscription(acme, 29_900);
  await addBills("postmark", 6, 100_000, 100_000, 1000);
  await addAlert(acme, { status: "resolved" });
  await addAlert(acme, {});
  await addSubscription(acme, 29_900, 40);
  await ceo.client.post("/system/planning/decisions", {
    title: "Whether to move on",
    category: "product",
    insight_on: daysAgo(6),
    decided_on: daysAgo(2),
  });
  await sourcesAnswered({ infrastructure: 600 });
  await refresh();
});
afterEach(() => configure({}));

const at = async (path: string, ...members: readonly string[]): Promise<unknown> => {
  const { response } = await ceo.client.get(`/system${path}`);
  return members.reduce<unknown>((inner, member) => (inner as Record<string, unknown> | null)?.[member], response);
};
const summary = (...members: readonly string[]) => at(`/tenants/${acme}/summary`, ...members);
const defaults = DEFAULT_CONFIGURATION;
const minutes = (key: "executive.staleAfterMinutes" | "executive.missingAfterMinutes") => ({
  [key]: { ...defaults[key], infrastructure: 300 },
});
const quality = async () =>
  ((await ceo.client.get(`/system/tenants/${acme}/summary`)).body["meta"] as Record<string, unknown>)["data_quality"];

const CASES: readonly [Partial<Configuration>, () => Promise<unknown>, unknown, unknown][] = [
  [
    { "executive.volumeFloor": 1_000_000 },
    () => summary("system_metrics", "delivery_rate"),
    "92-93_percent",
    "insufficient_data",
  ],
  [
    { "executive.revenueRisk": { bounceCents: 500, complaintCents: 25 } },
    () => summary("revenue_value", "revenue_at_risk"),
    "0-1K",
    "23K-68K",
  ],
  [
    { "executive.deliverabilityLimits": { ...defaults["executive.deliverabilityLimits"], criticalBounce: 700 } },
    () => summary("deliverability", "risk"),
    "medium",
    "critical",
  ],
  [
    { "executive.riskBands": { mediumPercent: 5, highPercent: 10, criticalPercent: 90_000 } },
    () => at("/revenue-protection?window=monthly", "revenue_risk_level"),
    "critical",
    "high",
  ],
  [
    { "executive.tenantHealth": { excellentPercent: 1000, goodPercent: 900, monitorPercent: 800 } },
    () => summary("revenue_value", "business_health"),
    "excellent",
    "critical_action_required",
  ],
  [
    { "executive.decisionDays": 2 },
    () => at("/planning", "business_decisions", "decision_velocity"),
    "appropriate",
    "slow",
  ],
  [
    { "executive.trendTolerancePercent": 100 },
    () => at("/intelligence/summary", "trends", "business_metrics"),
    "improving",
    "stable",
  ],
  [minutes("executive.staleAfterMinutes"), quality, "standard", "stale"],
  [minutes("executive.missingAfterMinutes"), () => summary("cost_analysis", "monthly_cost"), "100-150", null],
];

describe("decisions §5: every coefficient changes what is answered", () => {
  test.each(CASES)("%j", async (changes, observe, before, after) => {
    expect(await observe()).toEqual(before);
    await configure(changes);
    expect(await observe()).toEqual(after);
  });

  test("the target of the protection score decides whether open issues are to be resolved", async () => {
    const advice = async () => JSON.stringify(await at("/revenue-protection", "recommendations"));
    expect(await advice()).toMatch(/Resolve 3 open issues/);
    await configure({ "executive.protectionTargetPercent": 25 });
    expect(await advice()).not.toMatch(/Resolve/);
  });
});
