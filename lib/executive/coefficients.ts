import { createHash } from "node:crypto";
import type { Configuration } from "../configuration/definitions.ts";
import { canonicalJson } from "../core/canonical-json.ts";

/** The configured part of the formulas, by the names that their inputs have. */
export const coefficientsOf = (configuration: Configuration) => ({
  volumeFloor: configuration["executive.volumeFloor"],
  rates: configuration["executive.revenueRisk"],
  limits: configuration["executive.deliverabilityLimits"],
  bands: configuration["executive.riskBands"],
  tolerancePercent: configuration["executive.trendTolerancePercent"],
  targetPercent: configuration["executive.protectionTargetPercent"],
  decisionDays: configuration["executive.decisionDays"],
  health: configuration["executive.tenantHealth"],
  alertLimits: configuration["executive.alertLimits"],
});
export type Coefficients = ReturnType<typeof coefficientsOf>;

/** Those that stand behind stored rankings; another hash means that these have to be made anew. */
export const rankingHash = ({ volumeFloor, rates, limits }: Coefficients): string =>
  createHash("sha256").update(canonicalJson({ volumeFloor, rates, limits })).digest("hex");
