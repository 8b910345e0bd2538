import { z } from "zod";
import { fixed } from "../define.ts";

const count = (title: string, min: number, max: number, description: string) =>
  z.int().min(min).max(max).meta({ title, description });
const basisPoints = (title: string) => count(title, 1, 10_000, "Hundredths of a percent, reached at this value");
const share = (title: string) => count(title, 1, 100_000, "Percent");
const usd = (title: string, description: string) => count(title, 0, 1_000_000_000, description);
const minutes = (title: string) => count(title, 1, 1_000_000, "Minutes since its last answer");

const minutesBySource = z.strictObject({
  esp_events: minutes("Provider events"),
  esp_billing: minutes("Provider billing"),
  subscriptions: minutes("Subscriptions"),
  infrastructure: minutes("Infrastructure"),
  backbone_health: minutes("Backbone health"),
  business_events: minutes("Business events"),
  queue_events: minutes("Queue events"),
  market: minutes("Market records"),
});

const DAY = 1440;

/** The coefficients and limits of the executive figures (domain.md §5). */
export const EXECUTIVE = {
  "executive.refreshMinutes": fixed({
    title: "Age of executive figures",
    description: "Executive figures are counted anew when they are this old; 0 counts at every call and every minute",
    schema: z.int().min(0).max(1440),
    default: 5,
    unit: "minutes",
  }),
  "executive.volumeFloor": fixed({
    title: "Fewest messages for a rate",
    description: "Below this many messages in the window a rate says that there is too little data",
    schema: z.int().min(1).max(1_000_000),
    default: 100,
    unit: "messages",
  }),
  "executive.revenueRisk": fixed({
    title: "Revenue at risk",
    description: "What one message that does not arrive puts at risk",
    schema: z.strictObject({
      bounceCents: count("A bounce, in cents", 0, 100_000, "US cents"),
      complaintCents: count("A complaint, in cents", 0, 100_000, "US cents"),
    }),
    default: { bounceCents: 5, complaintCents: 25 },
  }),
  "executive.deliverabilityLimits": fixed({
    title: "Deliverability classes",
    description: "From which share of bounces or complaints a tenant is in a class; either of the two decides",
    schema: z.strictObject({
      criticalBounce: basisPoints("Critical, bounces"),
      criticalComplaint: basisPoints("Critical, complaints"),
      highBounce: basisPoints("High, bounces"),
      highComplaint: basisPoints("High, complaints"),
      mediumBounce: basisPoints("Medium, bounces"),
      mediumComplaint: basisPoints("Medium, complaints"),
    }),
    default: {
      criticalBounce: 1500,
      criticalComplaint: 200,
      highBounce: 1000,
      highComplaint: 150,
      mediumBounce: 500,
      mediumComplaint: 100,
    },
  }),
  "executive.riskBands": fixed({
    title: "Revenue risk level",
    description: "From which share of the subscription revenue the revenue at risk is of a level",
    schema: z.strictObject({
      mediumPercent: share("Medium"),
      highPercent: share("High"),
      criticalPercent: share("Critical"),
    }),
    default: { mediumPercent: 5, highPercent: 10, criticalPercent: 20 },
  }),
  "executive.alertLimits": fixed({
    title: "Alerts by money",
    description: "From which amounts a figure raises an alert; deliverability raises one with its class",
    schema: z.strictObject({
      riskMediumUsd: usd("Revenue at risk of a tenant, medium", "Reached at this many dollars in 30 days"),
      riskHighUsd: usd("Revenue at risk of a tenant, high", "Reached at this many dollars in 30 days"),
      riskCriticalUsd: usd("Revenue at risk of a tenant, critical", "Above this many dollars in 30 days"),
      efficiencyPercent: count(
        "Cost efficiency of a tenant, high",
        0,
        100,
        "Below this percent of the list price is left",
      ),
      savingUsd: usd("A possible saving, high", "Above this many dollars a month"),
      budgetUsd: usd("Budget of the fleet and its e-mail providers", "Dollars a month; 0: there is none"),
      overBudgetPercent: count("Over the budget, critical", 0, 1000, "More than this many percent above it"),
    }),
    default: {
      riskMediumUsd: 100,
      riskHighUsd: 1000,
      riskCriticalUsd: 10_000,
      efficiencyPercent: 70,
      savingUsd: 5000,
      budgetUsd: 0,
      overBudgetPercent: 20,
    },
  }),
  "executive.trendTolerancePercent": fixed({
    title: "Tolerance of trends",
    description: "A change of at most this much, up or down, is stable",
    schema: z.int().min(0).max(100),
    default: 5,
    unit: "percent",
  }),
  "executive.protectionTargetPercent": fixed({
    title: "Target of the protection score",
    description: "Below it, revenue protection recommends to resolve open issues",
    schema: z.int().min(1).max(100),
    default: 95,
    unit: "percent",
  }),
  "executive.decisionDays": fixed({
    title: "Time to a decision",
    description: "Decisions that take at most this long on average are appropriate",
    schema: z.int().min(1).max(365),
    default: 7,
    unit: "days",
  }),
  "executive.tenantHealth": fixed({
    title: "Business health of a tenant",
    description: "By how much the list price must exceed the approximate cost, in percent of the cost",
    schema: z.strictObject({
      excellentPercent: share("Excellent"),
      goodPercent: share("Good"),
      monitorPercent: share("Monitor"),
    }),
    default: { excellentPercent: 200, goodPercent: 150, monitorPercent: 100 },
  }),
  "executive.staleAfterMinutes": fixed({
    title: "Sources: stale",
    description: "A figure says that it is stale when a source that it needs has not answered for this long",
    schema: minutesBySource,
    default: {
      esp_events: DAY,
      esp_billing: 2 * DAY,
      subscriptions: 7 * DAY,
      infrastructure: DAY,
      backbone_health: 15,
      business_events: 2 * DAY,
      queue_events: 2 * DAY,
      market: 100 * DAY,
    },
  }),
  "executive.missingAfterMinutes": fixed({
    title: "Sources: unknown",
    description: "A figure is unknown when a source that it needs has not answered for this long",
    schema: minutesBySource,
    default: {
      esp_events: 7 * DAY,
      esp_billing: 35 * DAY,
      subscriptions: 35 * DAY,
      infrastructure: 7 * DAY,
      backbone_health: DAY,
      business_events: 35 * DAY,
      queue_events: 35 * DAY,
      market: 400 * DAY,
    },
  }),
} as const;
