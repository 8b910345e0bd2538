import { HIDDEN } from "../executive/access.ts";
import type { SnapshotDocument } from "./resource.ts";

const COST_PATHS = /^cost_analysis\.|^revenue_value\.(business_health|cost_efficiency)$/;

/** The document for a reader whose role does not see cost: as if it had been captured by them (domain.md §6). */
export function withoutCost(document: SnapshotDocument): SnapshotDocument {
  const { summary, figures, sections } = document;
  return {
    ...document,
    summary: {
      ...summary,
      revenue_value: { ...summary.revenue_value, business_health: null, cost_efficiency: null },
      cost_analysis: { monthly_cost: null, cost_trend: null, label: summary.cost_analysis.label, hidden: HIDDEN },
    },
    figures: Object.fromEntries(Object.entries(figures).filter(([path]) => !COST_PATHS.test(path))),
    sections: sections.filter(({ section }) => section !== "cost_analysis"),
  };
}
