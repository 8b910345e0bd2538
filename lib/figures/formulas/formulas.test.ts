import { describe, expect, test } from "vitest";
import { ROUNDINGS } from "../rounding.ts";
import { businessHealth, confidenceWord, costEfficiency, fleetCost, monthlyCost } from "./cost.ts";
import {
  bounceRate,
  complaintRate,
  deliverabilityClass,
  deliveryRate,
  reputation,
  type Volume,
} from "./deliverability.ts";
import { queueState, responseTime, serviceState } from "./platform.ts";
import { decisionVelocity, protectionScore, revenueAtRisk, riskLevel } from "./revenue.ts";
import { amountTrend, costTrack, performanceTrend, pointsOf } from "./trend.ts";

const LIMITS = {
  criticalBounce: 1500,
  criticalComplaint: 200,
  highBounce: 1000,
  highComplaint: 150,
  mediumBounce: 500,
  mediumComplaint: 100,
};
const RATES = { bounceCents: 5, complaintCents: 25 };
const BANDS = { mediumPercent: 5, highPercent: 10, criticalPercent: 20 };
const mail = (bounced: number, complained = 0, sent = 10_000): Volume => ({
  sent,
  delivered: sent - bounced,
  bounced,
  complained,
  volumeFloor: 100,
});

describe("domain.md §5 fixtures", () => {
  test("10 000 messages, 12 % bounced, 2 % spam put $110 at risk", () => {
    expect(revenueAtRisk.compute({ bounced: 1200, complainedShare: 200, ...RATES })).toBe(110);
  });

  test("31 of 33 issues resolved is 93.94, shown as 93_percent", () => {
    const score = protectionScore.compute({ identified: 33, resolved: 31 });
    const shown = ROUNDINGS.score.range(Number(score));
    expect([shown.low, ROUNDINGS.score.write(shown)]).toEqual([93.94, "93_percent"]);
  });

  test("nothing identified gives no score", () => {
    expect(protectionScore.compute({ identified: 0, resolved: 0 })).toBe("insufficient_data");
  });
});

describe("domain.md §5 deliverability class", () => {
  test.each([
    [1500, 0, "critical"],
    [1499, 0, "high"],
    [0, 200, "critical"],
    [0, 199, "high"],
    [1000, 0, "high"],
    [0, 150, "high"],
    [500, 0, "medium"],
    [0, 100, "medium"],
    [499, 0, "low"],
    [0, 99, "low"],
  ])("%d bounces and %d complaints of 10 000 are %s", (bounced, complained, name) => {
    expect(deliverabilityClass.compute({ ...mail(bounced, complained), ...LIMITS })).toBe(name);
  });

  test("nothing is said of fewer messages than the floor", () => {
    const few = { ...mail(50, 0, 99), ...LIMITS, addressState: null, listings: 0 };
    for (const formula of [deliverabilityClass, deliveryRate, bounceRate, complaintRate, reputation]) {
      expect(formula.compute(few)).toBe("insufficient_data");
    }
    expect(deliveryRate.compute(mail(1, 0, 100))).toBe(99);
    expect(deliveryRate.compute({ ...mail(0, 0, 0), volumeFloor: 0 })).toBe("insufficient_data");
  });

  test("bounces are of what was sent, complaints of what was delivered", () => {
    expect([bounceRate.compute(mail(5000, 50)), complaintRate.compute(mail(5000, 50))]).toEqual([50, 1]);
  });
});

describe("domain.md §5 reputation: the worst of class, addresses and block lists", () => {
  const of = (bounced: number, addressState: string | null, listings: number) =>
    reputation.compute({ ...mail(bounced), ...LIMITS, addressState, listings });
  test.each([
    [50, null, 0, "excellent"],
    [50, "good", 0, "good"],
    [100, null, 0, "good"],
    [500, null, 0, "fair"],
    [50, "poor", 0, "poor"],
    [50, null, 1, "poor"],
    [50, "good", 2, "critical"],
    [1500, "good", 0, "critical"],
  ])("%d bounces, addresses %s, %d listings: %s", (bounced, state, listings, name) => {
    expect(of(bounced, state, listings)).toBe(name);
  });
});

describe("domain.md §5 portfolio risk level", () => {
  const level = (usd: number, revenueCents = 100_000, criticalTenants = 0) =>
    riskLevel.compute({ bounced: usd * 20, complainedShare: 0, ...RATES, ...BANDS, revenueCents, criticalTenants });
  test.each([
    [49, "low"],
    [50, "medium"],
    [100, "high"],
    [200, "critical"],
  ])("$%d of $1000 is %s", (usd, name) => {
    expect(level(usd)).toBe(name);
  });
  test("a tenant in a critical state lifts it to high", () => {
    expect([level(0, 100_000, 1), level(200, 100_000, 1)]).toEqual(["high", "critical"]);
  });
  test("without revenue there is nothing to measure against", () => {
    expect(level(10, 0)).toBe("insufficient_data");
  });
});

describe("domain.md §5 trend", () => {
  const of = (...series: number[]) => ({ points: pointsOf(series), tolerancePercent: 5 });
  test("the newest three against the earlier ones, five percent either way", () => {
    expect(performanceTrend.compute(of(100, 100, 106, 106, 106))).toBe("improving");
    expect(performanceTrend.compute(of(100, 100, 105, 105, 105))).toBe("stable");
    expect(performanceTrend.compute(of(100, 94, 94, 94))).toBe("declining");
    expect(amountTrend.compute(of(100, 94, 94, 94))).toBe("decreasing");
    expect(costTrack.compute(of(100, 120, 120, 120))).toBe("off_track");
    expect(costTrack.compute(of(100, 107, 107, 107))).toBe("at_risk");
    expect(costTrack.compute(of(100, 80, 80, 80))).toBe("on_track");
  });
  test("too few points say nothing", () => {
    expect(performanceTrend.compute(of(1, 2, 3))).toBe("insufficient_data");
    expect(performanceTrend.compute(of())).toBe("insufficient_data");
  });
});

describe("domain.md §5 tenant economics", () => {
  test("efficiency is the share of the price that is left", () => {
    expect(costEfficiency.compute({ priceCents: 10_000, costCents: 2500 })).toBe(75);
    expect(costEfficiency.compute({ priceCents: 100, costCents: 500 })).toBe(0);
    expect(costEfficiency.compute({ priceCents: 0, costCents: 500 })).toBe("insufficient_data");
  });
  test.each([
    [201, "excellent"],
    [200, "good"],
    [150, "monitor"],
    [100, "critical_action_required"],
  ])("a price of %d %% of the cost is %s", (priceCents, name) => {
    const bands = { excellentPercent: 200, goodPercent: 150, monitorPercent: 100 };
    expect(businessHealth.compute({ priceCents, costCents: 100, ...bands })).toBe(name);
  });
  test("cost is scaled to the months of the window", () => {
    expect(fleetCost.compute({ infrastructureCents: 35_000, providerCents: 5500, months: 3 })).toBe(1215);
    expect(monthlyCost.compute({ serverCents: 999, addressCents: 499 })).toBe(14.98);
  });
  test("confidence in words", () => {
    expect([0.49, 0.5, 0.84, 0.85].map(confidenceWord)).toEqual(["low", "medium", "medium", "high"]);
  });
});

describe("domain.md §5 decision velocity and the backbone", () => {
  test("a week is appropriate, more is slow, none is too little", () => {
    const of = (decided: number, meanHours: number) =>
      decisionVelocity.compute({ decided, meanHours, decisionDays: 7 });
    expect([of(2, 168), of(2, 169), of(0, 0)]).toEqual(["appropriate", "slow", "insufficient_data"]);
  });
  test("the worst service, the mean of the averages, the longest queue", () => {
    expect(serviceState.compute({ healthy: 3, degraded: 1, down: 0 })).toBe("degraded");
    expect(serviceState.compute({ healthy: 3, degraded: 1, down: 1 })).toBe("down");
    expect(serviceState.compute({ healthy: 3, degraded: 0, down: 0 })).toBe("operational");
    expect(responseTime.compute({ sumMs: 300, services: 2 })).toBe(150);
    expect([99, 100, 1000, 1001].map((waiting) => queueState.compute({ waiting, failed: 0 }))).toEqual([
      "normal",
      "elevated",
      "elevated",
      "degraded",
    ]);
    expect(queueState.compute({ waiting: 0, failed: 11 })).toBe("degraded");
  });
});
