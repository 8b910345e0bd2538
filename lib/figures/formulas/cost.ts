import { formula, INSUFFICIENT } from "../formula.ts";

const USD = 100;

export const monthlyCost = formula<{ serverCents: number; addressCents: number }>()({
  name: "tenant_monthly_cost",
  version: 1,
  text: "shares of dedicated and shared servers and addresses, in cents a month / 100",
  unit: "USD",
  kind: "model",
  compute: ({ serverCents, addressCents }) => (serverCents + addressCents) / USD,
});

export const fleetCost = formula<{ infrastructureCents: number; providerCents: number; months: number }>()({
  name: "fleet_cost",
  version: 1,
  text: "(servers and addresses + middle of the e-mail providers' ranges), in cents a month × months / 100",
  unit: "USD",
  kind: "model",
  compute: ({ infrastructureCents, providerCents, months }) => ((infrastructureCents + providerCents) * months) / USD,
});

export const saving = formula<{ cents: number }>()({
  name: "saving",
  version: 1,
  text: "cents that the proposal would save over the window, or as reported / 100",
  unit: "USD",
  kind: "model",
  compute: ({ cents }) => cents / USD,
});

/** Share of the list price that is left after cost. */
export const costEfficiency = formula<{ priceCents: number; costCents: number }>()({
  name: "cost_efficiency",
  version: 1,
  text: `clamp((price - cost) / price × 100, 0..100); ${INSUFFICIENT} when either is zero`,
  unit: "percent",
  kind: "model",
  compute: ({ priceCents, costCents }) =>
    priceCents <= 0 || costCents <= 0
      ? INSUFFICIENT
      : Math.min(100, Math.max(0, ((priceCents - costCents) / priceCents) * 100)),
});

export type HealthBands = {
  /** Percent of cost that the list price must exceed. */
  readonly excellentPercent: number;
  readonly goodPercent: number;
  readonly monitorPercent: number;
};

export const businessHealth = formula<{ priceCents: number; costCents: number } & HealthBands>()({
  name: "business_health",
  version: 1,
  text: `price / cost against the bands: excellent, good, monitor, else critical_action_required; ${INSUFFICIENT} without cost`,
  unit: "class",
  kind: "model",
  compute({ priceCents, costCents, excellentPercent, goodPercent, monitorPercent }) {
    if (costCents <= 0) {
      return INSUFFICIENT;
    }
    const above = (percent: number) => priceCents * 100 > costCents * percent;
    if (above(excellentPercent)) {
      return "excellent";
    }
    return above(goodPercent) ? "good" : above(monitorPercent) ? "monitor" : "critical_action_required";
  },
});

/** How sure a proposal is, as a word (domain.md §5): below 0.5 low, below 0.85 medium, else high. */
export const confidenceWord = (share: number): "low" | "medium" | "high" =>
  share < 0.5 ? "low" : share < 0.85 ? "medium" : "high";

export const listPrice = formula<{ priceCents: number }>()({
  name: "list_price",
  version: 1,
  text: "list prices of the running subscriptions in USD, in cents a month / 100",
  unit: "USD",
  kind: "model",
  compute: ({ priceCents }) => priceCents / USD,
});
