import { formula, INSUFFICIENT } from "../formula.ts";

/** Sums over tenants; `complainedShare` is the sum of sent × complained / delivered, so that sums of tenants and the sum agree. */
export type AtRisk = {
  readonly bounced: number;
  readonly complainedShare: number;
  readonly bounceCents: number;
  readonly complaintCents: number;
};

/** USD that bounces and complaints put at risk: emails × (bounce × rate + spam × rate), domain.md §5. */
export const atRiskUsd = ({ bounced, complainedShare, bounceCents, complaintCents }: AtRisk): number =>
  (bounced * bounceCents + complainedShare * complaintCents) / 100;

export const revenueAtRisk = formula<AtRisk>()({
  name: "revenue_at_risk",
  version: 1,
  text: "emails × (bounced / sent × bounceCents + complained / delivered × complaintCents) / 100, summed over tenants",
  unit: "USD",
  kind: "model",
  compute: atRiskUsd,
});

export type RiskBands = {
  /** Percent of subscription revenue at risk from which the level is reached. */
  readonly mediumPercent: number;
  readonly highPercent: number;
  readonly criticalPercent: number;
};

export const riskLevel = formula<AtRisk & RiskBands & { revenueCents: number; criticalTenants: number }>()({
  name: "revenue_risk_level",
  version: 1,
  text:
    "revenue at risk / subscription revenue of the window, against the bands; a tenant whose deliverability is critical lifts it to " +
    `high; ${INSUFFICIENT} without subscription revenue`,
  unit: "class",
  kind: "model",
  compute(inputs) {
    const { revenueCents, criticalTenants, mediumPercent, highPercent, criticalPercent } = inputs;
    if (revenueCents <= 0) {
      return INSUFFICIENT;
    }
    const percent = (atRiskUsd(inputs) * 10_000) / revenueCents;
    if (percent >= criticalPercent) {
      return "critical";
    }
    if (percent >= highPercent || criticalTenants > 0) {
      return "high";
    }
    return percent >= mediumPercent ? "medium" : "low";
  },
});

export const protectionScore = formula<{ identified: number; resolved: number }>()({
  name: "protection_score",
  version: 1,
  text: "issues resolved / issues identified × 100",
  unit: "percent",
  kind: "model",
  compute: ({ identified, resolved }) => (identified === 0 ? INSUFFICIENT : (resolved / identified) * 100),
});

export const decisionVelocity = formula<{ decided: number; meanHours: number; decisionDays: number }>()({
  name: "decision_velocity",
  version: 1,
  text: `mean time from insight to decision: at most decisionDays is appropriate, else slow; ${INSUFFICIENT} without decisions`,
  unit: "class",
  kind: "class",
  compute: ({ decided, meanHours, decisionDays }) => {
    if (decided === 0) {
      return INSUFFICIENT;
    }
    return meanHours <= decisionDays * 24 ? "appropriate" : "slow";
  },
});
